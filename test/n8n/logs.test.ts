import { keepPrinted, leaksIn, outputFolder } from './harness/output';
import { mkdtempSync, rmSync, cpSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aWhileAgo, Scene } from './scene';
import { n8nForTheseTests } from './server';

describe('The log of a real n8n', () => {
	const n8n = n8nForTheseTests('logs');
	let scene: Scene;

	beforeAll(async () => {
		scene = await Scene.open(n8n.current.rest);
	});

	afterAll(async () => await scene.close());

	it('has one line per event of a run, with its sync key and id; and no person', async () => {
		const account = scene.salesforce.create(
			'Account',
			{ Name: 'Firm', Website: 'https://firm.example.com' },
			aWhileAgo(),
		);
		const person = { FirstName: 'Wilhelmina', LastName: 'Quackenbush', Phone: '+1 202 555 0143' };
		scene.salesforce.create(
			'Contact',
			{ ...person, Email: 'wilhelmina@firm.example.com', AccountId: account },
			aWhileAgo(),
		);
		scene.salesforce.create('Contact', { LastName: 'Quackenbush', Email: 'no address' }, aWhileAgo());
		const execution = await scene.run(await scene.workflow({ objects: ['Account', 'Contact'] }));
		expect(execution.status).toBe('success');
		const lines = n8n.current.log().split('\n');
		for (const what of ['Sophia run started', 'Sophia run ended']) {
			const found = lines.filter((line) => line.includes(what));
			expect(found).toHaveLength(1);
			expect(found[0]).toMatch(/runId/);
			expect(found[0]).toMatch(/syncKey/);
		}
		expect(scene.arrived('contacts', 'contact').size).toBe(1);

		// The same scan, over the same output with one line more, does find them.
		const kept = outputFolder() as string;
		keepPrinted(`control-${process.pid}`, 'looked at\n');
		const folder = mkdtempSync(join(tmpdir(), 'sophia-planted-'));
		try {
			cpSync(kept, folder, { recursive: true });
			expect(leaksIn(folder)).toEqual([]);
			appendFileSync(
				join(folder, `control-${process.pid}.log`),
				`Quackenbush\n${scene.salesforce.settings.clientSecret}\n`,
			);
			expect(leaksIn(folder)).toEqual([
				`control-${process.pid}.log, line 2: a name of 11 letters, Q…`,
				expect.stringContaining('line 3: a secret'),
			]);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
