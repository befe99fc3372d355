import { owner, type Execution, type N8nServer } from '../../test/n8n/harness';
import { TRIGGER } from '../../test/n8n/vendors';
import { showBothWays } from './bothWays';
import { changeThree, nameOf, type Change } from './changes';
import { showHealth } from './health';
import { showIntake } from './intake';
import { showLeads } from './leads';
import { showReport } from './report';
import { rejected, summary, table } from './print';
import { hubspotSide, intercomSide, type Side } from './sides';
import { Stage, type Step } from './stage';

export interface DemoOptions {
	/** End after the printing instead of leaving the editor open. */
	exit: boolean;
	/** A line on how far it is. */
	say: (text: string) => void;
	/** Anything else that is shown. */
	print: (text: string) => void;
}

/** Salesforce's clock shows whole seconds, and a run reads what is older than the second it starts in. */
const CLOCK_TICK_MS = 2_000;

const NUMBERS = ['no', 'one', 'two', 'three'];

/**
 * Shows the whole way: Salesforce's sample records are synced into HubSpot and into Intercom by the package's own
 * workflows in a real n8n, three of them are changed, and second runs write those and no others. Then Salesforce and
 * HubSpot are kept in agreement both ways, with a conflict, and compared. Leads are enriched, a former
 * caller is answered, and it is looked whether all is well. At last all runs are reported on.
 *
 * @returns the exit code
 */
export async function demo(options: DemoOptions): Promise<number> {
	const { exit, say, print } = options;
	const stage = new Stage();
	const ended = signalled();
	try {
		const told = show(stage, options).then(() => 'shown' as const);
		// A failure after Ctrl+C is a consequence of it.
		told.catch(() => undefined);
		if ((await Promise.race([told, ended])) === 'shown' && !exit) {
			say('n8n and the simulators stay up until you press Ctrl+C.');
			await ended;
		}
		say('ending n8n and the simulators');
		await stage.close(false);
		return 0;
	} catch (error) {
		print(`\n${error instanceof Error ? error.message : String(error)}`);
		say(`the demo failed; what n8n said is in ${stage.log}`);
		await stage.close(true);
		return 1;
	}
}

/** Resolves at the first Ctrl+C or request to end; a second one ends the process at once. */
async function signalled(): Promise<'signal'> {
	return await new Promise((resolve) => {
		let asked = false;
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.on(signal, () => {
				if (asked) process.exit(130);
				asked = true;
				resolve('signal');
			});
		}
	});
}

async function show(stage: Stage, { say, print }: DemoOptions): Promise<void> {
	const { salesforce, hubspot, intercom } = stage;
	const n8n = await stage.open(stepper(say));
	const workflows = await stage.import();
	say(`n8n runs; its log is ${stage.log}`);
	const sides = [hubspotSide(hubspot), intercomSide(intercom)];

	for (const side of sides) {
		say(`first run of the workflow "Sophia: Salesforce to ${side.vendor}"`);
		const first = await run(n8n, workflows[side.vendor], side);
		print(`\n${summary(first.items(side.node, 0))}\n\n${side.show()}`);
		const refused = first.items(side.node, 1);
		print(`\n${refused.length} records were rejected, which stopped none of the others:\n`);
		print(`${rejected(refused, (object, id) => nameOf(salesforce, object, id))}\n`);
	}

	say('three records change in Salesforce');
	const changes = changeThree(salesforce);
	for (const { text } of changes) print(`   ${text}`);
	await new Promise((resolve) => setTimeout(resolve, CLOCK_TICK_MS));
	for (const side of sides) await showChanges(n8n, workflows[side.vendor], side, changes, { say, print });

	await showBothWays(n8n, workflows.both, stage, { say, print });
	await showLeads(n8n, workflows.leads, stage, { say, print });
	const intake = await showIntake(n8n, { say, print });
	await showHealth(n8n, workflows.health, stage, { say, print });
	const report = await showReport(n8n, { say, print });

	print('\n   The editor, with the workflows:');
	for (const { vendor } of sides) print(`   ${vendor.padEnd(10)} ${n8n.url}/workflow/${workflows[vendor]}`);
	print(`   Both ways  ${n8n.url}/workflow/${workflows.both}`);
	print(`   Leads      ${n8n.url}/workflow/${workflows.leads}`);
	print(`   Intake     ${n8n.url}/workflow/${intake}`);
	print(`   Health     ${n8n.url}/workflow/${workflows.health}`);
	print(`   Report     ${n8n.url}/workflow/${report}`);
	print(`   E-mail     ${owner.email}\n   Password   ${owner.password}\n`);
}

/** A second run, which has to write the changed records that it is given, and no others. */
async function showChanges(
	n8n: N8nServer,
	workflow: string,
	side: Side,
	changes: Change[],
	{ say, print }: Pick<DemoOptions, 'say' | 'print'>,
): Promise<void> {
	const { vendor, node, objects } = side;
	const synced = changes.filter(({ object }) => objects.includes(object));
	const [before, writtenBefore] = [side.records(), side.written()];
	say(
		`second run of the workflow to ${vendor}${synced.length < changes.length ? ', which syncs leads only if they are chosen' : ''}`,
	);
	const second = await run(n8n, workflow, side);
	print(`\n${summary(second.items(node, 0))}\n`);
	const after = side.records();
	const ids = [...after].filter(([id, { revision }]) => before.get(id)?.revision !== revision).map(([id]) => id);
	const expected = synced.map(({ id }) => id);
	const { calls, records } = side.written();
	if (ids.toSorted().join() !== expected.toSorted().join() || records - writtenBefore.records !== expected.length) {
		throw new Error(
			`The second run should have written ${expected.join(', ')} and wrote ${ids.join(', ') || 'nothing'}.`,
		);
	}
	const rows = synced.map(({ id, arrivesIn }) => [
		after.get(id)?.name,
		arrivesIn[vendor],
		String(after.get(id)?.values[arrivesIn[vendor]]),
	]);
	print(`${table([vendor, 'Field', 'Value'], rows)}\n`);
	say(
		`the second run wrote those ${NUMBERS[expected.length]} records and no other, in ${calls - writtenBefore.calls} calls`,
	);
}

async function run(n8n: N8nServer, workflow: string, { node }: Side): Promise<Execution> {
	const execution = await n8n.rest.run(workflow, TRIGGER);
	const error = execution.error(node) ?? execution.error();
	if (execution.status !== 'success' || error !== undefined) {
		throw new Error(
			`The workflow ended with status "${execution.status}": ${error?.message ?? ''} ${error?.description ?? ''}`,
		);
	}
	return execution;
}

/** Says what is being done, and every 10 seconds that it still is. */
function stepper(say: DemoOptions['say']): Step {
	return async (title, work) => {
		say(title);
		const started = Date.now();
		const ticker = setInterval(() => say(`${title}: ${Math.round((Date.now() - started) / 1000)} s`), 10_000);
		try {
			return await work();
		} finally {
			clearInterval(ticker);
		}
	};
}
