import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SophiaHubspotApi } from '../../credentials/SophiaHubspotApi.credentials';
import { SophiaPortkeyApi } from '../../credentials/SophiaPortkeyApi.credentials';
import { SophiaSalesforceApi } from '../../credentials/SophiaSalesforceApi.credentials';
import { SophiaSnowflakeApi } from '../../credentials/SophiaSnowflakeApi.credentials';
import { SophiaHubspotOAuth2Api } from '../../credentials/SophiaHubspotOAuth2Api.credentials';
import { SophiaSalesforceOAuth2Api } from '../../credentials/SophiaSalesforceOAuth2Api.credentials';
import { SophiaStateApi } from '../../credentials/SophiaStateApi.credentials';
import { SophiaWebhookApi } from '../../credentials/SophiaWebhookApi.credentials';
import { withBlocks } from '../../docs/generate/markdown';
import { dataSyncNode } from '../../docs/generate/dataSyncTables';
import { leadEnrichmentNode } from '../../docs/generate/enrichmentTables';
import { monitorNode, monitorOutputNames } from '../../docs/generate/monitorTables';
import { hubspotNode, intercomNode, salesforceTriggerNode, triggerNode } from '../../docs/generate/nodeTables';
import { generatedPages } from '../../docs/generate/pages';
import { SophiaIntercomApi } from '../../credentials/SophiaIntercomApi.credentials';
import dataSyncCodex from '../../nodes/SophiaDataSync/SophiaDataSync.node.json';
import leadEnrichmentCodex from '../../nodes/SophiaLeadEnrichment/SophiaLeadEnrichment.node.json';
import monitorCodex from '../../nodes/SophiaMonitor/SophiaMonitor.node.json';
import salesforceTriggerCodex from '../../nodes/SophiaSalesforceTrigger/SophiaSalesforceTrigger.node.json';
import intercomCodex from '../../nodes/SophiaSalesforceToIntercom/SophiaSalesforceToIntercom.node.json';
import triggerCodex from '../../nodes/SophiaTrigger/SophiaTrigger.node.json';
import codex from '../../nodes/SophiaSalesforceToHubspot/SophiaSalesforceToHubspot.node.json';
import { SophiaDataSync } from '../../nodes/SophiaDataSync/SophiaDataSync.node';
import { SophiaLeadEnrichment } from '../../nodes/SophiaLeadEnrichment/SophiaLeadEnrichment.node';
import { SophiaMonitor } from '../../nodes/SophiaMonitor/SophiaMonitor.node';
import { SophiaSalesforceToHubspot } from '../../nodes/SophiaSalesforceToHubspot/SophiaSalesforceToHubspot.node';
import { SophiaSalesforceTrigger } from '../../nodes/SophiaSalesforceTrigger/SophiaSalesforceTrigger.node';
import { SophiaTrigger } from '../../nodes/SophiaTrigger/SophiaTrigger.node';
import { SophiaSalesforceToIntercom } from '../../nodes/SophiaSalesforceToIntercom/SophiaSalesforceToIntercom.node';

const root = resolve(__dirname, '..', '..');
const docs = join(root, 'docs');
const paths = [
	join(root, 'README.md'),
	join(root, 'CHANGELOG.md'),
	...readdirSync(docs)
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(docs, name)),
];
const pages = paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** As the pages name the workflows of the package. */
const WORKFLOWS = ['Salesforce to HubSpot', 'Sophia Salesforce to HubSpot'];

/** Parameters and buttons of n8n's own, beside ours. */
const OF_N8N = ['Poll Times', 'Fetch Test Event'];

const withoutFences = (text: string): string => text.replace(/^\s*```[\s\S]*?^\s*```/gm, '');
const withoutCode = (text: string): string => withoutFences(text).replace(/`[^`\n]*`/g, '');

/** The anchors that GitHub and npm make of a page's headings. */
function anchorsOf(text: string): Set<string> {
	const headings = [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
	return new Set(
		headings.map((heading) =>
			heading
				.toLowerCase()
				.replace(/[^\w\- ]/g, '')
				.replaceAll(' ', '-'),
		),
	);
}

describe('generated tables', () => {
	it.each(generatedPages())('of $path say what the code says', ({ path, blocks }) => {
		const page = readFileSync(path, 'utf8');
		expect(page).toBe(withBlocks(page, blocks));
	});

	it('are made of the parameters that the node has', () => {
		expect(salesforceTriggerNode.properties).toEqual(new SophiaSalesforceTrigger().description.properties);
		expect(triggerNode.properties).toEqual(new SophiaTrigger().description.properties);
		expect(hubspotNode.properties).toEqual(new SophiaSalesforceToHubspot().description.properties);
		expect(dataSyncNode.properties).toEqual(new SophiaDataSync().description.properties);
		expect(leadEnrichmentNode.properties).toEqual(new SophiaLeadEnrichment().description.properties);
		expect(monitorNode.properties).toEqual(new SophiaMonitor().description.properties);
		expect(intercomNode.properties).toEqual(new SophiaSalesforceToIntercom().description.properties);
	});
});

describe('names in the pages', () => {
	it.each(pages)('of $path that are set in italics are shown by the node', ({ text }) => {
		const known = new Set([
			...hubspotNode.shownNames(),
			...intercomNode.shownNames(),
			...dataSyncNode.shownNames(),
			...leadEnrichmentNode.shownNames(),
			...monitorNode.shownNames(),
			...monitorOutputNames(),
			...new SophiaSalesforceToHubspot().description.outputNames!,
			...new SophiaDataSync().description.outputNames!,
			...WORKFLOWS,
			...OF_N8N,
			...salesforceTriggerNode.shownNames(),
			...triggerNode.shownNames(),
		]);
		const written = [...withoutCode(text).matchAll(/(?<!\*)\*(?![*\s])([^*\n]+)\*(?!\*)/g)].flatMap(([, name]) =>
			known.has(name) ? [name] : name.split(': '),
		);
		expect(written.filter((name) => !known.has(name))).toEqual([]);
	});

	it('are all the scopes of the HubSpot credential', () => {
		const scopesIn = (text: string) => new Set(text.match(/\bcrm\.[a-z]+\.[a-z]+\.[a-z]+\b/g));
		expect(scopesIn(readme)).toEqual(scopesIn(JSON.stringify(new SophiaHubspotApi().properties)));
	});

	it('are all the categories of rejected records and all the kinds of errors', () => {
		const source = readFileSync(join(root, 'engine', 'errors.ts'), 'utf8');
		const union = (type: string) =>
			[...(new RegExp(`export type ${type} =([^;]+);`).exec(source)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(
				([, name]) => name,
			);
		const headings = [...readFileSync(join(docs, 'rejected-records.md'), 'utf8').matchAll(/^### (\w+)$/gm)].map(
			([, name]) => name,
		);
		const kinds = [
			...readFileSync(join(docs, 'errors.md'), 'utf8').matchAll(/^\| `(\w+)` \| .* \| .* \| .* \|$/gm),
		].map(([, name]) => name);
		expect(headings).toEqual(union('ProblemCategory'));
		expect(kinds).toEqual(union('FailureKind'));
	});
});

describe('links', () => {
	it.each(pages)('of $path lead somewhere', ({ path, text }) => {
		const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
			.map(([, target]) => target)
			.filter((target) => !/^https?:/.test(target));
		for (const target of targets) {
			const [file, anchor] = target.split('#');
			const goal = file === '' ? path : resolve(dirname(path), file);
			expect([target, existsSync(goal)]).toEqual([target, true]);
			if (anchor !== undefined) expect(anchorsOf(readFileSync(goal, 'utf8'))).toContain(anchor);
		}
	});

	it('from the node and the credentials lead to headings of the README', () => {
		const urls = [
			new SophiaHubspotApi().documentationUrl,
			new SophiaIntercomApi().documentationUrl,
			new SophiaSalesforceApi().documentationUrl,
			new SophiaPortkeyApi().documentationUrl,
			new SophiaSnowflakeApi().documentationUrl,
			new SophiaStateApi().documentationUrl,
			new SophiaSalesforceOAuth2Api().documentationUrl,
			new SophiaHubspotOAuth2Api().documentationUrl,
			new SophiaWebhookApi().documentationUrl,
			...[codex, intercomCodex, dataSyncCodex, leadEnrichmentCodex, monitorCodex, triggerCodex, salesforceTriggerCodex]
				.flatMap(({ resources }) => Object.values(resources).flat())
				.map(({ url }) => url),
		];
		const anchors = urls.flatMap((url) => (url.includes('#') ? [url.split('#')[1]] : []));
		expect(anchors.length).toBeGreaterThan(1);
		expect([...anchorsOf(readme)]).toEqual(expect.arrayContaining(anchors));
	});

	it.each(pages)('of $path to files of the repository are right', ({ text }) => {
		const named = [
			...withoutFences(text).matchAll(/`((?:engine|nodes|credentials|test|bench|scripts|workflows|docs)\/[\w./-]*)`/g),
		].map(([, file]) => file);
		expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
	});
});
