import { createHash } from 'node:crypto';
import { IntercomSimulator } from '../test/simulators/intercom';
import { SalesforceSimulator } from '../test/simulators/salesforce';
import { CallLog, type CallCounts } from './callLog';
import { serve } from './child';
import { INTERCOM_ATTRIBUTES } from './intercomBodies';
import type { Size } from './settings';
import type { FinalState } from './simulatorProcess';

export interface IntercomStart {
	size: Size;
	latencyMs: number;
	/** Epoch milliseconds of the last generated change: the same for every pair that is compared. */
	until: number;
	/** The custom attributes exist from the start: the bare loop creates none. */
	provisioned: boolean;
}

/** What a client needs to know of the pair. */
export interface IntercomAddress {
	salesforceUrl: string;
	clientId: string;
	clientSecret: string;
	/** For the client that does not sign in. */
	salesforceToken: string;
	intercomUrl: string;
	accessToken: string;
}

export interface IntercomTraffic {
	salesforce: CallCounts;
	intercom: CallCounts;
}

let salesforce: SalesforceSimulator;
let intercom: IntercomSimulator;
const salesforceLog = new CallLog();
const intercomLog = new CallLog();

async function start({ size, latencyMs, until, provisioned }: IntercomStart): Promise<IntercomAddress> {
	salesforce = new SalesforceSimulator({ seed: 1, latencyMs, dailyLimit: 1_000_000 });
	intercom = new IntercomSimulator({ seed: 1, latencyMs });
	salesforceLog.install(salesforce.app);
	intercomLog.install(intercom.app);
	salesforce.generate({ accounts: size.companies, contacts: size.contacts, until: new Date(until) });
	if (provisioned) {
		for (const [model, name, type] of INTERCOM_ATTRIBUTES) intercom.seedAttribute(model, name, type);
	}
	await salesforce.start();
	await intercom.start();
	const { clientId, clientSecret } = salesforce.settings;
	return {
		salesforceUrl: salesforce.url,
		clientId,
		clientSecret,
		salesforceToken: salesforce.issueToken(),
		intercomUrl: intercom.url,
		accessToken: intercom.accessToken,
	};
}

/** Changes every so many-th account and contact. @returns how many */
function change(every: number): Size {
	const changed = (object: string, field: string) => {
		const ids = salesforce.rows(object).flatMap((row, index) => (index % every === 0 ? [String(row.Id)] : []));
		for (const [index, id] of ids.entries()) salesforce.update(object, id, { [field]: `Changed ${index}` });
		return ids.length;
	};
	return { companies: changed('Account', 'Industry'), contacts: changed('Contact', 'Title') };
}

/** What differs between two workspaces that hold the same; attributes and attachments are told apart. */
const OWN = new Set(['id', 'createdAt', 'updatedAt', 'revision', 'contacts', 'companies', 'custom_attributes']);

const sorted = (values: object) =>
	Object.entries(values)
		.filter(([name]) => !OWN.has(name))
		.sort(([a], [b]) => (a < b ? -1 : 1));

function finalState(): FinalState {
	const lines: string[] = [];
	const companies = intercom.companies().filter(({ archived }) => !archived);
	const contacts = intercom.contacts().filter(({ archived }) => !archived);
	const lineOf = (kind: string, record: object, attributes: object, attached: unknown[]) =>
		JSON.stringify([kind, sorted(record), sorted(attributes), attached]);
	for (const company of companies) lines.push(lineOf('company', company, company.custom_attributes, []));
	for (const contact of contacts)
		lines.push(
			lineOf(
				'contact',
				contact,
				contact.custom_attributes,
				contact.companies.map((id) => intercom.company(id)?.company_id),
			),
		);
	const hash = createHash('sha256');
	for (const line of lines.sort()) hash.update(line).update('\n');
	return {
		companies: companies.length,
		contacts: contacts.length,
		associations: intercom.attachments().length,
		hash: hash.digest('hex').slice(0, 16),
		duplicates:
			companies.length -
			new Set(companies.map((one) => one.company_id)).size +
			contacts.length -
			new Set(contacts.map((one) => one.external_id)).size,
	};
}

serve({
	start,
	change,
	finalState,
	rows: (object: string) => salesforce.rows(object),
	traffic: (): IntercomTraffic => ({ salesforce: salesforceLog.take(), intercom: intercomLog.take() }),
});
