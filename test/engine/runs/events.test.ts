import type { RunEvent } from '../../../engine/runs/types';
import { logEvents } from '../../../nodes/shared/log';
import { LeakScan } from '../../shared/leakScan';
import { World } from '../sync/world';

const PERSON = { FirstName: 'Wilhelmina', LastName: 'Quackenbush', Phone: '+1 202 555 0143' };

describe('what is told of runs', () => {
	let world: World;
	let events: RunEvent[];

	beforeEach(async () => {
		world = await World.jumping();
		events = [];
	});

	afterEach(async () => await world.stop());

	const run = async () => await world.next({ onEvent: (event) => events.push(event) });
	const person = (more: Record<string, string> = {}) =>
		world.salesforce.create('Contact', { ...PERSON, Email: 'wilhelmina@firm.example.com', ...more });

	/** Events, the lines in the log, the stored reports and the audit trail. */
	async function told(): Promise<string> {
		const lines: string[] = [];
		const line = (message: string, meta?: object) => lines.push(JSON.stringify({ message, ...meta }));
		for (const event of events) logEvents({ info: line, warn: line })(event);
		const stored = await world.withState(async (state) => [
			...(await state.listRuns({ limit: 100 })),
			...(await state.listAudit({ limit: 100 })),
		]);
		return [...events, ...stored].map((one) => JSON.stringify(one)).join('\n') + lines.join('\n');
	}

	const leaks = (text: string) => {
		const secrets = [world.salesforce.settings.clientSecret, world.hubspot.accessToken];
		return new LeakScan({ secrets, personal: Object.values(PERSON) }).find(text);
	};

	it('names no person and no secret: written, rejected, repeated and refused by a vendor that repeats what it was sent', async () => {
		person();
		person({ Email: 'no address' });
		world.hubspot.faults.add({ kind: 'status', status: 503, path: /batch/, times: 1 });
		const report = await run();
		expect(report.status).toBe('completed');
		person({ Email: 'second@firm.example.com' });
		const body = JSON.stringify({
			status: 'error',
			category: 'VALIDATION_ERROR',
			message: `Quackenbush, wilhelmina@firm.example.com, ${world.hubspot.accessToken}`,
		});
		world.hubspot.faults.add({ kind: 'status', status: 400, body, path: /batch/, times: 50 });
		await run().catch(() => undefined);
		world.hubspot.revokeToken(world.hubspot.accessToken);
		await expect(run()).rejects.toThrow();
		expect(new Set(events.map(({ event }) => event))).toEqual(
			new Set(['runStarted', 'fullRead', 'runEnded', 'runFailed']),
		);
		const text = await told();
		expect(text).toMatch(/"event":"runFailed"/);
		expect(leaks(text)).toEqual([]);
		expect(leaks(`${text}\n${PERSON.LastName}`)).toHaveLength(1);
	});
});
