import type { FastifyInstance } from 'fastify';
import { batchAnswer } from './answers';
import { everyType, idOf, typeIdsOf } from './association-inputs';
import type { PairTypes } from './association-store';
import { asArray, asObject, asText, checkMembers } from './body';
import { readInputs } from './identify';
import { notFound, validationError, type BatchError } from './errors';
import type { Portal, PortalObject } from './portal';
import { ASSOCIATION_PREFIXES, objectScopes, partialStatus, route, type Call } from './routing';

const MAX_WRITE = 2000;
const MAX_READ = 1000;
const MAX_PAGE = 500;

/** The association endpoints (v4). */
export function registerAssociationRoutes(app: FastifyInstance, portal: Portal): void {
	const read = { scopes: objectScopes(portal, 'objects', 'read', 'from', 'to') };
	const write = { scopes: objectScopes(portal, 'objects', 'write', 'from', 'to') };
	const post = (
		path: string,
		rules: typeof read,
		success: number,
		run: (call: Call) => { results: unknown[]; errors: BatchError[] },
	) =>
		route(app, ASSOCIATION_PREFIXES, 'POST', path, rules, (call) => {
			const { results, errors } = run(call);
			return [
				errors.length === 0 ? success : partialStatus(call.prefix, success),
				batchAnswer(portal.clock.now(), results, errors),
			];
		});
	post('/:from/:to/batch/create', write, 201, (call) => createPairs(portal, call));
	post('/:from/:to/batch/associate/default', write, 200, (call) => associateByDefault(portal, call));
	post('/:from/:to/batch/read', read, 200, (call) => readPairs(portal, call));
	route(app, ASSOCIATION_PREFIXES, 'POST', '/:from/:to/batch/archive', write, (call) => {
		archivePairs(portal, call);
		return [204];
	});
	route(app, ASSOCIATION_PREFIXES, 'POST', '/:from/:to/batch/labels/archive', write, (call) => {
		archiveLabels(portal, call);
		return [204];
	});
	route(app, ASSOCIATION_PREFIXES, 'GET', '/:from/:to/labels', read, (call) => {
		const { types } = ends(portal, call.params);
		return [200, { results: everyType(types) }];
	});
	const single = '/crm/v4/objects/:from/:fromId/associations';
	route(app, [single], 'GET', '/:to', read, (call) => [200, listOf(portal, call)]);
	route(app, [`${single.replace('associations', 'associations/default')}`], 'PUT', '/:to/:toId', write, (call) => {
		const { from, to } = ends(portal, call.params);
		const { fromId, toId } = call.params;
		if (from.store.live(fromId) === undefined || to.store.live(toId) === undefined) throw notFound();
		associate(portal, from, fromId, to, toId, []);
		countPairs(portal, 1);
		return [200, batchAnswer(portal.clock.now(), defaultResults(portal, from, fromId, to, toId))];
	});
	route(app, [single], 'DELETE', '/:to/:toId', write, (call) => {
		const { from, to } = ends(portal, call.params);
		portal.associations.remove(from.kind.objectTypeId, call.params.fromId, to.kind.objectTypeId, call.params.toId);
		countPairs(portal, 1);
		return [204];
	});
}

function ends(portal: Portal, params: Record<string, string>) {
	const from = portal.object(params.from);
	const to = portal.object(params.to);
	const types = portal.associations.typesOf(from.kind.objectTypeId, to.kind.objectTypeId);
	if (types === undefined)
		throw validationError(`No association types are defined between ${from.kind.name} and ${to.kind.name}`);
	return { from, to, types };
}

function inputsOf(call: Call, maximum: number) {
	const body = call.body();
	checkMembers(body, ['inputs']);
	return readInputs(body, maximum);
}

function absentEnd(from: PortalObject, fromId: string, to: PortalObject, toId: string): BatchError | undefined {
	const absent = from.store.live(fromId) === undefined ? from : to.store.live(toId) === undefined ? to : undefined;
	if (absent === undefined) return undefined;
	return {
		status: 'error',
		category: 'OBJECT_NOT_FOUND',
		subCategory: absent === from ? 'crm.associations.FROM_OBJECT_NOT_FOUND' : 'crm.associations.TO_OBJECT_NOT_FOUND',
		message: `No ${absent.kind.singular.toLowerCase()} exists with id ${absent === from ? fromId : toId}.`,
		context: { fromObjectId: [fromId], toObjectId: [toId] },
	};
}

/** Ids of merged records stand for the record they were merged into. */
function associate(
	portal: Portal,
	from: PortalObject,
	fromId: string,
	to: PortalObject,
	toId: string,
	typeIds: number[],
): void {
	const [start, end] = [from.store.live(fromId)!.id, to.store.live(toId)!.id];
	portal.associations.add(from.kind.objectTypeId, start, to.kind.objectTypeId, end, typeIds);
}

function countPairs(portal: Portal, pairs: number): void {
	portal.writes.calls++;
	portal.writes.associations += pairs;
}

function createPairs(portal: Portal, call: Call): { results: unknown[]; errors: BatchError[] } {
	const { from, to, types } = ends(portal, call.params);
	const pairs = inputsOf(call, MAX_WRITE).map((item) => {
		const input = asObject(item, 'inputs');
		checkMembers(input, ['from', 'to', 'types']);
		return {
			fromId: idOf(input.from, 'from'),
			toId: idOf(input.to, 'to'),
			typeIds: typeIdsOf(portal, input.types, from, to),
		};
	});
	portal.maxAssociationBatch = Math.max(portal.maxAssociationBatch, pairs.length);
	const results: unknown[] = [];
	const errors: BatchError[] = [];
	for (const { fromId, toId, typeIds } of pairs) {
		const error = absentEnd(from, fromId, to, toId);
		if (error !== undefined) {
			errors.push(error);
			continue;
		}
		associate(portal, from, fromId, to, toId, typeIds);
		results.push({
			fromObjectTypeId: from.kind.objectTypeId,
			fromObjectId: fromId,
			toObjectTypeId: to.kind.objectTypeId,
			toObjectId: toId,
			labels: everyType(types).flatMap(({ typeId, label }) =>
				label !== null && typeIds.includes(typeId) ? [label] : [],
			),
		});
	}
	countPairs(portal, results.length);
	return { results: portal.shuffled(results), errors };
}

function associateByDefault(portal: Portal, call: Call): { results: unknown[]; errors: BatchError[] } {
	const { from, to } = ends(portal, call.params);
	const pairs = inputsOf(call, MAX_WRITE).map((item) => {
		const input = asObject(item, 'inputs');
		checkMembers(input, ['from', 'to']);
		return { fromId: idOf(input.from, 'from'), toId: idOf(input.to, 'to') };
	});
	portal.maxAssociationBatch = Math.max(portal.maxAssociationBatch, pairs.length);
	const errors = pairs
		.map(({ fromId, toId }) => absentEnd(from, fromId, to, toId))
		.filter((error) => error !== undefined);
	// This endpoint knows no 207: one unknown record fails the call.
	if (errors.length > 0) throw validationError(errors[0].message, { context: errors[0].context });
	for (const { fromId, toId } of pairs) associate(portal, from, fromId, to, toId, []);
	countPairs(portal, pairs.length);
	return {
		results: portal.shuffled(pairs.flatMap(({ fromId, toId }) => defaultResults(portal, from, fromId, to, toId))),
		errors: [],
	};
}

function defaultResults(portal: Portal, from: PortalObject, fromId: string, to: PortalObject, toId: string): unknown[] {
	const spec = (a: PortalObject, b: PortalObject) => ({
		associationCategory: plainType(portal, a, b).category,
		associationTypeId: plainType(portal, a, b).typeId,
	});
	return [
		{ from: { id: fromId }, to: { id: toId }, associationSpec: spec(from, to) },
		{ from: { id: toId }, to: { id: fromId }, associationSpec: spec(to, from) },
	];
}

const plainType = (portal: Portal, from: PortalObject, to: PortalObject) =>
	portal.associations.typesOf(from.kind.objectTypeId, to.kind.objectTypeId)!.plain;

/** The types that a pair has: its labels, and always the plain one. */
const typesOfPair = (types: PairTypes, has: ReadonlySet<number>) =>
	everyType(types).filter(({ typeId }) => typeId === types.plain.typeId || has.has(typeId));

/** Archived records have no associations to show. */
export function visiblePairs(portal: Portal, from: PortalObject, fromId: string, to: PortalObject) {
	const record = from.store.live(fromId);
	if (record === undefined) return [];
	const all = [...portal.associations.of(from.kind.objectTypeId, record.id, to.kind.objectTypeId)];
	return all.filter(([toId]) => to.store.live(toId) !== undefined);
}

function readPairs(portal: Portal, call: Call): { results: unknown[]; errors: BatchError[] } {
	const { from, to, types } = ends(portal, call.params);
	const asked = inputsOf(call, MAX_READ).map((item) => {
		const input = asObject(item, 'inputs');
		checkMembers(input, ['id'], ['after']);
		return { id: asText(input.id, 'id'), after: input.after === undefined ? undefined : asText(input.after, 'after') };
	});
	const results: unknown[] = [];
	const errors: BatchError[] = [];
	for (const { id, after } of asked) {
		const found = visiblePairs(portal, from, id, to);
		if (found.length === 0)
			errors.push({
				status: 'error',
				category: 'OBJECT_NOT_FOUND',
				subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
				message: `No ${to.kind.singular.toLowerCase()} is associated with ${from.kind.singular.toLowerCase()} ${id}.`,
				context: {
					fromObjectId: [id],
					fromObjectType: [from.kind.singular.toLowerCase()],
					toObjectType: [to.kind.singular.toLowerCase()],
				},
			});
		else results.push({ from: { id }, ...pageOf(found, after, types, 'to') });
	}
	return { results: portal.shuffled(results), errors };
}

function pageOf(found: Array<[string, ReadonlySet<number>]>, after: string | undefined, types: PairTypes, key: string) {
	const start = after === undefined ? 0 : found.findIndex(([toId]) => toId === after) + 1;
	const page = found.slice(start, start + MAX_PAGE);
	return {
		[key]: page.map(([toObjectId, has]) => ({ toObjectId, associationTypes: typesOfPair(types, has) })),
		...(start + MAX_PAGE < found.length ? { paging: { next: { after: page.at(-1)![0] } } } : {}),
	};
}

function listOf(portal: Portal, call: Call): unknown {
	const { from, to, types } = ends(portal, call.params);
	if (from.store.live(call.params.fromId) === undefined) throw notFound();
	return pageOf(visiblePairs(portal, from, call.params.fromId, to), call.query.after, types, 'results');
}

function archivePairs(portal: Portal, call: Call): void {
	const { from, to } = ends(portal, call.params);
	const pairs = inputsOf(call, MAX_WRITE).flatMap((item) => {
		const input = asObject(item, 'inputs');
		checkMembers(input, ['from', 'to']);
		const fromId = idOf(input.from, 'from');
		return asArray(input.to, 'to').map((end) => ({ fromId, toId: idOf(end, 'to') }));
	});
	for (const { fromId, toId } of pairs)
		portal.associations.remove(from.kind.objectTypeId, fromId, to.kind.objectTypeId, toId);
	countPairs(portal, pairs.length);
}

function archiveLabels(portal: Portal, call: Call): void {
	const { from, to, types } = ends(portal, call.params);
	const pairs = inputsOf(call, MAX_WRITE).map((item) => {
		const input = asObject(item, 'inputs');
		checkMembers(input, ['from', 'to', 'types']);
		return {
			fromId: idOf(input.from, 'from'),
			toId: idOf(input.to, 'to'),
			typeIds: typeIdsOf(portal, input.types, from, to),
		};
	});
	for (const { fromId, toId, typeIds } of pairs) {
		const [fromType, toType] = [from.kind.objectTypeId, to.kind.objectTypeId];
		if (typeIds.includes(types.plain.typeId)) portal.associations.remove(fromType, fromId, toType, toId);
		else for (const typeId of typeIds) portal.associations.unlabel(fromType, fromId, toType, toId, typeId);
	}
	countPairs(portal, pairs.length);
}
