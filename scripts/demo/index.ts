import { owner, type Execution, type N8nServer } from '../../test/n8n/harness';
import { NODE, TRIGGER } from '../../test/n8n/vendors';
import { arrived, changeThree, nameOf, revisions, writtenSince } from './changes';
import { companies, contacts, rejected, summary, table } from './print';
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

/**
 * Shows the whole way: Salesforce's sample records are synced into HubSpot by the package's own workflow in a real
 * n8n, three of them are changed, and a second run writes those three.
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
			say('n8n and the two simulators stay up until you press Ctrl+C.');
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
	const { salesforce, hubspot } = stage;
	const n8n = await stage.open(stepper(say));
	const workflow = await stage.import();
	say(`n8n runs; its log is ${stage.log}`);

	say('first run of the workflow "Sophia: Salesforce to HubSpot"');
	const first = await run(n8n, workflow);
	print(`\n${summary(first.items(NODE, 0))}`);
	print(`\nHubSpot now has ${hubspot.count('companies')} companies:\n\n${companies(hubspot)}`);
	const { length } = hubspot.associations();
	print(`\n${hubspot.count('contacts')} contacts, ${length} of them associated with their company:\n\n${contacts(hubspot)}`);
	const refused = first.items(NODE, 1);
	print(`\n${refused.length} records were rejected, which stopped none of the others:\n`);
	print(rejected(refused, (object, id) => nameOf(salesforce, object, id)));
	print('');

	say('three records change in Salesforce');
	const changes = changeThree(salesforce);
	for (const { text } of changes) print(`   ${text}`);
	await new Promise((resolve) => setTimeout(resolve, CLOCK_TICK_MS));
	const before = revisions(hubspot);
	const written = { ...hubspot.writes };
	say('second run');
	const second = await run(n8n, workflow);
	print(`\n${summary(second.items(NODE, 0))}\n`);
	const ids = writtenSince(hubspot, before);
	const calls = hubspot.writes.calls - written.calls;
	const expected = changes.map(({ id }) => id);
	if (ids.toSorted().join() !== expected.toSorted().join() || hubspot.writes.records - written.records !== 3) {
		throw new Error(`The second run should have written ${expected.join(', ')} and wrote ${ids.join(', ') || 'nothing'}.`);
	}
	print(`${table(['HubSpot', 'Property', 'Value'], changes.map((change) => arrived(hubspot, change)))}\n`);
	say(`the second run wrote those three records and no other, in ${calls} calls`);
	print(`\n   The editor:  ${n8n.url}/workflow/${workflow}\n   E-mail:      ${owner.email}\n   Password:    ${owner.password}\n`);
}

async function run(n8n: N8nServer, workflow: string): Promise<Execution> {
	const execution = await n8n.rest.run(workflow, TRIGGER);
	const error = execution.error(NODE) ?? execution.error();
	if (execution.status !== 'success' || error !== undefined) {
		throw new Error(`The workflow ended with status "${execution.status}": ${error?.message ?? ''} ${error?.description ?? ''}`);
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
