import type { FieldSpec, OutputValue } from '../schema/fields';
import type { ObjectSpec } from '../schema/objects';
import type { Row } from '../store/row';
import type { Store } from '../store/store';
import type { Table } from '../store/table';
import { noSuchColumn, noSuchRelationship } from './errors';

/** The most relationships SOQL follows in one path. */
const MAX_LEVELS = 5;

/** Follows a reference to the record it points at; undefined for an empty or dangling one. */
export type Step = (table: Table, row: Row) => { table: Table; row: Row } | undefined;

/** A field as a query names it, resolved: 'Owner.Email' from Account. */
export interface FieldPath {
	/** Spelled as the schema spells it. */
	names: string[];
	field: FieldSpec;
	steps: Step[];
	/** Per step: what the parent's `attributes.type` is ('Name' for a reference to several objects). */
	parentTypes: string[];
	read: (row: Row) => OutputValue;
}

/** What resolving needs to know of the query. */
export interface PathContext {
	soql: string;
	store: Store;
	table: Table;
	/** The object's name and its alias, which a path may begin with. */
	prefixes: string[];
}

/** @throws ApiError INVALID_FIELD */
export function resolvePath(context: PathContext, path: string): FieldPath {
	const { store, soql } = context;
	let parts = path.split('.');
	if (parts.length > 1 && context.prefixes.includes(parts[0].toLowerCase())) parts = parts.slice(1);
	const names: string[] = [];
	const steps: Step[] = [];
	const parentTypes: string[] = [];
	let specs: ObjectSpec[] = [context.table.spec];
	for (const relationship of parts.slice(0, -1)) {
		const reference = store.schema.relationship(specs[0], relationship);
		if (reference === undefined || steps.length === MAX_LEVELS) throw noSuchRelationship(soql, path, relationship);
		const targets = reference.referenceTo ?? [];
		names.push(reference.relationshipName ?? relationship);
		steps.push(follow(store, reference));
		parentTypes.push(targets.length > 1 ? 'Name' : targets[0]);
		// Of several targets the last one, User, has all the fields that a 'Name' has.
		specs = [...targets].reverse().map((target) => store.schema.need(target));
	}
	const last = parts[parts.length - 1];
	const field = store.schema.field(specs[0], last);
	if (field === undefined) throw noSuchColumn(soql, path, last, parentTypes.at(-1) ?? specs[0].name);
	names.push(field.name);
	return { names, field, steps, parentTypes, read: pathReader(store, context.table, steps, field) };
}

function follow(store: Store, reference: FieldSpec): Step {
	return (table, row) => {
		const id = table.reader(reference)(row);
		if (typeof id !== 'string') return undefined;
		const target = store.tableFor(reference.referenceTo ?? [], id);
		const parent = target?.byId(id);
		return target === undefined || parent === undefined ? undefined : { table: target, row: parent };
	};
}

function pathReader(store: Store, table: Table, steps: Step[], field: FieldSpec): (row: Row) => OutputValue {
	if (steps.length === 0) return table.reader(field);
	return (row) => {
		let at: { table: Table; row: Row } | undefined = { table, row };
		for (const step of steps) {
			at = step(at.table, at.row);
			if (at === undefined) return null;
		}
		// A queue has fewer fields than a user: what it lacks is empty.
		const own = store.schema.field(at.table.spec, field.name);
		return own === undefined ? null : at.table.reader(own)(at.row);
	};
}
