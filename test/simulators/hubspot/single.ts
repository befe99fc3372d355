import type { FastifyInstance } from 'fastify';
import { readAnswer, writeAnswer } from './answers';
import { associateNew, associationsOfInput } from './association-inputs';
import { archiveRecord, countWrite } from './batch';
import { visiblePairs } from './association-routes';
import { asText, checkMembers } from './body';
import { HubSpotError, notFound, validationError } from './errors';
import { checkIdProperty, findBy } from './identify';
import { mergeRecords } from './merge';
import type { Portal, PortalObject } from './portal';
import { OBJECT_PREFIXES, objectScopes, route } from './routing';
import { createRecord, readProperties, updateRecord } from './writer';

const MAX_PAGE = 100;
const MAX_ADDRESS = 8_000;
/** A list shows so many associations of a record. */
const MAX_SHOWN = 100;

/** Reading, creating, changing, archiving one record, and the list. */
export function registerSingleRoutes(app: FastifyInstance, portal: Portal): void {
	const read = { scopes: objectScopes(portal, 'objects', 'read') };
	const write = { scopes: objectScopes(portal, 'objects', 'write') };

	route(app, OBJECT_PREFIXES, 'GET', '/:type', read, ({ params, query, url }) => {
		const object = portal.object(params.type);
		const limit = query.limit === undefined ? 10 : Number(query.limit);
		if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
			throw validationError(`limit must be between 1 and ${MAX_PAGE}`);
		if (url.length > MAX_ADDRESS) throw new HubSpotError(414, 'VALIDATION_ERROR', 'The request URI is too long');
		if (query.after !== undefined && !/^\d+$/.test(query.after))
			throw validationError('after is not a valid paging cursor');
		const { records, more } = object.store.page(query.after, limit, query.archived === 'true');
		return [
			200,
			{
				results: records.map((record) => ({
					...readAnswer(object, record, namesOf(query.properties)),
					...associationsOf(portal, object, record.id, namesOf(query.associations)),
				})),
				...(more ? { paging: { next: { after: records.at(-1)!.id } } } : {}),
			},
		];
	});

	route(app, OBJECT_PREFIXES, 'POST', '/:type', write, ({ params, body }) => {
		const object = portal.object(params.type);
		const input = body();
		checkMembers(input, ['properties'], ['associations', 'objectWriteTraceId']);
		const properties = readProperties(input.properties);
		const associations = associationsOfInput(portal, object, input.associations);
		associations.check();
		const written = createRecord(portal, object, properties);
		associateNew(portal, object, written.record.id, associations.links);
		portal.writes.calls++;
		countWrite(portal, written);
		return [201, writeAnswer(object, written.record, Object.keys(properties))];
	});

	route(app, OBJECT_PREFIXES, 'GET', '/:type/:id', read, ({ params, query }) => {
		const object = portal.object(params.type);
		const record = findBy(object, params.id, checkIdProperty(object, query.idProperty), query.archived === 'true');
		if (record === undefined) throw notFound();
		return [
			200,
			{
				...readAnswer(object, record, namesOf(query.properties)),
				...associationsOf(portal, object, record.id, namesOf(query.associations)),
			},
		];
	});

	route(app, OBJECT_PREFIXES, 'PATCH', '/:type/:id', write, ({ params, query, body }) => {
		const object = portal.object(params.type);
		const input = body();
		checkMembers(input, ['properties'], ['objectWriteTraceId']);
		const properties = readProperties(input.properties);
		const record = findBy(object, params.id, checkIdProperty(object, query.idProperty));
		if (record === undefined) throw notFound();
		const written = updateRecord(portal, object, record, properties);
		portal.writes.calls++;
		countWrite(portal, written);
		return [200, writeAnswer(object, record, Object.keys(properties))];
	});

	route(app, OBJECT_PREFIXES, 'POST', '/:type/merge', write, ({ params, body }) => {
		const object = portal.object(params.type);
		const input = body();
		checkMembers(input, ['primaryObjectId', 'objectIdToMerge']);
		const [winner, loser] = [input.primaryObjectId, input.objectIdToMerge].map((id) =>
			object.store.live(asText(id, 'id')),
		);
		if (winner === undefined || loser === undefined) throw notFound();
		const survivor = mergeRecords(portal, object, winner, loser);
		portal.writes.calls++;
		return [200, readAnswer(object, survivor, undefined)];
	});

	route(app, OBJECT_PREFIXES, 'DELETE', '/:type/:id', write, ({ params }) => {
		const object = portal.object(params.type);
		if (!/^\d+$/.test(params.id)) throw new HubSpotError(400, 'VALIDATION_ERROR', `Invalid object id: ${params.id}`);
		archiveRecord(portal, object, params.id);
		portal.writes.calls++;
		return [204];
	});
}

const namesOf = (list: string | undefined) => list?.split(',').filter((name) => name !== '');

/** As the older API shows associations: by name, a labelled one beside the plain one. */
function associationsOf(
	portal: Portal,
	from: PortalObject,
	id: string,
	asked: string[] | undefined,
): Record<string, unknown> {
	if (asked === undefined) return {};
	const shown = asked.flatMap((name) => {
		const to = portal.object(name);
		const types = portal.associations.typesOf(from.kind.objectTypeId, to.kind.objectTypeId);
		if (types === undefined)
			throw validationError(`No association types are defined between ${from.kind.name} and ${to.kind.name}`);
		const pairs = visiblePairs(portal, from, id, to).slice(0, MAX_SHOWN);
		if (pairs.length === 0) return [];
		const plain = `${from.kind.singular}_to_${to.kind.singular}`.toLowerCase();
		const results = pairs.flatMap(([toId, has]) => [
			...(types.primary !== undefined && has.has(types.primary.typeId) ? [{ id: toId, type: plain }] : []),
			{ id: toId, type: types.primary === undefined ? plain : `${plain}_unlabeled` },
		]);
		return [[to.kind.name, { results }]];
	});
	return shown.length === 0 ? {} : { associations: Object.fromEntries(shown) as Record<string, unknown> };
}
