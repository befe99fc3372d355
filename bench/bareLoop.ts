import { Agent } from 'undici';
import { atOnce, send, type Page } from './bareClient';
import { BareLimiter, type Place } from './bareLimiter';
import type { Bodies, Body } from './bareBodies';
import { BURST, SEARCH } from './settings';
import type { PairAddress } from './simulatorProcess';

/** How many calls of a kind may be under way at once: what the engine had, as the simulators saw it. */
export interface Concurrency {
	search: number;
	lookup: number;
	write: number;
	associate: number;
}

const ACCOUNT_QUERY =
	'SELECT Id, SystemModstamp, Name, Website, Phone, BillingStreet, BillingCity, BillingState, BillingPostalCode, BillingCountry, Industry, AnnualRevenue, NumberOfEmployees, Description, Type, Owner.Email FROM Account ORDER BY SystemModstamp, Id';
const CONTACT_QUERY =
	'SELECT Id, SystemModstamp, FirstName, LastName, Salutation, Email, Phone, MobilePhone, Fax, Title, Account.Name, AccountId, MailingStreet, MailingCity, MailingState, MailingPostalCode, MailingCountry, Owner.Email FROM Contact ORDER BY SystemModstamp, Id';
const ASSOCIATE_BATCH = 2_000;
/** contact → company, primary. */
const TYPES = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }];

interface Written {
	results: Array<{ id: string; objectWriteTraceId: string }>;
}

/**
 * What a programmer would write who knows that nothing ever goes wrong and everything is new: the same
 * reads, look-ups, writes and associations as the engine, in the same order, as many at once, within the
 * same limits, with bodies built beforehand. It looks at nothing but what it needs to go on.
 */
export class BareLoop {
	private readonly agent = new Agent({ keepAliveTimeout: 60_000 });
	private readonly burst = new BareLimiter(BURST);
	private readonly searches = new BareLimiter(SEARCH);
	/** Salesforce id → HubSpot id. */
	private readonly written = new Map<string, string>();

	constructor(
		private readonly pair: PairAddress,
		private readonly bodies: Bodies,
		private readonly concurrency: Concurrency,
		private readonly onRecords: (written: number) => void,
	) {}

	async run(): Promise<void> {
		const { searches, lookups, companies, contacts } = this.bodies;
		await this.object(
			ACCOUNT_QUERY,
			'companies',
			companies,
			async (ids) => await this.lookUp('companies/search', searches, ids, this.concurrency.search, true),
		);
		await this.object(
			CONTACT_QUERY,
			'contacts',
			contacts,
			async (ids) => await this.lookUp('contacts/batch/read', lookups, ids, this.concurrency.lookup, false),
		);
		await this.associate();
		await this.agent.close();
	}

	/** Reads an object page by page, one page ahead, and looks up and writes each. */
	private async object(
		query: string,
		object: string,
		bodies: Body[],
		lookUp: (ids: Set<string>) => Promise<void>,
	): Promise<void> {
		let next: Promise<Page> | undefined = this.read(`/services/data/v67.0/query?q=${encodeURIComponent(query)}`);
		let position = 0;
		while (next !== undefined) {
			const { records, nextRecordsUrl }: Page = await next;
			next = nextRecordsUrl === undefined ? undefined : this.read(nextRecordsUrl);
			const batches: Body[] = [];
			for (let left = records.length; left > 0; left -= bodies[position++].ids.length) batches.push(bodies[position]);
			await lookUp(new Set(batches.flatMap(({ ids }) => ids)));
			await atOnce(batches, this.concurrency.write, async (body) => await this.write(object, body));
		}
	}

	private async lookUp(path: string, bodies: Body[], ids: Set<string>, most: number, search: boolean): Promise<void> {
		const own = bodies.filter((body) => ids.has(body.ids[0]));
		await atOnce(own, most, async ({ text }) => {
			const place: Place = search ? await this.searches.take() : {};
			await this.post(`/crm/v3/objects/${path}`, text);
			place.doneAt = performance.now();
		});
	}

	private async write(object: string, { text, ids }: Body): Promise<void> {
		const { results } = (await this.post(`/crm/v3/objects/${object}/batch/upsert`, text)) as Written;
		for (const { id, objectWriteTraceId } of results) this.written.set(ids[Number(objectWriteTraceId)], id);
		this.onRecords(this.written.size);
	}

	private async associate(): Promise<void> {
		const inputs = [...this.bodies.accountOf].map(([contact, account]) => ({
			from: { id: this.written.get(contact) },
			to: { id: this.written.get(account) },
			types: TYPES,
		}));
		const batches: string[] = [];
		for (let start = 0; start < inputs.length; start += ASSOCIATE_BATCH) {
			batches.push(JSON.stringify({ inputs: inputs.slice(start, start + ASSOCIATE_BATCH) }));
		}
		await atOnce(batches, this.concurrency.associate, async (text) => {
			await this.post('/crm/v4/associations/contacts/companies/batch/create', text);
		});
	}

	private async read(path: string): Promise<Page> {
		const { salesforceUrl, salesforceToken } = this.pair;
		return (await send(this.agent, `${salesforceUrl}${path}`, 'GET', salesforceToken)) as Page;
	}

	private async post(path: string, body: string): Promise<unknown> {
		const place = await this.burst.take();
		const { hubspotUrl, accessToken } = this.pair;
		const answer = await send(this.agent, `${hubspotUrl}${path}`, 'POST', accessToken, body);
		place.doneAt = performance.now();
		return answer;
	}
}
