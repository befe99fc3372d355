import { createHash } from 'node:crypto';
import { HubSpotSimulator } from '../test/simulators/hubspot';
import { SalesforceSimulator } from '../test/simulators/salesforce';
import { CallLog, type CallCounts } from './callLog';
import { serve } from './child';
import { COMPANY_ID_PROPERTY, CONTACT_ID_PROPERTY, type Size } from './settings';

export interface StartOptions {
	size: Size;
	latencyMs: number;
	/** Epoch milliseconds of the last generated change: the same for every pair that is compared. */
	until: number;
	/** HubSpot's limits raised out of the way. */
	raised: boolean;
	/** The id properties exist from the start: the bare loop does not provision. */
	provisioned: boolean;
}

/** What a client needs to know of the pair. */
export interface PairAddress {
	salesforceUrl: string;
	clientId: string;
	clientSecret: string;
	/** For the client that does not sign in. */
	salesforceToken: string;
	hubspotUrl: string;
	accessToken: string;
	/** The HubSpot owner of everything. */
	ownerId: string;
}

export interface FinalState {
	companies: number;
	contacts: number;
	associations: number;
	/** Of every live record's properties and every association, by the records' Salesforce ids. */
	hash: string;
	/** Values of an id property that more than one record has. */
	duplicates: number;
}

/** Deals, and what they are associated with. */
export interface DealState {
	deals: number;
	companies: number;
	contacts: number;
}

export interface Traffic {
	salesforce: CallCounts;
	hubspot: CallCounts;
}

const RAISED = { burst: 100_000, daily: 10_000_000, searchPerSecond: 100_000 };

let salesforce: SalesforceSimulator;
let hubspot: HubSpotSimulator;
const salesforceLog = new CallLog();
const hubspotLog = new CallLog();

async function start({ size, latencyMs, until, raised, provisioned }: StartOptions): Promise<PairAddress> {
	salesforce = new SalesforceSimulator({ seed: 1, latencyMs, dailyLimit: 1_000_000 });
	hubspot = new HubSpotSimulator({ seed: 1, latencyMs, limits: raised ? RAISED : {} });
	salesforceLog.install(salesforce.app);
	hubspotLog.install(hubspot.app);
	salesforce.generate({
		accounts: size.companies,
		contacts: size.contacts,
		opportunities: size.deals,
		rolesPerOpportunity: size.roles,
		until: new Date(until),
	});
	const owner = hubspot.addOwner({ email: salesforce.settings.username });
	if (provisioned) {
		provision('companies', COMPANY_ID_PROPERTY, 'companyinformation');
		provision('contacts', CONTACT_ID_PROPERTY, 'contactinformation');
	}
	await salesforce.start();
	await hubspot.start();
	return {
		salesforceUrl: salesforce.url,
		clientId: salesforce.settings.clientId,
		clientSecret: salesforce.settings.clientSecret,
		salesforceToken: salesforce.issueToken(),
		hubspotUrl: hubspot.url,
		accessToken: hubspot.accessToken,
		ownerId: owner.id,
	};
}

function provision(object: string, name: string, groupName: string): void {
	hubspot.addProperty(object, {
		name,
		label: name,
		groupName,
		type: 'string',
		fieldType: 'text',
		hasUniqueValue: true,
	});
}

/** Changes every so many-th account and contact. @returns how many */
function change(every: number): { companies: number; contacts: number } {
	const changed = (object: string) => {
		const ids = salesforce.rows(object).flatMap((row, index) => (index % every === 0 ? [String(row.Id)] : []));
		for (const [index, id] of ids.entries())
			salesforce.update(object, id, { Phone: `+1 777 ${String(index).padStart(7, '0')}` });
		return ids.length;
	};
	return { companies: changed('Account'), contacts: changed('Contact') };
}

function finalState(): FinalState {
	const sourceIds = new Map<string, string>();
	const lines: string[] = [];
	for (const [object, property] of [
		['companies', COMPANY_ID_PROPERTY],
		['contacts', CONTACT_ID_PROPERTY],
	] as const) {
		for (const record of hubspot.eachRecord(object)) {
			if (record.archived) continue;
			const sourceId = record.properties[property] ?? `none:${record.id}`;
			sourceIds.set(`${object} ${record.id}`, sourceId);
			lines.push(
				JSON.stringify([object, sourceId, Object.entries(record.properties).sort(([a], [b]) => (a < b ? -1 : 1))]),
			);
		}
	}
	const pairs = hubspot.associations();
	for (const { fromId, toId, primary } of pairs) {
		lines.push(JSON.stringify([sourceIds.get(`contacts ${fromId}`), sourceIds.get(`companies ${toId}`), primary]));
	}
	const hash = createHash('sha256');
	for (const line of lines.sort()) hash.update(line).update('\n');
	return {
		companies: hubspot.count('companies'),
		contacts: hubspot.count('contacts'),
		associations: pairs.length,
		hash: hash.digest('hex').slice(0, 16),
		duplicates:
			hubspot.duplicates('companies', COMPANY_ID_PROPERTY).size +
			hubspot.duplicates('contacts', CONTACT_ID_PROPERTY).size,
	};
}

serve({
	start,
	change,
	finalState,
	dealState: (): DealState => ({
		deals: hubspot.count('deals'),
		companies: hubspot.associations('deals', 'companies').length,
		contacts: hubspot.associations('deals', 'contacts').length,
	}),
	rows: (object: string) => salesforce.rows(object),
	traffic: (): Traffic => ({ salesforce: salesforceLog.take(), hubspot: hubspotLog.take() }),
});
