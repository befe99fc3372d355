import { turn } from '../order';
import type { AuditAction, AuditEntry, AuditQuery, AuditWrite, LinkScope, RunOrigin } from '../types';
import type { Database } from './database';
import type { Session } from './session';

/** Numbered by their place: never reordered. */
const actions: readonly AuditAction[] = [
	'created',
	'updated',
	'adopted',
	'archived',
	'detached',
	'associated',
	'dissociated',
];

interface AuditRow {
	id: number;
	run: number;
	at: number;
	action: number;
	scope_id: number;
	record_id: string | number;
	target_id: string | number | null;
	field_list: number | null;
}

interface AuditRun {
	id: number;
	run_id: string;
	sync_key: string;
	operation: string;
	origin: string | null;
	first_id: number;
	last_id: number;
	first_at: number;
	last_at: number;
}

export const auditQueries = {
	add: `INSERT INTO audit (run, at, action, scope_id, record_id, target_id, field_list) VALUES (?, ?, ?, ?, ?, ?, ?)`,
	run: 'SELECT id FROM audit_runs WHERE run_id = ?',
	addRun: `INSERT INTO audit_runs (run_id, sync_key, operation, origin, first_id, last_id, first_at, last_at)
		SELECT ?1, coalesce(sync_key, ''), coalesce(operation, ''), origin, ?2, ?2, ?3, ?3
		FROM (SELECT 1) LEFT JOIN runs ON run_id = ?1`,
	extendRun: 'UPDATE audit_runs SET last_id = ?, first_at = min(first_at, ?), last_at = max(last_at, ?) WHERE id = ?',
	runById: 'SELECT * FROM audit_runs WHERE id = ?',
	runsOfSync: 'SELECT * FROM audit_runs WHERE sync_key = ?',
	runByName: 'SELECT * FROM audit_runs WHERE run_id = ?',
	runs: 'SELECT * FROM audit_runs',
	between: 'SELECT * FROM audit WHERE id > ? AND id <= ? ORDER BY id LIMIT ?',
	byRecord: 'SELECT * FROM audit WHERE record_id = ? AND id > ? ORDER BY id LIMIT ?',
	byTarget: 'SELECT * FROM audit WHERE target_id = ? AND id > ? ORDER BY id LIMIT ?',
	downBetween: 'SELECT * FROM audit WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT ?',
	downByRecord: 'SELECT * FROM audit WHERE record_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
	downByTarget: 'SELECT * FROM audit WHERE target_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
	fieldList: 'SELECT id FROM field_lists WHERE fields = ?',
	addFieldList: 'INSERT INTO field_lists (fields) VALUES (?)',
	fields: 'SELECT fields FROM field_lists WHERE id = ?',
};

/** Rows looked at per step: about five milliseconds. */
const slice = 2_000;

/** An id of digits as a number takes half the space, here and in the index. */
const compact = (id: string): string | number => (/^[1-9]\d{0,14}$/.test(id) ? Number(id) : id);

function fieldListNumber(session: Session, text: string): number {
	const find = () => session.get<{ id: number }>(auditQueries.fieldList, text)?.id;
	const known = find();
	if (known !== undefined) return known;
	session.run(auditQueries.addFieldList, text);
	return find() as number;
}

/** What a run wrote in one commit. */
interface Span {
	run: number;
	lastId: number;
	firstAt: number;
	lastAt: number;
}

/** Inside a long write: appends what was done. */
export function* appendAudit(session: Session, entries: AuditWrite[]): Generator<void, void> {
	const spans = new Map<string, Span>();
	// The writes of a page share these objects and instants: each is looked up once.
	const scopeNumber = memoized((scope: LinkScope) => session.names.scope(scope).id);
	const listByText = memoized((text: string) => fieldListNumber(session, text));
	const listNumber = memoized((fields: readonly string[]) => listByText(JSON.stringify([...fields].sort())));
	const instant = memoized((at: string) => Date.parse(at));
	let id = session.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")?.seq ?? 0;
	for (const { at, runId, action, scope, recordId, destinationId, fields } of entries) {
		id++;
		const ms = instant(at);
		const span = spans.get(runId) ?? spanOf(session, runId, id, ms);
		spans.set(runId, span);
		span.lastId = id;
		span.firstAt = Math.min(span.firstAt, ms);
		span.lastAt = Math.max(span.lastAt, ms);
		session.run(
			auditQueries.add,
			span.run,
			ms,
			actions.indexOf(action),
			scopeNumber(scope),
			compact(recordId),
			destinationId === undefined ? null : compact(destinationId),
			fields === undefined ? null : listNumber(fields),
		);
		yield;
	}
	for (const span of spans.values()) {
		session.run(auditQueries.extendRun, span.lastId, span.firstAt, span.lastAt, span.run);
	}
}

function memoized<From, To>(work: (from: From) => To): (from: From) => To {
	const known = new Map<From, To>();
	return (from) => {
		let found = known.get(from);
		if (found === undefined) known.set(from, (found = work(from)));
		return found;
	};
}

function spanOf(session: Session, runId: string, id: number, ms: number): Span {
	const find = () => session.get<{ id: number }>(auditQueries.run, runId)?.id;
	let run = find();
	if (run === undefined) {
		session.run(auditQueries.addRun, runId, id, ms);
		run = find() as number;
	}
	return { run, lastId: id, firstAt: ms, lastAt: ms };
}

/** The two orders of reading: which statements, and where each begins. */
interface Order {
	between: string;
	byId: string[];
	start: number;
	/** Of two ids, the one that is met first. */
	first(...ids: number[]): number;
	compare(a: number, b: number): number;
}

const upwards: Order = {
	between: auditQueries.between,
	byId: [auditQueries.byRecord, auditQueries.byTarget],
	start: 0,
	first: Math.min,
	compare: (a, b) => a - b,
};

const downwards: Order = {
	between: auditQueries.downBetween,
	byId: [auditQueries.downByRecord, auditQueries.downByTarget],
	start: Number.MAX_SAFE_INTEGER,
	first: Math.max,
	compare: (a, b) => b - a,
};

/** See `StateStore.listAudit`. */
export async function listAudit(db: Database, query: AuditQuery): Promise<AuditEntry[]> {
	const session = db.reader;
	const order = query.newestFirst === true ? downwards : upwards;
	const after = query.afterId === undefined ? order.start : Number(query.afterId);
	const reading = new Reading(session, query);
	if (query.recordId === undefined) await byRuns(session, query, order, after, reading);
	else await byRecord(session, query.recordId, order, after, reading);
	return reading.entries;
}

/** Takes up rows that the query asks for, until there are enough. */
class Reading {
	readonly entries: AuditEntry[] = [];
	private readonly runs = new Map<number, AuditRun>();
	private readonly fieldLists = new Map<number, string[]>();
	private readonly since: number;
	private readonly until: number;

	constructor(
		private readonly session: Session,
		private readonly query: AuditQuery,
	) {
		this.since = query.since === undefined ? -Infinity : Date.parse(query.since);
		this.until = query.until === undefined ? Infinity : Date.parse(query.until);
	}

	get isFull(): boolean {
		return this.entries.length >= this.query.limit;
	}

	/** Whether a run may have written what is asked for. */
	concerns(run: AuditRun): boolean {
		const { runId, syncKey } = this.query;
		return (
			(runId === undefined || run.run_id === runId) &&
			(syncKey === undefined || run.sync_key === syncKey) &&
			run.last_at >= this.since &&
			run.first_at < this.until
		);
	}

	take(rows: AuditRow[]): void {
		for (const row of rows) {
			if (this.isFull) return;
			if (row.at < this.since || row.at >= this.until) continue;
			const run = this.runOf(row);
			if (this.concerns(run)) this.entries.push(this.entryOf(row, run));
		}
	}

	private entryOf(row: AuditRow, run: AuditRun): AuditEntry {
		return {
			id: String(row.id),
			at: new Date(row.at).toISOString(),
			runId: run.run_id,
			action: actions[row.action],
			scope: this.session.names.scopeById(row.scope_id).scope,
			recordId: String(row.record_id),
			...(row.target_id === null ? {} : { destinationId: String(row.target_id) }),
			...(row.field_list === null ? {} : { fields: this.fieldsOf(row.field_list) }),
			syncKey: run.sync_key,
			operation: run.operation,
			...(run.origin === null ? {} : { origin: JSON.parse(run.origin) as RunOrigin }),
		};
	}

	private runOf({ run }: AuditRow): AuditRun {
		let found = this.runs.get(run);
		if (found === undefined) {
			found = this.session.get<AuditRun>(auditQueries.runById, run) as AuditRun;
			this.runs.set(run, found);
		}
		return found;
	}

	private fieldsOf(list: number): string[] {
		let fields = this.fieldLists.get(list);
		if (fields === undefined) {
			const row = this.session.get<{ fields: string }>(auditQueries.fields, list) as { fields: string };
			fields = JSON.parse(row.fields) as string[];
			this.fieldLists.set(list, fields);
		}
		return [...fields];
	}
}

async function byRecord(session: Session, recordId: string, order: Order, after: number, reading: Reading) {
	const id = compact(recordId);
	for (let last = after; !reading.isFull; await turn()) {
		// A record may be the source of one row and the target of another: the two lists are merged, as far as both go.
		const lists = order.byId.map((sql) => session.all<AuditRow>(sql, id, last, slice));
		const ends = lists.filter((rows) => rows.length === slice).map((rows) => rows[slice - 1].id);
		const merged = [...new Map(lists.flat().map((row) => [row.id, row])).values()];
		merged.sort((a, b) => order.compare(a.id, b.id));
		if (ends.length === 0) return reading.take(merged);
		const end = order.first(...ends);
		reading.take(merged.filter((row) => order.compare(row.id, end) <= 0));
		last = end;
	}
}

/** There is no index by time or run: what the runs wrote lies between two ids each. */
async function byRuns(session: Session, query: AuditQuery, order: Order, after: number, reading: Reading) {
	const joined = stretches(runsOf(session, query).filter((run) => reading.concerns(run)));
	const upward = order === upwards;
	for (const [first, last] of upward ? joined : joined.reverse()) {
		const end = upward ? last : first;
		const start = upward ? Math.max(first - 1, after) : Math.min(last + 1, after);
		for (let at = start; order.compare(at, end) < 0 && !reading.isFull; await turn()) {
			const rows = session.all<AuditRow>(order.between, at, end, slice);
			reading.take(rows);
			at = rows.at(-1)?.id ?? end;
		}
		if (reading.isFull) return;
	}
}

function runsOf(session: Session, { runId, syncKey }: AuditQuery): AuditRun[] {
	if (runId !== undefined) return session.all<AuditRun>(auditQueries.runByName, runId);
	if (syncKey !== undefined) return session.all<AuditRun>(auditQueries.runsOfSync, syncKey);
	return session.all<AuditRun>(auditQueries.runs);
}

/** From first to last id, in order and without overlap: runs at the same time write in turns. */
function stretches(runs: AuditRun[]): Array<[first: number, last: number]> {
	const joined: Array<[number, number]> = [];
	for (const run of [...runs].sort((a, b) => a.first_id - b.first_id)) {
		const before = joined.at(-1);
		if (before !== undefined && run.first_id <= before[1] + 1) before[1] = Math.max(before[1], run.last_id);
		else joined.push([run.first_id, run.last_id]);
	}
	return joined;
}
