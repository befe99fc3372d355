import { SophiaError } from '../errors';
import { compileFieldMap } from '../mapping/compile';
import { rowFields, sourceFields } from '../mapping/fieldMap';
import { fingerprint, mapFingerprintParts } from '../mapping/fingerprint';
import type { FieldMap } from '../mapping/types';
import type { LinkScope } from '../state/types';
import type { Destination, ObjectDescription, Source } from '../systems/types';
import type { ReportCollector } from '../report/collector';
import type { PreparedObject } from './context';
import { isJunction, planName, type FieldAssociation, type ObjectPlan, type SyncPlan } from './types';

/** Fields that the identity rules need, where an object has them. */
const IDENTITY_FIELDS = ['IsPersonAccount'];

/** The scopes of a plan: whose links it reads and writes. */
export async function scopesOf(
	plan: Pick<SyncPlan, 'objects'>,
	source: Source,
	destination: Destination,
	signal?: AbortSignal,
): Promise<LinkScope[]> {
	const [organisation, account] = await Promise.all([source.organisation(signal), destination.account(signal)]);
	return plan.objects.map((object) => ({
		sourceOrganisation: `${source.system}:${organisation}`,
		sourceObject: object.sourceObject,
		destinationAccount: `${destination.system}:${account}`,
		destinationObject: object.destinationObject,
	}));
}

/** Names of the leases a run over these scopes holds: one per destination object. */
export const leaseNames = (scopes: LinkScope[]): string[] =>
	[...new Set(scopes.map((scope) => `${scope.destinationAccount}/${scope.destinationObject}`))].sort();

/**
 * Makes sure that what the plan needs exists on both sides, and compiles its mappings.
 *
 * @throws SophiaError `configuration` for a filter that is not valid, an id property that is not unique,
 * a plan that maps nothing; `credentials` for a missing scope
 */
export async function preparePlan(
	plan: SyncPlan,
	scopes: LinkScope[],
	systems: { source: Source; destination: Destination },
	options: { dryRun: boolean; signal?: AbortSignal; report: ReportCollector },
): Promise<PreparedObject[]> {
	const { source, destination } = systems;
	const { signal, report } = options;
	const planned: ObjectPlan[] = [];
	for (const object of plan.objects) planned.push(await withConditions(object, source, signal));
	await destination.provision(
		plan.objects.map(({ destinationObject, idProperty, idPropertyLabel }) => ({
			object: destinationObject,
			idProperty,
			idPropertyLabel,
		})),
		{ dryRun: options.dryRun, signal },
	);
	// Objects are reported in the plan's order, whichever is described first.
	for (const object of plan.objects) report.begin({ plan: object }, 'incremental');
	// Both systems remember what they have described: asked for side by side here, it is at hand below.
	await Promise.all(
		plan.objects.flatMap((object) => [
			destination.describe(object.destinationObject, signal),
			source.describe(object.sourceObject, signal),
			source.unreadableFields(object.sourceObject, parentFields(object), signal),
		]),
	);
	const prepared: PreparedObject[] = [];
	for (const [index, object] of planned.entries())
		prepared.push(await prepareObject(plan, object, scopes[index], systems, options));
	return prepared;
}

/** The filter as one condition: what a person has written, and what was built from fields. */
async function withConditions(object: ObjectPlan, source: Source, signal?: AbortSignal): Promise<ObjectPlan> {
	const { sourceObject, filter, conditions } = object;
	if (filter !== undefined) await source.validateFilter(sourceObject, filter, signal);
	if (conditions === undefined) return object;
	const built = await source.compileConditions?.(sourceObject, conditions, signal);
	if (built === undefined) return object;
	return { ...object, filter: filter === undefined ? built : `(${filter}) AND (${built})` };
}

async function prepareObject(
	plan: SyncPlan,
	object: ObjectPlan,
	scope: LinkScope,
	{ source, destination }: { source: Source; destination: Destination },
	{ dryRun, signal, report }: { dryRun: boolean; signal?: AbortSignal; report: ReportCollector },
): Promise<PreparedObject> {
	const [from, found, fieldMap] = await Promise.all([
		source.describe(object.sourceObject, signal),
		destination.describe(object.destinationObject, signal),
		readableRows(object, source, report, signal),
	]);
	const [pipelines, timeZone] = await Promise.all([
		object.stages === undefined ? undefined : destination.pipelines?.(object.destinationObject, signal),
		destination.timeZone?.(signal),
	]);
	checkMatch(object, found, destination);
	const description = await withNewFields(object, fieldMap, from, found, destination, { dryRun, signal });
	const compile = () =>
		compileFieldMap(fieldMap, {
			source: from,
			destination: description,
			idProperty: object.idProperty,
			matchProperty: object.match?.property,
			timeZone,
			...(object.stages === undefined || pipelines === undefined ? {} : { stages: { plan: object.stages, pipelines } }),
		});
	const map = compile();
	for (const warning of map.warnings) report.warn({ plan: object }, warning);
	if (map.rows.length === 0) {
		throw new SophiaError(
			'configuration',
			`No field of ${object.sourceObject} is mapped to ${object.destinationObject}.`,
			{
				remedy: 'Map at least one field, or take this object out of the sync.',
			},
		);
	}
	const associations = plan.associations.filter(
		(association): association is FieldAssociation =>
			!isJunction(association) &&
			association.sourceObject === planName(object) &&
			plan.objects.some((other) => planName(other) === association.targetObject),
	);
	for (const association of associations) await checkChosen(association, from, destination, signal);
	const extra = [...associations.map((association) => association.field), ...IDENTITY_FIELDS].filter((field) =>
		from.fields.has(field),
	);
	const siblings = plan.objects.filter((other) => other.destinationObject === object.destinationObject);
	const wanted = [
		...siblings.map((sibling) => sibling.idProperty),
		...(object.match ? [object.match.property, 'name'] : []),
		...map.destinationFields,
	];
	const match = matchIn(object, description);
	return {
		plan: { ...object, ...(match === undefined ? {} : { match }) },
		scope,
		description,
		map,
		compile,
		sourceFields: [...new Set([...map.sourceFields, ...extra])],
		readProperties: [...new Set(wanted)].filter((property) => description.fields.has(property)),
		associations,
		fingerprint: fingerprint({
			map: mapFingerprintParts(map),
			filter: object.filter ?? null,
			...(object.due === undefined ? {} : { due: object.due }),
			match: object.match ?? null,
			associations: associations.map((association) => association.kind.name),
			mode: plan.mode,
			...(map.rows.some(({ field }) => field.type === 'datetime') ? { timeZone } : {}),
		}),
	};
}

/** @throws SophiaError `configuration` for an association that a user has chosen and that cannot be made */
async function checkChosen(
	{ chosen, field: name, sourceObject, targetObject, kind }: FieldAssociation,
	{ fields }: ObjectDescription,
	destination: Destination,
	signal?: AbortSignal,
): Promise<void> {
	if (chosen !== true) return;
	const leadsTo = fields.get(name)?.referenceTo;
	if (leadsTo === undefined || !leadsTo.includes(targetObject)) {
		const fault = leadsTo === undefined ? 'is no lookup field that can be read' : `does not lead to ${targetObject}`;
		throw new SophiaError('configuration', `${sourceObject}.${name} ${fault}.`, {
			remedy: 'Choose another lookup field or another target for the association.',
		});
	}
	await destination.checkAssociation?.(kind, signal);
}

/** Where the destination itself says that only one record can have the value, another one with it is a duplicate. */
const matchIn = ({ match }: ObjectPlan, { fields }: ObjectDescription): ObjectPlan['match'] =>
	match?.normalise === undefined
		? match
		: { ...match, unique: match.unique || fields.get(match.property)?.unique === true };

/** @throws SophiaError `configuration` where records cannot be looked up by the property */
function checkMatch({ match, destinationObject }: ObjectPlan, { fields }: ObjectDescription, destination: Destination) {
	if (match?.normalise === undefined) return;
	const known = fields.has(match.property);
	if (known && destination.canFind?.(destinationObject, match.property, match.normalise) !== false) return;
	const fault = known ? 'cannot be searched for' : 'does not exist';
	throw new SophiaError('configuration', `The match property ${match.property} of ${destinationObject} ${fault}.`, {
		remedy: 'Choose a text or number property, best one with unique values, or none.',
	});
}

/**
 * Creates the destination fields that are mapped and do not exist yet, where the destination can. A
 * field takes the type of its source field; one that a transform or a constant fills is text.
 */
async function withNewFields(
	object: ObjectPlan,
	fieldMap: FieldMap,
	from: ObjectDescription,
	description: ObjectDescription,
	destination: Destination,
	options: { dryRun: boolean; signal?: AbortSignal },
): Promise<ObjectDescription> {
	if (destination.createFields === undefined) return description;
	const missing = fieldMap.fields.filter(({ to }) => !description.fields.has(to));
	const wanted = missing.map(({ to, from: name, transforms = [] }) => {
		const field = name === undefined || transforms.length > 0 ? undefined : from.fields.get(name);
		return { name: to, label: field?.label ?? to, type: field?.type ?? ('string' as const) };
	});
	if (wanted.length === 0) return description;
	const created = await destination.createFields(object.destinationObject, wanted, options);
	return {
		...description,
		fields: new Map([...description.fields, ...created.map((field) => [field.name, field] as const)]),
	};
}

const parentFields = ({ fieldMap }: ObjectPlan): string[] =>
	sourceFields(fieldMap).filter((field) => field.includes('.'));

/** A field map without the rows whose parent fields are gone: a removed field is a warning, not a failure. */
async function readableRows(
	object: ObjectPlan,
	source: Source,
	report: ReportCollector,
	signal?: AbortSignal,
): Promise<FieldMap> {
	const unreadable = new Set(await source.unreadableFields(object.sourceObject, parentFields(object), signal));
	const readable = (names: string[] = []) => names.filter((name) => !unreadable.has(name));
	return {
		fields: object.fieldMap.fields.flatMap((row) => {
			if (!rowFields(row).some((name) => unreadable.has(name))) return [row];
			const [from, ...orElse] = readable([row.from ?? '', ...(row.orElse ?? [])]);
			if (from !== undefined) return [{ ...row, from, orElse, further: readable(row.further) }];
			const message = `${row.to}: ${object.sourceObject} has no field ${row.from}, or its user may not read it; the row is left out.`;
			report.warn({ plan: object }, { field: row.to, code: 'unknownSourceField', message });
			return [];
		}),
	};
}
