import type { LeadFields } from '../fields';
import type { EmailReading } from './email';

/** Beyond this many keys, leads are still compared with those remembered, and no further ones are remembered. */
const MOST_KEYS = 100_000;
const BY_EMAIL = 0.95;
/** Two people of one name in one company are possible. */
const BY_NAME_AND_COMPANY = 0.75;

/** What a company's name is without: 'Acme Inc.' and 'ACME' are one. */
const LEGAL_FORM =
	/ (?:ag|bv|cia|co|company|corp|corporation|eood|gmbh|gmbh and co kg|group|inc|incorporated|kg|limited|llc|llp|ltd|ltda|nv|oy|plc|pty ltd|sa|sa de cv|sarl|sas|se|sl|slu|spa|srl|ug)$/;

/** Finds leads of one run that are the same person: by e-mail address, or by name and company. */
export class DuplicateFinder {
	private readonly firstByKey = new Map<string, string>();

	/**
	 * The first lead of the run that this one repeats. A lead never repeats itself, however often it is shown. A team's
	 * address (info@…) is shared by colleagues: there the name must be the same, too.
	 */
	find(
		id: string,
		fields: LeadFields,
		email: EmailReading | undefined,
	): { id: string; confidence: number } | undefined {
		const name = folded(`${text(fields.firstName)} ${text(fields.lastName)}`);
		const company = withoutLegalForm(folded(text(fields.company)));
		const address = email?.address?.toLowerCase();
		const addressKey = address !== undefined && email?.role !== 0 ? `r ${address} ${name}` : address && `e ${address}`;
		const personKey = text(fields.lastName) !== '' && company !== '' ? `p ${name}\0${company}` : undefined;
		const byEmail = addressKey && this.first(addressKey, id);
		const byPerson = personKey && this.first(personKey, id);
		if (byEmail !== undefined && byEmail !== id) return { id: byEmail, confidence: BY_EMAIL };
		if (byPerson !== undefined && byPerson !== id) return { id: byPerson, confidence: BY_NAME_AND_COMPANY };
		return undefined;
	}

	private first(key: string, id: string): string {
		const known = this.firstByKey.get(key);
		if (known !== undefined) return known;
		if (this.firstByKey.size < MOST_KEYS) this.firstByKey.set(key, id);
		return id;
	}
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 300) : '');

const folded = (value: string): string =>
	/^[A-Za-z0-9 ]*$/.test(value) ? value.toLowerCase().trim() : foldedFully(value);

const foldedFully = (value: string): string =>
	value
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/&/g, ' and ')
		.replace(/\b((?:\p{L}\.)+)/gu, (initials) => initials.replaceAll('.', ''))
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();

const withoutLegalForm = (company: string): string => company.replace(LEGAL_FORM, '');
