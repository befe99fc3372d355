import type { Execution, N8nServer } from '../../test/n8n/harness';
import { HEALTH_NODE, TRIGGER } from '../../test/n8n/vendors';
import type { DemoOptions } from './index';
import { table } from './print';
import type { Stage } from './stage';

/** HubSpot's calls of a day, so many that no sync in the editor comes up against them. */
const PLENTY = 625_000;

/** What an item of the output "Checks" tells. */
interface Check {
	label: string;
	status: string;
	latencyMs: number;
	problems: Array<{ message: string }>;
}

/** Shows the workflow that looks every 5 minutes: all is well, then HubSpot's day is nearly used up, which is told once. */
export async function showHealth(
	n8n: N8nServer,
	workflow: string,
	{ hubspot }: Stage,
	{ say, print }: Pick<DemoOptions, 'say' | 'print'>,
): Promise<void> {
	say('the workflow "Sophia: Health" looks at Salesforce, HubSpot, the state and the syncs');
	const well = await run(n8n, workflow);
	print(`\n${checks(well)}\n`);
	expectTold(well, []);

	// Nearly: each look takes three calls itself.
	hubspot.setLimits({ daily: hubspot.callsToday + 10 });
	say("HubSpot's calls of the day are nearly used up; the workflow looks twice");
	const news = await run(n8n, workflow);
	print(`\n${checks(news)}\n`);
	expectTold(news, ['Tell the Team']);
	expectTold(await run(n8n, workflow), []);
	say('it told the team at the first look, and nobody at the second');
	hubspot.setLimits({ daily: PLENTY });
	expectTold(await run(n8n, workflow), ['Healthy Again']);
	say('HubSpot has calls again, and the workflow says so');
}

async function run(n8n: N8nServer, workflow: string): Promise<Execution> {
	const execution = await n8n.rest.run(workflow, TRIGGER);
	if (execution.status !== 'success')
		throw new Error(`The workflow ended with status "${execution.status}": ${execution.error()?.message ?? ''}`);
	return execution;
}

const checks = (execution: Execution): string =>
	table(
		['Check', 'Status', 'Slowest answer', 'Problems'],
		execution
			.json(HEALTH_NODE, 1)
			.map((item) => item as unknown as Check)
			.map(({ label, status, latencyMs, problems }) => [
				label,
				status,
				`${latencyMs} ms`,
				problems.map(({ message }) => message).join(' '),
			]),
	);

function expectTold(execution: Execution, expected: string[]): void {
	const told = execution
		.nodesThatRan()
		.filter((name) => ['Healthy Again', 'Tell the Team', 'Call for Help'].includes(name));
	if (told.join() !== expected.join())
		throw new Error(
			`The workflow should have told ${expected.join() || 'nobody'} and told ${told.join() || 'nobody'}.`,
		);
}
