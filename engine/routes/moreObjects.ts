import { SophiaError } from '../errors';
import type { FieldMap } from '../mapping/types';
import type { FieldAssociation, ObjectPlan, SyncPlan } from '../sync/types';
import type { FilterConditions } from '../systems/types';

/** An object that no route has ready: a user says what it becomes. */
export interface MoreObject {
	/** Salesforce's API name. */
	sourceObject: string;
	/** HubSpot's name, or the id of an object of the account's own ('2-1234567'). */
	destinationObject: string;
	/** Default: {@link defaultIdProperty}. */
	idProperty?: string;
	/** The HubSpot property by which existing records are recognised; the field map fills it. */
	matchProperty?: string;
	fieldMap: FieldMap;
	/** A SOQL condition. */
	filter?: string;
	/** Built from fields; a record has to meet them and the filter. */
	conditions?: FilterConditions;
}

/** Records of an object of the user's own refer to records of another one through a lookup field. */
export interface LookupAssociation {
	sourceObject: string;
	/** e.g. 'Account__c' */
	field: string;
	targetObject: string;
	/** As HubSpot shows it; absent or empty: without a label. */
	label?: string;
}

/** The name under which HubSpot keeps the Salesforce id: 'Project__c' → 'sophia_salesforce_project__c_id'. Permanent. */
export const defaultIdProperty = (sourceObject: string): string => `sophia_salesforce_${sourceObject.toLowerCase()}_id`;

const wrong = (message: string, remedy: string): SophiaError => new SophiaError('configuration', message, { remedy });

/**
 * A plan with objects of the user's own behind its own, and their associations.
 *
 * @throws SophiaError `configuration` that names the object or the field, and the remedy
 */
export function withMoreObjects(
	plan: SyncPlan,
	more: readonly MoreObject[],
	lookups: readonly LookupAssociation[] = [],
): SyncPlan {
	const objects = [...plan.objects];
	for (const [index, object] of more.entries()) {
		const planned = planOf(object, index + 1);
		if (objects.some((other) => same(other.sourceObject, planned.sourceObject))) {
			throw wrong(
				`${planned.sourceObject} is to be synced twice.`,
				'Name each Salesforce object once: take it out of "Objects" or remove the row.',
			);
		}
		objects.push(planned);
	}
	checkIdProperties(objects);
	const own = new Set(more.map(({ sourceObject }) => sourceObject.trim().toLowerCase()));
	const associations = lookups.map((lookup) => associationOf(lookup, objects, own));
	checkLabels(associations);
	return { ...plan, objects, associations: [...plan.associations, ...associations] };
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function planOf(object: MoreObject, row: number): ObjectPlan {
	const sourceObject = object.sourceObject.trim();
	const destinationObject = object.destinationObject.trim();
	if (sourceObject === '' || destinationObject === '') {
		const missing = sourceObject === '' ? 'Salesforce' : 'HubSpot';
		throw wrong(
			`Row ${row} of the further objects names no ${missing} object.`,
			'Choose both objects, or remove the row.',
		);
	}
	const idProperty = object.idProperty?.trim() || defaultIdProperty(sourceObject);
	if (!/^[a-z][a-z0-9_]{0,99}$/.test(idProperty)) {
		throw wrong(
			`The ID property of ${sourceObject} has no name that HubSpot takes.`,
			'Use lower-case letters, digits and underscores, beginning with a letter, at most 100 in all.',
		);
	}
	const match = object.matchProperty?.trim();
	const filter = object.filter?.trim();
	return {
		sourceObject,
		destinationObject,
		idProperty,
		idPropertyLabel: `Salesforce ${sourceObject} ID (Sophia)`,
		// Whether only one record can have the value HubSpot itself says.
		...(match ? { match: { property: match, unique: false, normalise: 'caseInsensitive' } } : {}),
		fieldMap: object.fieldMap,
		...(filter ? { filter } : {}),
		...(object.conditions === undefined ? {} : { conditions: object.conditions }),
	};
}

function checkIdProperties(objects: ObjectPlan[]): void {
	const seen = new Map<string, string>();
	for (const { sourceObject, destinationObject, idProperty } of objects) {
		const key = `${destinationObject.toLowerCase()} ${idProperty}`;
		const other = seen.get(key);
		if (other !== undefined) {
			throw wrong(
				`${other} and ${sourceObject} would keep their IDs in the same HubSpot property ${idProperty}.`,
				'Give each Salesforce object an ID property of its own.',
			);
		}
		seen.set(key, sourceObject);
	}
}

function associationOf(lookup: LookupAssociation, objects: ObjectPlan[], own: ReadonlySet<string>): FieldAssociation {
	const [sourceName, field, targetName] = [lookup.sourceObject, lookup.field, lookup.targetObject].map((text) =>
		text.trim(),
	);
	const where = `The association ${sourceName}.${field}`;
	if (sourceName === '' || field === '' || targetName === '')
		throw wrong(
			'An association lacks its object, its lookup field or its target.',
			'Choose all three, or remove the row.',
		);
	if (!own.has(sourceName.toLowerCase()))
		throw wrong(
			`${where} begins at an object that is not among the further objects.`,
			`Add ${sourceName} to them first.`,
		);
	const source = objects.find((object) => same(object.sourceObject, sourceName));
	const target = objects.find((object) => same(object.sourceObject, targetName));
	if (source === undefined || target === undefined)
		throw wrong(
			`${where} leads to ${targetName}, which this sync leaves out.`,
			`Sync ${targetName} as well, or remove the row.`,
		);
	const label = lookup.label?.trim();
	return {
		kind: {
			name: `${source.sourceObject}.${field}>${target.sourceObject}${label ? ` (${label})` : ''}`,
			fromObject: source.destinationObject,
			toObject: target.destinationObject,
			primary: false,
			...(label ? { label } : {}),
		},
		sourceObject: source.sourceObject,
		field,
		targetObject: target.sourceObject,
		chosen: true,
	};
}

/** HubSpot keeps one association of a kind between two records: two lookups need two labels, or one would undo the other. */
function checkLabels(associations: FieldAssociation[]): void {
	const seen = new Map<string, { field: string; label?: string }>();
	for (const { kind, field } of associations) {
		const ends = `${kind.fromObject}>${kind.toObject}`;
		const key = `${ends} ${kind.label?.toLowerCase() ?? ''}`;
		const other = seen.get(key) ?? (kind.label === undefined ? seen.get(ends) : seen.get(`${ends} `));
		if (other !== undefined) {
			throw wrong(
				`${other.field} and ${field} would make the same association in HubSpot.`,
				'Where several lookup fields lead to one HubSpot object, give each an association label of its own.',
			);
		}
		seen.set(key, { field, label: kind.label });
		seen.set(ends, { field, label: kind.label });
	}
}
