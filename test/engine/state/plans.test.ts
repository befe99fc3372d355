import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { associationQueries } from '../../../engine/state/sqlite/associations';
import { auditQueries } from '../../../engine/state/sqlite/audit';
import { cacheQueries } from '../../../engine/state/sqlite/cache';
import { syncKeyQueries } from '../../../engine/state/sqlite/cursors';
import { movedQueries } from '../../../engine/state/sqlite/dirty';
import { inboxQueries } from '../../../engine/state/sqlite/inbox';
import { inboxKeyQueries } from '../../../engine/state/sqlite/inboxWriter';
import { junctionQueries } from '../../../engine/state/sqlite/junctions';
import { linkQueries } from '../../../engine/state/sqlite/links';
import { listStatement, rejectionQueries, revisitQueries } from '../../../engine/state/sqlite/rejections';
import { retentionQueries } from '../../../engine/state/sqlite/retention';
import { runQueries } from '../../../engine/state/sqlite/runs';
import { traceQueries } from '../../../engine/state/sqlite/trace';
import { id, inScope, link, accounts, contacts, wants } from './contract/shared';
import { Temporary } from './temporary';

const temporary = new Temporary();

/** The steps of a query's plan, e.g. 'SEARCH links USING INDEX links_by_source (scope_id=? AND source_id=?)'. */
function plan(db: DatabaseSync, sql: string): string[] {
	const explained = db.prepare(`EXPLAIN QUERY PLAN ${sql.replace('?*', '?, ?, ?')}`).all();
	return explained.map((row) => String(row.detail));
}

describe('with 100,000 links', () => {
	it('every query goes by an index; none looks at all rows or sorts them', async () => {
		const directory = temporary.directory();
		const store = await temporary.open({ directory });
		await store.commit({ links: inScope(accounts, link('a1', '201')) }, []);
		for (let page = 0; page < 50; page++) {
			const ids = Array.from({ length: 2_000 }, (_, n) => id('c', 2_000 * page + n));
			await store.commit(
				{
					links: inScope(contacts, ...ids.map((one) => link(one, one, { matchKey: one }))),
					wantedAssociations: ids.map((one) => wants(one, 'a1')),
				},
				[],
			);
		}
		const db = new DatabaseSync(join(directory, 'state.db'));
		// With and without statistics: the plans must not depend on a habit of the planner.
		for (const prepare of ['SELECT 1', 'ANALYZE']) {
			db.exec(prepare);
			const queries = {
				...linkQueries,
				...movedQueries,
				...junctionQueries,
				...rejectionQueries,
				...revisitQueries,
				...cacheQueries,
				...runQueries,
				...syncKeyQueries,
				...traceQueries,
				...auditQueries,
				...inboxQueries,
				...inboxKeyQueries,
				...retentionQueries,
				listOfSync: listStatement({ syncKey: 'k', limit: 1 }).sql,
				listAll: listStatement({ limit: 1, dismissed: 'any' }).sql,
				listRecord: listStatement({ recordId: 'c1', limit: 1 }).sql,
				listDismissed: listStatement({ dismissed: true, limit: 1 }).sql,
				listDue: listStatement({ syncKey: 'k', due: true, dismissed: 'any', limit: 1 }).sql,
			};
			for (const [name, sql] of Object.entries(queries)) {
				// `audit_runs` has a row per run, not per record. The whole table in the order of its key, a page at a time, is what `all` and `next` are for.
				const steps = plan(db, sql).filter(
					(step) => !['SCAN moved', 'SCAN (subquery-1)', 'SCAN CONSTANT ROW', 'SCAN audit_runs'].includes(step),
				);
				expect([name, steps.filter((step) => /\bSCAN\b|TEMP B-TREE|AUTOMATIC/.test(step))]).toEqual([name, []]);
			}
			expect(plan(db, linkQueries.bySource)).toEqual([
				'SEARCH links USING INDEX links_by_source (scope_id=? AND source_id=?)',
			]);
			expect(plan(db, linkQueries.byRecord)).toEqual([
				'SEARCH links USING INDEX links_by_record (destination_id=? AND record_id=?)',
			]);
			expect(plan(db, linkQueries.byMatchKey)).toEqual([
				'SEARCH links USING INDEX links_by_match_key (destination_id=? AND match_key=?)',
			]);
			expect(plan(db, linkQueries.unseen)).toEqual([
				'SEARCH links USING COVERING INDEX links_by_seen (scope_id=? AND seen=? AND source_id>?)',
			]);
			expect(plan(db, associationQueries.dirty)).toEqual([
				'SEARCH dirty USING PRIMARY KEY (kind_id=? AND destination_id=? AND record_id>?)',
			]);
			expect(plan(db, associationQueries.wishes)).toEqual([
				'SEARCH f USING INDEX links_by_record (destination_id=? AND record_id=?)',
				'SEARCH w USING PRIMARY KEY (from_scope_id=? AND from_id=? AND kind_id=?)',
				'SEARCH t USING INDEX links_by_source (scope_id=? AND source_id=?) LEFT-JOIN',
				expect.stringContaining('USE TEMP B-TREE FOR'),
			]);
			expect(plan(db, associationQueries.done)[0]).toBe(
				'SEARCH d USING PRIMARY KEY (from_destination_id=? AND from_record_id=? AND kind_id=?)',
			);
			expect(plan(db, associationQueries.waiting)[0]).toContain(
				'USING COVERING INDEX wanted_waiting (kind_id=? AND from_scope_id=? AND (from_id,to_scope_id,to_id)>',
			);
			expect(plan(db, movedQueries.wishes)[0]).toContain(
				'INDEX wanted_by_target (to_scope_id=? AND to_id=? AND (kind_id,from_scope_id,from_id)>',
			);
		}
		db.close();
	});
});
