import type { FastifyInstance } from 'fastify';
import { ApiError, notFound, unsupported } from '../errors';
import type { FieldSpec, Value } from '../schema/fields';
import type { ObjectSpec } from '../schema/objects';
import { fromJson } from '../write/values';
import type { Input, SaveOptions } from '../write/writer';
import type { SaveResult } from '../write/results';
import type { Org } from './org';
import { resource, type Call } from './resources';

const MAX_RECORDS = 200;
/** Records of so many kinds in turn are one call's limit. */
const MAX_CHUNKS = 10;

interface Body {
	records: Array<{ object: ObjectSpec; input: Input }>;
	options: SaveOptions;
}

/** `/composite/sobjects`: create, update, upsert and delete of up to 200 records. */
export function collectionRoutes(app: FastifyInstance, org: Org): void {
	resource(app, org, '/composite/sobjects', {
		POST: (call) => create(org, call),
		PATCH: (call) => {
			const { records, options } = readBody(org, call);
			return org.writer.update(records, options);
		},
		DELETE: (call) => remove(org, call),
	});
	resource<{ object: string; field: string }>(app, org, '/composite/sobjects/:object/:field', {
		PATCH: (call) => {
			const object = org.store.schema.object(call.params.object);
			if (object === undefined) throw notFound();
			const key = externalId(org, object, call.params.field);
			const { records, options } = readBody(org, call);
			const other = records.find((record) => record.object !== object);
			if (other !== undefined)
				throw new ApiError(400, 'INVALID_TYPE', `Records must be of type ${object.name}, not ${other.object.name}`);
			return org.writer.upsert(
				object,
				key,
				records.map(({ input }) => input),
				options,
			);
		},
	});
}

/** @throws ApiError 404 for a field that records cannot be upserted by */
export function externalId(org: Org, object: ObjectSpec, name: string): FieldSpec {
	const field = org.store.schema.field(object, name);
	if (field === undefined || (field.externalId !== true && field.type !== 'id')) {
		throw new ApiError(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${name}`);
	}
	return field;
}

/** Records of one type that stand together are written together. */
function create(org: Org, call: Call<unknown>): SaveResult[] {
	const { records, options } = readBody(org, call);
	const runs: Array<{ object: ObjectSpec; inputs: Input[] }> = [];
	for (const { object, input } of records) {
		const last = runs.at(-1);
		if (last?.object === object) last.inputs.push(input);
		else runs.push({ object, inputs: [input] });
	}
	if (runs.length > 1 && options.allOrNone) throw unsupported('allOrNone over several types');
	return runs.flatMap(({ object, inputs }) => org.writer.create(object, inputs, options));
}

function remove(org: Org, call: Call<unknown>): SaveResult[] {
	const { ids, allOrNone = 'false' } = call.request.query as { ids?: string; allOrNone?: string };
	if (ids === undefined || ids === '') throw new ApiError(400, 'INVALID_INPUT', 'The ids parameter must be specified');
	const list = ids.split(',');
	checkSize(list.length);
	return org.writer.delete(list, { allOrNone: allOrNone === 'true' });
}

function checkSize(count: number): void {
	if (count > MAX_RECORDS) {
		throw new ApiError(
			400,
			'EXCEEDED_ID_LIMIT',
			`record limit reached. cannot submit more than ${MAX_RECORDS} records into this call`,
		);
	}
}

function readBody(org: Org, call: Call<unknown>): Body {
	const body = (call.request.body ?? {}) as { allOrNone?: unknown; records?: unknown };
	for (const name of Object.keys(body)) {
		if (name !== 'allOrNone' && name !== 'records')
			throw new ApiError(400, 'JSON_PARSER_ERROR', `Unrecognized field "${name}" at [line:1, column:2]`);
	}
	const { allOrNone = false, records } = body;
	if (!Array.isArray(records)) throw new ApiError(400, 'INVALID_INPUT', 'The request body must have a list of records');
	checkSize(records.length);
	const read = records.map((record: unknown) => readRecord(org, record));
	const chunks = read.filter(({ object }, index) => index === 0 || read[index - 1].object !== object).length;
	if (chunks > MAX_CHUNKS)
		throw new ApiError(400, 'INVALID_INPUT', `The request has more than ${MAX_CHUNKS} chunks of object types`);
	const header = String(call.request.headers['sforce-duplicate-rule-header'] ?? '');
	return { records: read, options: { allOrNone: allOrNone === true, allowSave: /allowSave\s*=\s*true/i.test(header) } };
}

function readRecord(org: Org, record: unknown): { object: ObjectSpec; input: Input } {
	const { attributes, ...fields } = (record ?? {}) as { attributes?: { type?: unknown }; [field: string]: unknown };
	if (typeof attributes?.type !== 'string')
		throw new ApiError(400, 'INVALID_INPUT', 'Every record must have attributes with a type');
	const object = org.store.schema.object(attributes.type);
	if (object === undefined)
		throw new ApiError(400, 'INVALID_TYPE', `sObject type '${attributes.type}' is not supported.`);
	const input = new Map<FieldSpec, Value>();
	for (const [name, value] of Object.entries(fields)) {
		const field = org.store.schema.field(object, name);
		if (field === undefined)
			throw new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
		input.set(field, fromJson(field, value));
	}
	return { object, input };
}
