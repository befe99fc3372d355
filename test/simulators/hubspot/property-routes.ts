import type { FastifyInstance } from 'fastify';
import { batchAnswer } from './answers';
import { asArray, asObject, checkMembers } from './body';
import { refusalOf, validationError, type BatchError } from './errors';
import type { Portal } from './portal';
import { objectScopes, partialStatus, PROPERTY_PREFIXES, route, type Call } from './routing';

const MAX_BATCH = 100;

/** The Properties API: definitions and their groups. */
export function registerPropertyRoutes(app: FastifyInstance, portal: Portal): void {
	const read = { scopes: objectScopes(portal, 'schemas', 'read') };
	const write = { scopes: objectScopes(portal, 'schemas', 'write') };
	const catalogue = (call: Call) => portal.object(call.params.type).catalogue;

	route(app, PROPERTY_PREFIXES, 'GET', '/:type', read, (call) => [
		200,
		{ results: catalogue(call).list(call.query.archived === 'true') },
	]);
	route(app, PROPERTY_PREFIXES, 'GET', '/:type/groups', read, (call) => [
		200,
		{ results: [...catalogue(call).groups.values()] },
	]);
	route(app, PROPERTY_PREFIXES, 'GET', '/:type/:name', read, (call) => [
		200,
		catalogue(call).require(call.params.name),
	]);

	route(app, PROPERTY_PREFIXES, 'POST', '/:type', write, (call) => {
		const created = catalogue(call).create(call.body());
		portal.writes.properties++;
		return [201, created];
	});
	route(app, PROPERTY_PREFIXES, 'POST', '/:type/groups', write, (call) => [
		201,
		catalogue(call).createGroup(call.body()),
	]);
	route(app, PROPERTY_PREFIXES, 'PATCH', '/:type/:name', write, (call) => {
		const changed = catalogue(call).update(call.params.name, call.body());
		portal.writes.properties++;
		return [200, changed];
	});
	route(app, PROPERTY_PREFIXES, 'DELETE', '/:type/:name', write, (call) => {
		catalogue(call).archive(call.params.name);
		portal.writes.properties++;
		return [204];
	});
	route(app, PROPERTY_PREFIXES, 'POST', '/:type/batch/create', write, (call) => {
		const { results, errors } = createBatch(portal, call);
		return [
			errors.length === 0 ? 201 : partialStatus(call.prefix, 201),
			batchAnswer(portal.clock.now(), results, errors),
		];
	});
}

function createBatch(portal: Portal, call: Call): { results: unknown[]; errors: BatchError[] } {
	const { catalogue } = portal.object(call.params.type);
	const body = call.body();
	checkMembers(body, ['inputs']);
	const inputs = asArray(body.inputs, 'inputs').map((item) => asObject(item, 'inputs'));
	if (inputs.length > MAX_BATCH)
		throw validationError(`The maximum number of inputs supported in a batch is ${MAX_BATCH}.`);
	const results: unknown[] = [];
	const errors: BatchError[] = [];
	for (const input of inputs) {
		try {
			results.push(catalogue.create(input));
			portal.writes.properties++;
		} catch (caught) {
			errors.push(refusalOf(caught).toBatchError(typeof input.name === 'string' ? { name: [input.name] } : {}));
		}
	}
	return { results, errors };
}
