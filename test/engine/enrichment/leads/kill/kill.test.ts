import { join } from 'node:path';
import { openSqliteState } from '../../../../../engine/state';
import { PortkeySimulator } from '../../../../simulators/portkey';
import { Temporary } from '../../../state/temporary';
import { Worker } from '../../../sync/kill/workers';
import { startOrg, type TestOrg } from '../../../systems/salesforce/org';
import type { Orders } from './worker';

const LEADS = 12;
const CONCURRENCY = 3;

describe('a process that is killed while it enriches leads', () => {
	const temporary = new Temporary();
	let org: TestOrg;
	let portkey: PortkeySimulator;
	let asked: string[];
	/** Called for every question. */
	let onAsked: () => void;
	/** Called for every write to Salesforce before it is carried out. */
	let onWrite: () => void;
	/** The same, when it has been carried out and nobody has been told. */
	let onWritten: () => void;

	beforeEach(async () => {
		[asked, onAsked, onWrite, onWritten] = [[], () => {}, () => {}, () => {}];
		org = await startOrg({}, ({ app }) => {
			app.addHook('onRequest', async ({ method, url }) => {
				if (method === 'PATCH' && url.includes('composite')) onWrite();
				await Promise.resolve();
			});
			app.addHook('preSerialization', async ({ method, url }, _reply, payload) => {
				if (method === 'PATCH' && url.includes('composite')) onWritten();
				return await Promise.resolve(payload);
			});
		});
		portkey = await new PortkeySimulator({
			model: ({ messages }) => {
				asked.push((JSON.parse(messages[1].content) as { known: { title: string } }).known.title);
				onAsked();
				const unknown = { value: 'other', certainty: 'unknown' };
				return { value: { seniority: { value: 'vp', certainty: 'high' }, jobFunction: unknown, buyingRole: unknown } };
			},
		}).start();
		for (let n = 0; n < LEADS; n++)
			org.simulator.create('Lead', { LastName: `L${n}`, Company: 'Steel', Title: `Title ${n}` });
		// What happened in this very second is the next run's.
		org.clock.advance(2000);
	});

	afterEach(async () => {
		expect(portkey.bugs).toEqual([]);
		await Promise.all([org.stop(), portkey.stop()]);
	});

	const worker = async (directory: string): Promise<Worker> => {
		const { loginUrl = '', clientId = '', clientSecret = '' } = org.credentials;
		const orders: Omit<Orders, 'gate'> = {
			salesforce: { loginUrl, clientId, clientSecret },
			portkey: { apiKey: portkey.apiKey, apiBaseUrl: `${portkey.url}/v1` },
			directory,
			concurrency: CONCURRENCY,
		};
		return await Worker.start(orders, join(__dirname, 'worker.ts'));
	};

	/** One that is killed, then one that is not. @returns what was asked before and after */
	const killedThenWhole = async (arm: (kill: () => void) => void): Promise<[string[], string[]]> => {
		const directory = temporary.directory();
		const [first, second] = await Promise.all([worker(directory), worker(directory)]);
		arm(() => first.kill());
		expect((await first.run()).how).toBe('SIGKILL');
		const before = asked.splice(0);
		[onAsked, onWrite, onWritten] = [() => {}, () => {}, () => {}];
		expect(await second.run()).toEqual({ how: 0, status: 'completed' });
		const rows = org.simulator.rows('Lead');
		expect(rows.map(({ Description }) => Description)).toEqual(Array.from({ length: LEADS }, () => 'vp'));
		const state = await openSqliteState({ directory });
		const trail = await state.listAudit({ limit: 100 }).finally(async () => await state.close());
		expect(trail.map(({ destinationId }) => destinationId).sort()).toEqual(rows.map(({ Id }) => Id).sort());
		expect(new Set(trail.map(({ action, fields }) => `${action} ${fields?.join()}`))).toEqual(
			new Set(['updated Description']),
		);
		return [before, asked];
	};

	it('between answer and write-back: asks nobody again, and every lead is written', async () => {
		const [before, after] = await killedThenWhole((kill) => (onWrite = kill));
		expect(new Set(before).size).toBe(LEADS);
		expect(after).toEqual([]);
	});

	it('between the write and its answer: the audit trail has every write', async () => {
		const [before, after] = await killedThenWhole((kill) => (onWritten = kill));
		expect(new Set(before).size).toBe(LEADS);
		expect(after).toEqual([]);
	});

	it('while it asks: only what was in flight is asked again', async () => {
		const [before, after] = await killedThenWhole((kill) => {
			onAsked = () => {
				if (asked.length === 7) kill();
			};
		});
		const again = after.filter((title) => before.includes(title));
		expect(again.length).toBeLessThanOrEqual(CONCURRENCY);
		expect(new Set([...before, ...after]).size).toBe(LEADS);
	});
});
