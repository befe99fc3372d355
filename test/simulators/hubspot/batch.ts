import type { FastifyInstance } from 'fastify';
import { batchAnswer, readAnswer, writeAnswer } from './answers';
import { associationsOfInput, associateNew } from './association-inputs';
import { asObject, asOptionalText, asText, asTexts, checkMembers, type JsonObject } from './body';
import { refusalOf, validationError, type BatchError, type HubSpotError } from './errors';
import { checkIdProperty, findBy, keyOf, missingRecords, readInputs, refuseDuplicates } from './identify';
import type { Portal, PortalObject } from './portal';
import { OBJECT_PREFIXES, objectScopes, partialStatus, route, type Call } from './routing';
import type { StoredRecord } from './store';
import { createRecord, readProperties, updateRecord, type Written } from './writer';

const MAX_INPUTS = 100;
const MAX_HISTORY_INPUTS = 50;

interface Row {
	input: JsonObject;
	traceId?: string;
}

interface Outcome {
	results: unknown[];
	errors: BatchError[];
}

/** The batch endpoints of every object. */
export function registerBatchRoutes(app: FastifyInstance, portal: Portal): void {
	const read = { scopes: objectScopes(portal, 'objects', 'read') };
	const write = { scopes: objectScopes(portal, 'objects', 'write') };
	const writing = (
		path: string,
		success: number,
		run: (object: PortalObject, rows: Row[], traced: boolean) => Outcome,
	) =>
		route(app, OBJECT_PREFIXES, 'POST', path, write, (call) => {
			const { results, errors } = writeBatch(portal, call, run);
			return [
				errors.length === 0 ? success : partialStatus(call.prefix, success),
				batchAnswer(portal.clock.now(), results, errors),
			];
		});
	writing('/:type/batch/create', 201, (object, rows, traced) => createRows(portal, object, rows, traced));
	writing('/:type/batch/update', 200, (object, rows, traced) => updateRows(portal, object, rows, traced));
	writing('/:type/batch/upsert', 200, (object, rows, traced) => upsertRows(portal, object, rows, traced));
	route(app, OBJECT_PREFIXES, 'POST', '/:type/batch/read', read, (call) => {
		const { results, errors } = readBatch(portal, call);
		return [
			errors.length === 0 ? 200 : partialStatus(call.prefix, 200),
			batchAnswer(portal.clock.now(), results, errors),
		];
	});
	route(app, OBJECT_PREFIXES, 'POST', '/:type/batch/archive', write, (call) => {
		archiveBatch(portal, call);
		return [204];
	});
}

function writeBatch(
	portal: Portal,
	call: Call,
	run: (object: PortalObject, rows: Row[], traced: boolean) => Outcome,
): Outcome {
	const object = portal.object(call.params.type);
	const body = call.body();
	checkMembers(body, ['inputs']);
	const rows = readInputs(body, MAX_INPUTS).map((item): Row => {
		const input = asObject(item, 'inputs');
		return { input, traceId: asOptionalText(input.objectWriteTraceId, 'objectWriteTraceId') };
	});
	const traceIds = rows.map((row) => row.traceId).filter((id) => id !== undefined);
	const repeated = traceIds.filter((id, index) => traceIds.indexOf(id) !== index);
	if (repeated.length > 0)
		throw validationError(`Duplicate objectWriteTraceId found in batch input: [${[...new Set(repeated)].join(', ')}]`);
	const outcome = run(object, rows, traceIds.length === rows.length);
	portal.maxBatch = Math.max(portal.maxBatch, rows.length);
	portal.writes.calls++;
	portal.shuffled(outcome.results);
	return outcome;
}

/**
 * Carries out one row after the other. With trace ids a refused row becomes an error of its own;
 * without them the first refusal takes everything back and fails the batch.
 */
function eachRow<T extends Row>(
	portal: Portal,
	object: PortalObject,
	rows: T[],
	partial: boolean,
	act: (row: T) => { written: Written; sent: string[] },
	extra: (written: Written) => Record<string, unknown> = () => ({}),
): Outcome {
	const done: Array<{ written: Written; sent: string[]; row: T }> = [];
	const errors: BatchError[] = [];
	for (const row of rows) {
		try {
			done.push({ ...act(row), row });
		} catch (caught) {
			const refusal = refusalOf(caught);
			if (!partial) return takeBack(done, refusal);
			errors.push(refusal.toBatchError({ objectWriteTraceId: [row.traceId!] }));
		}
	}
	for (const { written } of done) countWrite(portal, written);
	const results = done.map(({ written, sent, row }) => ({
		...writeAnswer(object, written.record, sent),
		...extra(written),
		...(row.traceId === undefined ? {} : { objectWriteTraceId: row.traceId }),
	}));
	return { results, errors };
}

function takeBack(done: Array<{ written: Written }>, refusal: HubSpotError): never {
	for (const { written } of done.reverse()) written.undo();
	throw refusal;
}

/** Adds one written record to the portal's counts. */
export function countWrite(portal: Portal, { created, changed }: Written): void {
	portal.writes.records++;
	if (created) portal.writes.created++;
	else portal.writes.updated++;
	if (!changed) portal.writes.unchanged++;
}

function createRows(portal: Portal, object: PortalObject, rows: Row[], traced: boolean): Outcome {
	const ready = rows.map((row) => {
		checkMembers(row.input, ['properties'], ['associations', 'objectWriteTraceId']);
		return {
			...row,
			properties: readProperties(row.input.properties),
			associations: associationsOfInput(portal, object, row.input.associations),
		};
	});
	return eachRow(portal, object, ready, traced, ({ properties, associations }) => {
		associations.check();
		const written = createRecord(portal, object, properties);
		const linked = associateNew(portal, object, written.record.id, associations.links);
		return {
			written: {
				...written,
				undo: () => {
					linked.undo();
					written.undo();
				},
			},
			sent: Object.keys(properties),
		};
	});
}

function updateRows(portal: Portal, object: PortalObject, rows: Row[], traced: boolean): Outcome {
	const ready = rows.map((row) => {
		checkMembers(row.input, ['id', 'properties'], ['idProperty', 'objectWriteTraceId']);
		return {
			...row,
			id: asText(row.input.id, 'id'),
			idProperty: checkIdProperty(object, asOptionalText(row.input.idProperty, 'idProperty')),
			properties: readProperties(row.input.properties),
		};
	});
	refuseDuplicates(
		ready.map(({ id }) => id),
		ready.map(({ id, idProperty }) => keyOf(id, idProperty)),
	);
	const missing: string[] = [];
	const found = ready.flatMap((row) => {
		const record = findBy(object, row.id, row.idProperty);
		if (record === undefined) missing.push(row.id);
		return record === undefined ? [] : [{ ...row, record }];
	});
	const outcome = eachRow(portal, object, found, traced, ({ record, properties }) => ({
		written: updateRecord(portal, object, record, properties),
		sent: Object.keys(properties),
	}));
	if (missing.length > 0) outcome.errors.push(missingRecords(object, missing));
	return outcome;
}

function upsertRows(portal: Portal, object: PortalObject, rows: Row[], traced: boolean): Outcome {
	const ready = rows.map((row) => {
		checkMembers(row.input, ['id', 'properties'], ['idProperty', 'objectWriteTraceId']);
		const idProperty = checkIdProperty(object, asOptionalText(row.input.idProperty, 'idProperty') ?? 'hs_object_id')!;
		const id = asText(row.input.id, 'id');
		if (id.trim() === '') throw validationError('The id of an upsert input must not be empty');
		return { ...row, id, idProperty, properties: readProperties(row.input.properties) };
	});
	refuseDuplicates(
		ready.map(({ id }) => id),
		ready.map(({ id, idProperty }) => keyOf(id, idProperty)),
	);
	// HubSpot makes no partial upserts when records are matched by e-mail.
	const partial = traced && ready.every(({ idProperty }) => idProperty !== 'email');
	return eachRow(
		portal,
		object,
		ready,
		partial,
		({ id, idProperty, properties }) => {
			const record = findBy(object, id, idProperty);
			const sent = { [idProperty]: id, ...properties };
			return {
				written:
					record === undefined ? createRecord(portal, object, sent) : updateRecord(portal, object, record, properties),
				sent: Object.keys(sent),
			};
		},
		({ created }) => ({ new: created }),
	);
}

function readBatch(portal: Portal, call: Call): Outcome {
	const object = portal.object(call.params.type);
	const body = call.body();
	checkMembers(body, ['inputs'], ['properties', 'propertiesWithHistory', 'idProperty']);
	const history = asTexts(body.propertiesWithHistory, 'propertiesWithHistory') ?? [];
	const inputs =
		history.length > 0
			? readInputs(
					body,
					MAX_HISTORY_INPUTS,
					`The maximum number of inputs supported in a batch request for property histories is ${MAX_HISTORY_INPUTS}`,
				)
			: readInputs(body, MAX_INPUTS);
	const idProperty = checkIdProperty(object, asOptionalText(body.idProperty, 'idProperty'));
	const ids = inputs.map((item) => {
		const input = asObject(item, 'inputs');
		checkMembers(input, ['id']);
		return asText(input.id, 'id');
	});
	refuseDuplicates(
		ids,
		ids.map((id) => keyOf(id, idProperty)),
	);
	const asked = asTexts(body.properties, 'properties');
	const archived = call.query.archived === 'true';
	const found = new Set<StoredRecord>();
	const missing: string[] = [];
	for (const id of ids) {
		const record = findBy(object, id, idProperty, archived);
		if (record === undefined) missing.push(id);
		else found.add(record);
	}
	const results = portal.shuffled([...found].map((record) => readAnswer(object, record, asked)));
	return { results, errors: missing.length === 0 ? [] : [missingRecords(object, missing)] };
}

function archiveBatch(portal: Portal, call: Call): void {
	const object = portal.object(call.params.type);
	const body = call.body();
	checkMembers(body, ['inputs']);
	const ids = readInputs(body, MAX_INPUTS).map((item) => {
		const input = asObject(item, 'inputs');
		checkMembers(input, ['id']);
		return asText(input.id, 'id');
	});
	for (const id of ids) archiveRecord(portal, object, id);
	portal.maxBatch = Math.max(portal.maxBatch, ids.length);
	portal.writes.calls++;
}

/** Archives a live record; one that is gone already is no error. */
export function archiveRecord(portal: Portal, object: PortalObject, id: string): void {
	const record = object.store.live(id);
	if (record === undefined) return;
	portal.setArchived(object, record, true);
	portal.writes.records++;
	portal.writes.archived++;
}
