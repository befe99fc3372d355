import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HubSpotSimulator } from '../simulators/hubspot';
import { SalesforceSimulator } from '../simulators/salesforce';
import { ended, messagesOf, runChild } from '../shared/child';
import type { RecordResult, RunReport } from '../../engine/sync/types';

const program = resolve(__dirname, '..', '..', 'docs', 'examples', 'engine.ts');

interface Output {
	report: RunReport;
	rejected: RecordResult[];
}

/** Before the run's window ends: Salesforce counts in whole seconds. */
const created = { modifiedAt: new Date(Date.now() - 60_000) };

describe('docs/examples/engine.ts', () => {
	let salesforce: SalesforceSimulator;
	let hubspot: HubSpotSimulator;
	let directory: string;

	beforeEach(async () => {
		salesforce = await new SalesforceSimulator().start();
		hubspot = await new HubSpotSimulator().start();
		directory = mkdtempSync(join(tmpdir(), 'sophia-example-'));
		const AccountId = salesforce.create('Account', { Name: 'Example Ltd', Website: 'https://example.com' }, created);
		salesforce.create('Contact', { LastName: 'Lee', Email: 'ann@example.com', AccountId }, created);
		salesforce.create('Contact', { LastName: 'Ray', Email: 'bob@example..com', AccountId }, created);
	});

	afterEach(async () => {
		await salesforce.stop();
		await hubspot.stop();
		rmSync(directory, { recursive: true, force: true });
	});

	async function run(...args: string[]): Promise<Output> {
		const child = runChild(program, args, {
			...process.env,
			SALESFORCE_LOGIN_URL: salesforce.url,
			SALESFORCE_CLIENT_ID: salesforce.settings.clientId,
			SALESFORCE_CLIENT_SECRET: salesforce.settings.clientSecret,
			HUBSPOT_ACCESS_TOKEN: hubspot.accessToken,
			HUBSPOT_API_BASE_URL: hubspot.url,
			SOPHIA_STATE_DIR: directory,
		});
		const lines: Output[] = [];
		for await (const line of messagesOf<Output>(child)) lines.push(line);
		expect(await ended(child)).toBe(0);
		return lines[0];
	}

	it('previews, then synchronises', async () => {
		const preview = await run('preview');
		expect(preview.report).toMatchObject({ operation: 'preview', status: 'completed' });
		expect([hubspot.count('companies'), hubspot.count('contacts')]).toEqual([0, 0]);

		const sync = await run();
		expect(sync.report).toMatchObject({ operation: 'sync', status: 'completed', rejectedOpen: 1 });
		expect(sync.rejected).toEqual([
			expect.objectContaining({ object: 'Contact', category: 'invalidEmail', field: 'email' }),
		]);
		expect([hubspot.count('companies'), hubspot.count('contacts')]).toEqual([1, 1]);
		expect(hubspot.associations()).toHaveLength(1);
		expect(hubspot.bugs).toEqual([]);
	});
});
