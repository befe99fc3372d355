import type { FastifyInstance } from 'fastify';
import { readAnswer, writeAnswer } from './answers';
import { associateNew, associationsOfInput } from './association-inputs';
import { archiveRecord, countWrite } from './batch';
import { checkMembers } from './body';
import { HubSpotError, notFound, validationError } from './errors';
import { checkIdProperty, findBy } from './identify';
import type { Portal } from './portal';
import { OBJECT_PREFIXES, objectScopes, route } from './routing';
import { createRecord, readProperties, updateRecord } from './writer';

const MAX_PAGE = 100;

/** Reading, creating, changing, archiving one record, and the list. */
export function registerSingleRoutes(app: FastifyInstance, portal: Portal): void {
	const read = { scopes: objectScopes(portal, 'objects', 'read') };
	const write = { scopes: objectScopes(portal, 'objects', 'write') };

	route(app, OBJECT_PREFIXES, 'GET', '/:type', read, ({ params, query }) => {
		const object = portal.object(params.type);
		const limit = query.limit === undefined ? 10 : Number(query.limit);
		if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
			throw validationError(`limit must be between 1 and ${MAX_PAGE}`);
		if (query.after !== undefined && !/^\d+$/.test(query.after))
			throw validationError('after is not a valid paging cursor');
		const { records, more } = object.store.page(query.after, limit, query.archived === 'true');
		return [
			200,
			{
				results: records.map((record) => readAnswer(object, record, namesOf(query.properties))),
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
		return [200, readAnswer(object, record, namesOf(query.properties))];
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

	route(app, OBJECT_PREFIXES, 'DELETE', '/:type/:id', write, ({ params }) => {
		const object = portal.object(params.type);
		if (!/^\d+$/.test(params.id)) throw new HubSpotError(400, 'VALIDATION_ERROR', `Invalid object id: ${params.id}`);
		archiveRecord(portal, object, params.id);
		portal.writes.calls++;
		return [204];
	});
}

const namesOf = (list: string | undefined) => list?.split(',').filter((name) => name !== '');
