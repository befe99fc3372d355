import { Agent } from 'undici';
import type { Row } from './bareBodies';
import { atOnce, send, type Page } from './bareClient';
import { BareLimiter } from './bareLimiter';
import { note, serve } from './child';
import { buildIntercomBodies, type IntercomBodies } from './intercomBodies';
import type { IntercomAddress } from './intercomSimulators';
import { Meter, type Measured } from './meter';
import { INTERCOM_SEARCH, INTERCOM_SLICE } from './settings';

/** How many calls of a kind may be under way at once: what the engine had, as the simulator saw it. */
export interface IntercomConcurrency {
	search: number;
	write: number;
	associate: number;
}

export interface IntercomRun {
	pair: IntercomAddress;
	concurrency: IntercomConcurrency;
}

const ACCOUNT_QUERY =
	'SELECT Id, SystemModstamp, Name, Website, Industry, NumberOfEmployees, CreatedDate, AnnualRevenue, BillingCity, BillingState, BillingCountry, Description, Type, Owner.Email FROM Account ORDER BY SystemModstamp, Id';
const CONTACT_QUERY =
	'SELECT Id, SystemModstamp, Name, Email, Phone, Title, Department, LeadSource, MailingCity, MailingCountry, AccountId, Owner.Email FROM Contact ORDER BY SystemModstamp, Id';

let bodies: IntercomBodies;

/**
 * What a programmer would write who knows that nothing ever goes wrong and everything is new: the same reads,
 * searches, writes and attachments as the engine, in the same order, as many at once, within the same limit.
 */
class IntercomLoop {
	private readonly agent = new Agent({ keepAliveTimeout: 60_000 });
	private readonly slice = new BareLimiter(INTERCOM_SLICE);
	/** Salesforce id → Intercom id. */
	private readonly written = new Map<string, string>();

	constructor(
		private readonly run: IntercomRun,
		private readonly onRecords: (written: number) => void,
	) {}

	async all(): Promise<void> {
		const { search, write, associate } = this.run.concurrency;
		await this.pages(ACCOUNT_QUERY, async (from, to) => {
			await atOnce(bodies.companies.slice(from, to), write, async (body) => await this.write('/companies', body));
		});
		await this.pages(CONTACT_QUERY, async (from, to) => {
			const texts = bodies.searches.slice(from / INTERCOM_SEARCH, Math.ceil(to / INTERCOM_SEARCH));
			await atOnce(texts, search, async (text) => void (await this.post('/contacts/search', text)));
			await atOnce(bodies.contacts.slice(from, to), write, async (body) => await this.write('/contacts', body));
		});
		await atOnce(bodies.accountOf, associate, async ([contact, account]) => {
			await this.post(
				`/contacts/${this.written.get(contact)}/companies`,
				JSON.stringify({ id: this.written.get(account) }),
			);
		});
		await this.agent.close();
	}

	/** Reads an object page by page, one page ahead. */
	private async pages(query: string, work: (from: number, to: number) => Promise<void>): Promise<void> {
		let next: Promise<Page> | undefined = this.read(`/services/data/v67.0/query?q=${encodeURIComponent(query)}`);
		for (let from = 0; next !== undefined; ) {
			const { records, nextRecordsUrl }: Page = await next;
			next = nextRecordsUrl === undefined ? undefined : this.read(nextRecordsUrl);
			await work(from, from + records.length);
			from += records.length;
		}
	}

	private async read(path: string): Promise<Page> {
		const { salesforceUrl, salesforceToken } = this.run.pair;
		return (await send(this.agent, `${salesforceUrl}${path}`, 'GET', salesforceToken)) as Page;
	}

	private async write(path: string, { id, text }: { id: string; text: string }): Promise<void> {
		this.written.set(id, ((await this.post(path, text)) as { id: string }).id);
		this.onRecords(this.written.size);
	}

	private async post(path: string, body: string): Promise<unknown> {
		const place = await this.slice.take();
		const { intercomUrl, accessToken } = this.run.pair;
		const answer = await send(this.agent, `${intercomUrl}${path}`, 'POST', accessToken, body);
		place.doneAt = performance.now();
		return answer;
	}
}

serve({
	prepare: ({ accounts, contacts, ownerEmail }: { accounts: Row[]; contacts: Row[]; ownerEmail: string }) => {
		bodies = buildIntercomBodies(accounts, contacts, ownerEmail);
	},
	run: async (run: IntercomRun): Promise<Measured> => {
		const meter = new Meter();
		await new IntercomLoop(run, (written) => {
			meter.working();
			note(`${written} records`);
		}).all();
		return meter.stop();
	},
});
