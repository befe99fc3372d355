import type { IExecuteFunctions } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { objectItem, recordItem, rejectedItem, runItem } from '../../nodes/shared/results';
import { mapItems } from '../../nodes/shared/sync/operations/mapItems';
import { hubspotRoute } from '../../nodes/SophiaSalesforceToHubspot/route';
import { World } from '../engine/sync/world';

const root = resolve(__dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** A JSON example of the README: "```json item=name". */
function example(name: string): Record<string, unknown> {
	const text = new RegExp(`^\`\`\`json item=${name}\n([\\s\\S]*?)^\`\`\``, 'm').exec(readme)?.[1];
	if (text === undefined) throw new Error(`The README has no example '${name}'.`);
	return JSON.parse(text) as Record<string, unknown>;
}

/** The shape of a value: names and types, a list by its first element. Names of calls' purposes vary. */
function shapeOf(value: unknown, key = ''): unknown {
	if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
	if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
	if (key === 'byPurpose') return 'object';
	return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, shapeOf(entry, name)]));
}

/** The run that the README's examples are of. */
async function runOfTheReadme(world: World) {
	const account = world.salesforce.create('Account', {
		Name: 'Example Ltd',
		Website: 'https://www.example.com',
		Industry: 'Windmills',
	});
	world.salesforce.create('Contact', {
		FirstName: 'Ann',
		LastName: 'Lee',
		Email: 'ann@example.com',
		AccountId: account,
	});
	world.salesforce.create('Contact', {
		FirstName: 'Bob',
		LastName: 'Ray',
		Email: 'bob@example..com',
		AccountId: account,
	});
	world.hubspot.addOwner({ email: world.salesforce.settings.username });
	world.hubspot.seed('contacts', { email: 'ann@example.com', firstname: 'Anne' });
	return await world.next();
}

describe("the README's examples", () => {
	it('are what the node gives', async () => {
		const world = await World.jumping();
		try {
			const report = await runOfTheReadme(world);
			const [adopted] = world.results.filter(({ action }) => action === 'adopted');
			const [rejected] = world.results.filter(({ action }) => action === 'rejected');
			expect(shapeOf(example('object'))).toEqual(shapeOf(objectItem('hubspot', report, report.objects[0])));
			expect(shapeOf(example('run'))).toEqual(shapeOf(runItem(report)));
			expect(shapeOf(example('record'))).toEqual(shapeOf(recordItem('hubspot', adopted)));
			expect(example('rejected')).toEqual({
				...rejectedItem('hubspot', rejected),
				recordId: example('rejected').recordId,
			});
			expect(world.hubspot.bugs).toEqual([]);
		} finally {
			await world.stop();
		}
	});

	it('of Map Items are what it gives', () => {
		const page = readFileSync(join(root, 'docs', 'mapping.md'), 'utf8');
		const [output, input] = [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, text]) => JSON.parse(text));
		const context: Pick<IExecuteFunctions, 'getInputData'> & { getNodeParameter: () => string } = {
			getInputData: () => [{ json: input }],
			getNodeParameter: () => 'Account',
		};
		expect(mapItems(hubspotRoute, context as unknown as IExecuteFunctions)).toEqual([
			[{ json: output, pairedItem: { item: 0 } }],
			[],
		]);
	});

	it('hold only names and addresses that belong to nobody', () => {
		const hosts = [...readme.matchAll(/[\w.-]+@([\w-]+(?:\.[\w-]+)+)/g)].map(([, host]) => host);
		expect(hosts.filter((host) => !/(^|\.)example\.(com|org|net)$/.test(host))).toEqual([]);
	});
});
