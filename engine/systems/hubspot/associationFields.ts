import type { FieldDescription } from '../types';

/** What marks the name of a field that is no property but an association: '@companies'. */
const MARK = '@';

/** The objects that every account has and that are associated with each other. */
const STANDARD = ['companies', 'contacts', 'deals', 'tickets'];
const LABELS: Record<string, string> = { companies: 'Company', contacts: 'Contact', deals: 'Deal', tickets: 'Ticket' };

export const isStandardObject = (object: string): boolean => STANDARD.includes(object);

/** '@companies' → 'companies'; undefined for a property. */
export const targetOfField = (field: string): string | undefined =>
	field.startsWith(MARK) ? field.slice(MARK.length) : undefined;

/** True where a record has one primary among its associated records: contacts, deals and tickets have a primary company. */
export const hasPrimary = (fromObject: string, toObject: string): boolean =>
	toObject === 'companies' && isStandardObject(fromObject) && fromObject !== 'companies';

/** An association as a field: the id of the primary record, or of the only one. */
export const associationField = (object: string, target: string, label: string): FieldDescription => ({
	name: MARK + target,
	label: hasPrimary(object, target) ? `${label} (primary association)` : `${label} (association)`,
	type: 'string',
	writable: true,
	unique: false,
	referenceTo: [target],
	association: {
		name: `${object}>${target}`,
		fromObject: object,
		toObject: target,
		primary: hasPrimary(object, target),
	},
});

/** The associations that an object has in every account. */
export const standardAssociationFields = (object: string): FieldDescription[] =>
	isStandardObject(object)
		? STANDARD.filter((target) => target !== object).map((target) => associationField(object, target, LABELS[target]))
		: [];
