import { noteChange, type HealthProblem, type HealthReport, type HealthStatus } from '../../../engine/health';
import type { StateStore } from '../../../engine/state';
import { Temporary } from '../state/temporary';

const temporary = new Temporary();
let state: StateStore;
let minute: number;

beforeEach(async () => {
	state = await temporary.open({ directory: temporary.directory() });
	minute = 0;
});

const report = (status: HealthStatus, ...problems: Array<Partial<HealthProblem>>): HealthReport => ({
	status,
	checkedAt: `2026-03-01T00:${String(minute++).padStart(2, '0')}:00.000Z`,
	durationMs: 1,
	checks: [
		{
			check: 'hubspot',
			label: 'HubSpot',
			status,
			reachable: true,
			limits: [],
			problems: problems.map((problem) => ({ status: 'degraded', code: 'SLOW', message: 'slow', ...problem })),
		},
	],
});

const told = async (next: HealthReport, name = 'one') => await noteChange(state, name, next);

it('is news when it begins, changes and ends, and not in between', async () => {
	expect(await told(report('healthy'))).toEqual({ changed: false, since: '2026-03-01T00:00:00.000Z' });
	expect(await told(report('healthy'))).toMatchObject({ changed: false, since: '2026-03-01T00:00:00.000Z' });
	const down = { status: 'unhealthy', code: 'ECONNREFUSED' } as const;
	expect(await told(report('unhealthy', down))).toEqual({
		changed: true,
		previousStatus: 'healthy',
		since: '2026-03-01T00:02:00.000Z',
	});
	expect(await told(report('unhealthy', down))).toMatchObject({ changed: false, previousStatus: 'unhealthy' });
	expect(await told(report('unhealthy', down, {}))).toMatchObject({ changed: true, since: '2026-03-01T00:02:00.000Z' });
	expect(await told(report('healthy'))).toMatchObject({ changed: true, previousStatus: 'unhealthy' });
	expect(await told(report('healthy'))).toMatchObject({ changed: false });
});

it('is news when the first look finds something', async () => {
	expect(await told(report('degraded', {}))).toMatchObject({ changed: true });
});

it('is no news that figures move, and news that another sync is affected', async () => {
	const late = (subject: string, message: string) => ({ code: 'SYNC_OVERDUE', subject, message });
	await told(report('degraded', late('a', 'an hour')));
	expect(await told(report('degraded', late('a', 'two hours')))).toMatchObject({ changed: false });
	expect(await told(report('degraded', late('a', 'two hours'), late('b', 'an hour')))).toMatchObject({ changed: true });
	expect(await told(report('degraded', late('b', 'an hour'), late('a', 'two hours')))).toMatchObject({
		changed: false,
	});
});

it('is told to each who asks', async () => {
	await told(report('degraded', {}), 'one');
	expect(await told(report('degraded', {}), 'other')).toMatchObject({ changed: true });
});
