import {
	accounts,
	contacts,
	inScope,
	lease,
	link,
	pairs,
	pending,
	revisits,
	settle,
	waiting,
	wants,
	type Open,
} from './shared';

const run = (runId: string, minute: number, syncKey = 'k') => ({
	runId,
	syncKey,
	operation: 'sync',
	startedAt: `2026-03-01T00:0${minute}:00.000Z`,
});

export function runContract(open: Open): void {
	describe('runs', () => {
		it('are listed newest first, with their reports', async () => {
			const { store, reopen } = await open();
			await store.startRun(run('r1', 1));
			await store.startRun(run('r2', 2, 'other'));
			await store.startRun(run('r3', 3));
			const report = { read: 3, note: '\0\u{1f600}' };
			await store.finishRun({ runId: 'r1', status: 'completed', finishedAt: '2026-03-01T00:05:00.000Z', report });
			await store.finishRun({
				runId: 'r2',
				status: 'failed',
				finishedAt: '2026-03-01T00:05:00.000Z',
				report: undefined,
			});
			const again = await reopen();
			const first = { ...run('r1', 1), status: 'completed', finishedAt: '2026-03-01T00:05:00.000Z', report };
			expect(await again.listRuns({ syncKey: 'k', limit: 10 })).toEqual([
				{ ...run('r3', 3), status: 'running' },
				first,
			]);
			expect((await again.listRuns({ limit: 2 })).map((one) => one.runId)).toEqual(['r3', 'r2']);
		});

		it('of a stretch of time are those that started in it, its beginning included and its end not', async () => {
			const { store } = await open();
			for (const minute of [1, 2, 3, 4]) await store.startRun(run(`r${minute}`, minute, minute === 3 ? 'other' : 'k'));
			const query = { since: run('', 2).startedAt, until: run('', 4).startedAt, limit: 10 };
			expect((await store.listRuns(query)).map((one) => one.runId)).toEqual(['r3', 'r2']);
			expect((await store.listRuns({ ...query, syncKey: 'k' })).map((one) => one.runId)).toEqual(['r2']);
			expect((await store.listRuns({ until: query.until, limit: 1 })).map((one) => one.runId)).toEqual(['r3']);
		});
	});

	describe('runs and their origin', () => {
		it('say who started them', async () => {
			const { store, reopen } = await open();
			const origin = { workflowId: 'w1', workflowName: "Nightly '\0\u{1f600}", executionId: '17', node: 'Sync' };
			await store.startRun({ ...run('r1', 1), origin });
			await store.startRun({ ...run('r2', 2), origin: {} });
			await store.startRun(run('r3', 3));
			const [third, second, first] = await (await reopen()).listRuns({ limit: 10 });
			expect(first).toMatchObject({ runId: 'r1', origin });
			expect(second.origin).toEqual({});
			expect(third).not.toHaveProperty('origin');
		});

		it('are listed from an instant on, of one sync or of all', async () => {
			const { store } = await open();
			for (const [minute, key] of ['k', 'other', 'k', 'k'].entries())
				await store.startRun(run(`r${minute}`, minute, key));
			const ids = async (query: Parameters<typeof store.listRuns>[0]) =>
				(await store.listRuns(query)).map((one) => one.runId);
			const since = '2026-03-01T00:01:00.000Z';
			expect(await ids({ since, limit: 10 })).toEqual(['r3', 'r2', 'r1']);
			expect(await ids({ since, syncKey: 'k', limit: 10 })).toEqual(['r3', 'r2']);
			expect(await ids({ since, limit: 1 })).toEqual(['r3']);
			expect(await ids({ since: '2027-01-01T00:00:00.000Z', limit: 10 })).toEqual([]);
		});
	});

	describe('syncs', () => {
		it('are known by a run, a cursor or a rejection', async () => {
			const { store } = await open();
			expect([await store.listSyncKeys(), await store.listCursors()]).toEqual([[], []]);
			await store.startRun(run('r1', 1, 'b: run'));
			await store.startRun(run('r2', 2, 'b: run'));
			await store.commit({ cursor: { syncKey: 'c: cursor', object: 'Lead', cursor: { watermark: 'l' } } }, []);
			await store.commit({ cursor: { syncKey: 'c: cursor', object: 'Contact', cursor: {} } }, []);
			await store.commit({ cursor: { syncKey: 'b: run', object: 'Contact', cursor: {} } }, []);
			await store.commit(
				{
					rejections: [
						{
							syncKey: 'a: rejection',
							scope: contacts,
							recordId: 'c1',
							category: 'refused',
							reason: 'no',
							retryable: false,
							payloadHash: 'h',
							payload: null,
							at: '2026-03-01T00:00:00.000Z',
							runId: 'r',
						},
					],
				},
				[],
			);
			expect(await store.listSyncKeys()).toEqual(['a: rejection', 'b: run', 'c: cursor']);
			expect(await store.listCursors()).toEqual([
				{ syncKey: 'b: run', object: 'Contact', cursor: {} },
				{ syncKey: 'c: cursor', object: 'Contact', cursor: {} },
				{ syncKey: 'c: cursor', object: 'Lead', cursor: { watermark: 'l' } },
			]);
		});
	});

	describe('cursors', () => {
		it('are kept per sync and object', async () => {
			const { store, reopen } = await open();
			expect(await store.getCursor('k', 'Contact')).toBeUndefined();
			const cursor = {
				watermark: 'w',
				open: { kind: 'full' as const, fingerprint: 'f', until: 'u', phase: 'changes' as const, resume: '\0"' },
			};
			await store.commit({ cursor: { syncKey: 'k', object: 'Contact', cursor: { watermark: 'v' } } }, []);
			await store.commit({ cursor: { syncKey: 'k', object: 'Contact', cursor } }, []);
			expect(await (await reopen()).getCursor('k', 'Contact')).toEqual(cursor);
			expect(await store.getCursor('k', 'Lead')).toBeUndefined();
			expect(await store.getCursor('other', 'Contact')).toBeUndefined();
		});
	});

	describe('a commit', () => {
		it('changes nothing when it fails', async () => {
			const { store } = await open();
			const broken = { ...link('c2', '102'), fields: null as unknown as Record<string, string> };
			const commit = store.commit(
				{
					links: inScope(contacts, link('c1', '101'), broken),
					cursor: { syncKey: 'k', object: 'Contact', cursor: {} },
				},
				[],
			);
			await expect(commit).rejects.toThrow();
			expect(await store.countLinks(contacts)).toBe(0);
			expect(await store.getCursor('k', 'Contact')).toBeUndefined();
			await store.commit({ links: inScope(contacts, link('c1', '101', { fields: { city: 'abcdefghij_-' } })) }, []);
			expect((await store.getLinks(contacts, ['c1'])).get('c1')?.fields).toEqual({ city: 'abcdefghij_-' });
		});

		it('is one of many at a time, each of them whole', async () => {
			const { store, reopen } = await open();
			const others = [store, await reopen(), await reopen()];
			const many = Array.from({ length: 30 }, async (_, n) => {
				await others[n % 3].commit(
					{ links: inScope(contacts, ...Array.from({ length: 40 }, (__, m) => link(`c${n}.${m}`, `${n}.${m}`))) },
					[],
				);
			});
			const counts = new Set<number>();
			let done = false;
			const all = Promise.all(many).then(() => (done = true));
			while (!done) {
				counts.add((await others[1].countLinks(contacts)) % 40);
				// A count may be an answer without a wait: commits would never get their turn.
				await new Promise((resolve) => setImmediate(resolve));
			}
			await all;
			expect([...counts]).toEqual([0]);
			expect(await store.countLinks(contacts)).toBe(1_200);
		});
	});

	describe('reset', () => {
		const prepare = async (store: Parameters<typeof settle>[0]) => {
			await store.commit(
				{
					links: [
						...inScope(accounts, link('a1', '201')),
						...inScope(contacts, ...Array.from({ length: 510 }, (_, n) => link(`c${n}`, `1${n}`))),
					],
					wantedAssociations: [wants('c1', 'a1')],
					revisit: [{ scope: contacts, sourceId: 'c2' }],
					rejections: [
						{
							syncKey: 'k',
							scope: contacts,
							recordId: 'c3',
							category: 'refused',
							reason: 'no',
							retryable: false,
							payloadHash: 'h',
							payload: null,
							at: 'now',
							runId: 'r',
						},
					],
					cursor: { syncKey: 'k', object: 'Contact', cursor: { watermark: 'w' } },
				},
				[],
			);
			await store.startRun(run('r1', 1));
			expect(await settle(store)).toEqual(['+11→201']);
		};

		it('forgets cursors and rejections, and keeps links unless told otherwise', async () => {
			const { store } = await open();
			await prepare(store);
			expect(await store.reset({ syncKey: 'other', scopes: [] }, [])).toEqual({ links: 0, rejections: 0 });
			expect(await store.reset({ syncKey: 'k', scopes: [] }, await lease(store, 'holder', 'name'))).toEqual({
				links: 0,
				rejections: 1,
			});
			expect(await store.getCursor('k', 'Contact')).toBeUndefined();
			expect([await store.countRejections('k'), await store.countLinks(contacts)]).toEqual([0, 510]);
			expect(await revisits(store, contacts)).toEqual(['c2']);
			expect(await pending(store)).toEqual([]);
		});

		it('forgets links, associations and revisits of the scopes named, and keeps runs', async () => {
			const { store } = await open();
			await prepare(store);
			expect(await store.reset({ syncKey: 'k', scopes: [contacts] }, [])).toEqual({ links: 510, rejections: 1 });
			expect([await store.countLinks(contacts), await store.countLinks(accounts)]).toEqual([0, 1]);
			expect(await revisits(store, contacts)).toEqual([]);
			expect([await pending(store), await waiting(store)]).toEqual([[], 0]);
			expect(await store.listRuns({ limit: 10 })).toHaveLength(1);
			await store.commit({ links: inScope(contacts, link('c1', '11')), wantedAssociations: [wants('c1', 'a1')] }, []);
			expect(pairs(await pending(store))).toEqual(['+11→201']);
		});
	});

	describe('a fork', () => {
		it('starts as a copy, needs no leases, and leaves nothing behind', async () => {
			const { store } = await open();
			const [held] = await lease(store, 'holder', 'name');
			await store.commit(
				{ links: [...inScope(contacts, link('c1', '101')), ...inScope(accounts, link('a1', '201'))] },
				[held],
			);
			const fork = await store.fork();
			expect(await fork.hashKey()).toEqual(await store.hashKey());
			expect(await fork.acquireLeases(['name'], 'other')).toMatchObject({ acquired: true });
			await fork.commit({ links: inScope(contacts, link('c2', '102')), wantedAssociations: [wants('c1', 'a1')] }, [
				{ ...held, fence: 99 },
			]);
			expect(await fork.renewLeases([{ ...held, fence: 99 }])).toBe(true);
			await fork.releaseLeases([held]);
			await store.commit({ links: inScope(contacts, link('c3', '103')) }, [held]);
			expect([...(await fork.getLinks(contacts, ['c1', 'c2', 'c3'])).keys()]).toEqual(['c1', 'c2']);
			expect(pairs(await pending(fork))).toEqual(['+101→201']);
			const again = await fork.fork();
			expect(await again.countLinks(contacts)).toBe(2);
			await again.close();
			await fork.close();
			expect([...(await store.getLinks(contacts, ['c1', 'c2', 'c3'])).keys()]).toEqual(['c1', 'c3']);
			expect(await pending(store)).toEqual([]);
		});
	});

	describe('a store', () => {
		it('keeps one secret for the hashes of values', async () => {
			const { store, reopen } = await open();
			const key = await store.hashKey();
			expect(key).toHaveLength(32);
			expect(await (await reopen()).hashKey()).toEqual(key);
			expect(await (await open()).store.hashKey()).not.toEqual(key);
		});

		it('can be closed twice, serves the others on, and is of no use afterwards', async () => {
			const { store, reopen } = await open();
			const other = await reopen();
			await store.close();
			await store.close();
			await other.commit({ links: inScope(contacts, link('c1', '101')) }, []);
			expect(await other.countLinks(contacts)).toBe(1);
			await expect(store.countLinks(contacts)).rejects.toThrow('closed');
		});
	});
}
