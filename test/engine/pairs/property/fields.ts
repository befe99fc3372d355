import type { PairName } from './history';

/** One pair of fields, as the two ready pairs have it: told here once more, apart from the engine. */
export interface FieldPair {
	left: string;
	right: string;
	kind: 'text' | 'number' | 'site' | 'email' | 'reference';
	/** What a value becomes on the other side; undefined: there is nothing to send. */
	toRight(value: string): string | undefined;
	toLeft?(value: string): string | undefined;
	/** A blank of that side says nothing. */
	blankSaysNothing: { left: boolean; right: boolean };
}

const both = (left: string, right: string, kind: FieldPair['kind'] = 'text'): FieldPair => ({
	left,
	right,
	kind,
	toRight: (value) => value,
	toLeft: (value) => value,
	blankSaysNothing: { left: false, right: false },
});

const unlessBlank = (value: string): string | undefined => (value === '' ? undefined : value);

export const domainOf = (site: string): string =>
	site
		.replace(/^https?:\/\//, '')
		.replace(/[/?#].*$/, '')
		.replace(/^www\./, '')
		.toLowerCase();

export const FIELDS: Record<PairName, FieldPair[]> = {
	accounts: [
		{ ...both('Name', 'name'), toLeft: unlessBlank, blankSaysNothing: { left: false, right: true } },
		both('Phone', 'phone'),
		both('BillingCity', 'city'),
		both('Description', 'description'),
		both('NumberOfEmployees', 'numberofemployees', 'number'),
		both('Website', 'website', 'site'),
		{
			left: 'Website',
			right: 'domain',
			kind: 'site',
			toRight: (value) => unlessBlank(domainOf(value)),
			blankSaysNothing: { left: true, right: false },
		},
	],
	contacts: [
		{ ...both('LastName', 'lastname'), toLeft: unlessBlank, blankSaysNothing: { left: false, right: true } },
		both('FirstName', 'firstname'),
		both('Phone', 'phone'),
		both('Title', 'jobtitle'),
		both('MailingCity', 'city'),
		{
			...both('Email', 'email', 'email'),
			toRight: unlessBlank,
			toLeft: unlessBlank,
			blankSaysNothing: { left: true, right: true },
		},
		both('AccountId', '@companies', 'reference'),
	],
};

/** The same value, as far as the two systems tell values apart. */
export const same = ({ kind }: FieldPair, a: string, b: string): boolean =>
	kind === 'number' && a !== '' && b !== ''
		? Number(a) === Number(b)
		: kind === 'email'
			? a.toLowerCase() === b.toLowerCase()
			: a.trim() === b.trim();
