import type { FastifyInstance } from 'fastify';
import { ApiError } from '../errors';
import { makeId } from '../ids';
import { malformed } from '../soql/errors';
import { aggregate } from '../soql/aggregate';
import { isAggregate, isCount, projector, selectedPaths, type OutputRecord } from '../soql/select';
import type { Row } from '../store/row';
import type { Org } from './org';
import { resource, type Call } from './resources';

const MIN_BATCH = 200;
const MAX_BATCH = 2000;
/** Cursors are kept for two days. */
const CURSOR_MS = 2 * 86_400_000;

interface Cursor {
	rows: Row[];
	project: (row: Row) => OutputRecord;
	openedAt: number;
}

interface QueryAnswer {
	totalSize: number;
	done: boolean;
	nextRecordsUrl?: string;
	records: OutputRecord[];
}

/** `/query`, `/queryAll` and the pages behind their first. */
export function queryRoutes(app: FastifyInstance, org: Org): void {
	const cursors = new Cursors(org);
	const ask = (includeDeleted: boolean) => (call: Call<unknown>) => firstPage(org, cursors, call, includeDeleted);
	const more = (call: Call<{ locator: string }>) => nextPage(org, cursors, call);
	resource(app, org, '/query', { GET: ask(false) });
	resource(app, org, '/queryAll', { GET: ask(true) });
	resource<{ locator: string }>(app, org, '/query/:locator', { GET: more });
	resource<{ locator: string }>(app, org, '/queryAll/:locator', { GET: more });
}

/** Open results, by locator. A user has only so many: the oldest closes when one more opens. */
class Cursors {
	private readonly open = new Map<string, Cursor>();
	private count = 0;

	constructor(private readonly org: Org) {}

	add(cursor: Cursor): string {
		const locator = makeId('01g', ++this.count);
		this.open.set(locator, cursor);
		if (this.open.size > this.org.settings.maxCursors) {
			const [oldest] = this.open.keys();
			this.open.delete(oldest);
		}
		return locator;
	}

	find(locator: string): Cursor | undefined {
		const cursor = this.open.get(locator);
		return cursor === undefined || this.org.clock.now() > cursor.openedAt + CURSOR_MS ? undefined : cursor;
	}
}

function firstPage(org: Org, cursors: Cursors, call: Call<unknown>, includeDeleted: boolean): QueryAnswer {
	const soql = (call.request.query as { q?: string }).q;
	if (soql === undefined) throw malformed('A query string has to be specified');
	const plan = org.evaluator.plan(soql);
	if (isCount(plan.query)) return { totalSize: org.evaluator.count(plan, includeDeleted), done: true, records: [] };
	if (isAggregate(plan.query)) {
		const records = aggregate(plan, org.evaluator.run(plan, includeDeleted));
		return { totalSize: records.length, done: true, records };
	}
	const project = projector(plan, selectedPaths(plan), call.dataPath);
	const rows = org.evaluator.run(plan, includeDeleted);
	const size = batchSize(org, call);
	if (rows.length <= size) return { totalSize: rows.length, done: true, records: rows.map(project) };
	const locator = cursors.add({ rows, project, openedAt: org.clock.now() });
	return page({ rows, project, openedAt: 0 }, locator, 0, size, call.dataPath);
}

function nextPage(org: Org, cursors: Cursors, call: Call<{ locator: string }>): QueryAnswer {
	const [, locator, position] = /^(01g[0-9A-Za-z]{12,15})-(\d+)$/.exec(call.params.locator) ?? [];
	const cursor = locator === undefined ? undefined : cursors.find(locator);
	const start = Number(position);
	if (cursor === undefined || start >= cursor.rows.length)
		throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
	return page(cursor, locator, start, batchSize(org, call), call.dataPath);
}

function page(cursor: Cursor, locator: string, start: number, size: number, dataPath: string): QueryAnswer {
	const end = Math.min(start + size, cursor.rows.length);
	const done = end === cursor.rows.length;
	return {
		totalSize: cursor.rows.length,
		done,
		...(done ? {} : { nextRecordsUrl: `${dataPath}/query/${locator}-${end}` }),
		records: cursor.rows.slice(start, end).map(cursor.project),
	};
}

/** `Sforce-Query-Options: batchSize=500`, within 200 and 2,000. */
function batchSize(org: Org, call: Call<unknown>): number {
	const asked = /batchSize\s*=\s*(\d+)/i.exec(String(call.request.headers['sforce-query-options'] ?? ''))?.[1];
	const size = asked === undefined ? MAX_BATCH : Math.min(MAX_BATCH, Math.max(MIN_BATCH, Number(asked)));
	return Math.min(size, org.settings.pageSize);
}
