import type { FieldDescription } from '../types';
import type { CustomObject } from './customObjects';

/** What marks the name of a field that is no property but an association: '@companies'. */
const MARK = '@';

/** The objects that every account has and that are associated with each other. */
const STANDARD = ['companies', 'contacts', 'deals', 'tickets'];
const LABELS: Record<string, string> = { companies: 'Company', contacts: 'Contact', deals: 'Deal', tickets: 'Ticket' };

const isStandardObject = (object: string): boolean => STANDARD.includes(object);

/** True for an object of the account's own, by its id ('2-1234567') or its full name ('p1234_ship'). */
export const isCustomObject = (object: string): boolean => /^(2-\d+$|p\d*_)/i.test(object);

/** '@companies' → 'companies'; undefined for a property. */
export const targetOfField = (field: string): string | undefined =>
	field.startsWith(MARK) ? field.slice(MARK.length) : undefined;

/** True where a record has one primary among its associated records: contacts, deals and tickets have a primary company. */
export const hasPrimary = (fromObject: string, toObject: string): boolean =>
	toObject === 'companies' && isStandardObject(fromObject) && fromObject !== 'companies';

/** 'contactToCompany': the name that every route uses, as state is kept under it. */
function kindName(object: string, target: string): string {
	const from = LABELS[object] ?? object;
	return `${from[0].toLowerCase()}${from.slice(1)}To${LABELS[target] ?? target}`;
}

/** An association as a field: the id of the primary record, or of the only one. */
const associationField = (object: string, target: string, label: string): FieldDescription => ({
	name: MARK + target,
	label: hasPrimary(object, target) ? `${label} (primary association)` : `${label} (association)`,
	type: 'string',
	writable: true,
	unique: false,
	referenceTo: [target],
	association: {
		name: kindName(object, target),
		fromObject: object,
		toObject: target,
		primary: hasPrimary(object, target),
	},
});

/**
 * The associations of an object as fields: those that it has in every account, and those with the account's own
 * objects as far as they are given.
 */
export function associationFields(object: string, customObjects: CustomObject[]): FieldDescription[] {
	const own = customObjects.find(({ names }) => names.includes(object.toLowerCase()));
	const labelOf = (target: string) =>
		LABELS[target] ?? customObjects.find(({ objectTypeId }) => objectTypeId === target)?.label ?? target;
	const targets = isStandardObject(object)
		? [
				...STANDARD.filter((target) => target !== object),
				...customObjects.filter(({ associated }) => associated.includes(object)).map((custom) => custom.objectTypeId),
			]
		: (own?.associated ?? []);
	return targets.map((target) => associationField(object, target, labelOf(target)));
}
