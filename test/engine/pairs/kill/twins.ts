import { HubSpotSimulator } from '../../../simulators/hubspot';
import { SalesforceSimulator } from '../../../simulators/salesforce';
import { JumpingClock } from '../../../simulators/shared/clock';
import type { Orders } from './worker';

/** How many records each side has, and how many of them the other side has as well. */
const SIZE = { companies: 130, people: 220, known: 50 };

const ACCOUNT = 'sophia_salesforce_account_id';

/** Two systems that hold the same as their twins: changes are the same as well, and name records by their keys. */
export class Systems {
	/** Salesforce's own: what has changed lies behind its present moment before anybody reads it. */
	readonly clock = new JumpingClock(Date.now());
	readonly salesforce: SalesforceSimulator;
	readonly hubspot: HubSpotSimulator;

	private constructor(seed: number, name: string) {
		const clientId = name;
		this.salesforce = new SalesforceSimulator({ seed, clientId, clock: this.clock, dailyLimit: 10_000_000 });
		this.hubspot = new HubSpotSimulator({
			seed,
			tokens: [{ token: name }],
			limits: { burst: 1_000_000, daily: 100_000_000, searchPerSecond: 1_000_000 },
			indexingLagMs: 0,
		});
	}

	static async start(seed: number, name: string, onRequest: () => void): Promise<Systems> {
		const systems = new Systems(seed, name);
		for (const { app } of [systems.salesforce, systems.hubspot]) app.addHook('onRequest', async () => onRequest());
		systems.fill();
		await systems.salesforce.start();
		await systems.hubspot.start();
		return systems;
	}

	async stop(): Promise<void> {
		await this.salesforce.stop();
		await this.hubspot.stop();
	}

	orders(directory: string): Omit<Orders, 'gate'> {
		const { salesforce, hubspot } = this;
		const { clientId, clientSecret } = salesforce.settings;
		return {
			salesforce: { url: salesforce.url, clientId, clientSecret },
			hubspot: { url: hubspot.url, accessToken: hubspot.accessToken },
			directory,
		};
	}

	private fill(): void {
		const { salesforce, hubspot } = this;
		const accounts: string[] = [];
		const companies: string[] = [];
		for (let n = 0; n < SIZE.companies; n++) {
			accounts.push(salesforce.create('Account', { Name: `Left ${n}`, Website: site('left', n), Phone: `${n}` }));
			companies.push(
				hubspot.seed('companies', { name: `Right ${n}`, domain: site('right', n), website: site('right', n) }),
			);
		}
		for (let n = 0; n < SIZE.people; n++) {
			salesforce.create('Contact', {
				LastName: `Left ${n}`,
				Email: address('left', n),
				AccountId: n % 7 === 0 ? null : accounts[n % accounts.length],
			});
			const contact = hubspot.seed('contacts', { lastname: `Right ${n}`, email: address('right', n), phone: `${n}` });
			if (n % 5 > 0) hubspot.associate('contacts', contact, 'companies', companies[n % companies.length], true);
		}
	}

	/** Changes of every sort on both sides. */
	change(round: number): void {
		const { salesforce, hubspot } = this;
		const turn = (n: number) => (n + round) % 10;
		const accounts = this.left('Account', 'Website');
		const contacts = this.left('Contact', 'Email');
		for (const [n, [, id]] of contacts.entries()) {
			if (turn(n) === 0)
				salesforce.update('Contact', id, { AccountId: accounts[(n * 3 + round) % accounts.length][1] });
			else if (turn(n) < 3) salesforce.update('Contact', id, { Title: `Left ${round}`, Phone: null });
			else if (turn(n) === 3 && n % 4 === 0) salesforce.remove('Contact', id);
		}
		for (const [, id] of accounts.filter((_, n) => turn(n) === 4))
			salesforce.update('Account', id, { BillingCity: `Left ${round}` });
		for (const [n, [key, id]] of this.right('contacts', 'email').entries()) {
			if (turn(n) === 1) hubspot.edit('contacts', id, { jobtitle: `Right ${round}`, city: `City ${key}` });
			else if (turn(n) === 5) hubspot.edit('contacts', id, { firstname: `Right ${round}` });
			else if (turn(n) === 6 && n % 4 === 0) hubspot.archive('contacts', id);
		}
		for (const [n, [, id]] of this.right('companies', 'domain').entries())
			if (turn(n) === 7) hubspot.edit('companies', id, { description: `Right ${round}` });
		for (let n = 0; n < 5; n++) {
			salesforce.create('Contact', { LastName: `New ${n}`, Email: `new-left-${round}-${n}@example.com` });
			hubspot.seed('contacts', { lastname: `New ${n}`, email: `new-right-${round}-${n}@example.com` });
			hubspot.seed('companies', { name: `New ${n}`, domain: `new-${round}-${n}.example.com` });
		}
	}

	/** Whatever was written lies behind Salesforce's present moment. */
	pass(): void {
		this.clock.advance(60_000);
	}

	/** Live records as [key, id], by key. */
	private left(object: 'Account' | 'Contact', key: string): Array<[string, string]> {
		return byKey(
			this.salesforce
				.rows(object)
				.filter(({ IsDeleted }) => IsDeleted !== true)
				.map((row) => [`${String(row[key])} ${String(row.Name)}`, String(row.Id)]),
		);
	}

	private right(object: 'companies' | 'contacts', key: string): Array<[string, string]> {
		return byKey(
			this.hubspot
				.records(object)
				.filter(({ archived }) => !archived)
				.map(({ id, properties }) => [`${properties[key]} ${properties.name ?? properties.lastname}`, id]),
		);
	}

	/** What both hold, ids replaced by the keys of the records that they are of. */
	outcome() {
		const { salesforce, hubspot } = this;
		const names = new Map(
			[
				...this.left('Account', 'Website'),
				...this.left('Contact', 'Email'),
				...this.right('companies', 'domain'),
				...this.right('contacts', 'email'),
			].map(([key, id]) => [id, key]),
		);
		const named = (value: unknown) => names.get(String(value)) ?? value ?? null;
		const left = (object: string, fields: string[]) =>
			salesforce
				.rows(object)
				.filter(({ IsDeleted }) => IsDeleted !== true)
				.map((row) => JSON.stringify(fields.map((field) => named(row[field]))))
				.sort();
		const right = (object: 'companies' | 'contacts') =>
			hubspot
				.records(object)
				.filter(({ archived }) => !archived)
				.map(({ properties }) =>
					JSON.stringify(
						Object.entries(properties)
							.filter(([name]) => !name.startsWith('hs_') && !/date$/.test(name))
							.map(([name, value]) => [name, named(value)])
							.sort(),
					),
				)
				.sort();
		return {
			accounts: left('Account', ['Name', 'Website', 'Phone', 'BillingCity', 'Description']),
			contacts: left('Contact', ['LastName', 'FirstName', 'Email', 'Phone', 'Title', 'MailingCity', 'AccountId']),
			companies: right('companies'),
			clients: right('contacts'),
			associations: hubspot
				.associations()
				.filter(({ fromId, toId }) => names.has(fromId) && names.has(toId))
				.map(({ fromId, toId, primary }) => JSON.stringify([named(fromId), named(toId), primary]))
				.sort(),
		};
	}

	/** The ids of the records that a run has made on either side: their keys are the other side's. */
	written(): string[] {
		const ids = (records: Array<[string, string]>, key: RegExp) =>
			records.flatMap(([name, id]) => (key.test(name) ? [id] : []));
		return [
			...ids(this.left('Account', 'Website'), /right-|new-\d/),
			...ids(this.left('Contact', 'Email'), /^(new-)?right-/),
			...ids(this.right('companies', 'domain'), /left-/),
			...ids(this.right('contacts', 'email'), /^(new-)?left-/),
		];
	}

	/** What may be there once only. */
	doubles(): string[] {
		const { hubspot } = this;
		const doubled = (values: string[]) => values.filter((value, at) => values.indexOf(value) !== at);
		const keys = (records: Array<[string, string]>) => records.map(([key]) => key);
		return [
			...doubled(keys(this.left('Account', 'Website'))),
			...doubled(keys(this.left('Contact', 'Email'))),
			...doubled(keys(this.right('companies', 'domain'))),
			...doubled(keys(this.right('contacts', 'email'))),
			...hubspot.duplicates('companies', ACCOUNT).keys(),
		];
	}
}

/** The first ones are known on both sides. */
const site = (side: string, n: number): string =>
	n < SIZE.known ? `both-${n}.example.com` : `${side}-${n}.example.com`;
const address = (side: string, n: number): string =>
	n < SIZE.known ? `both-${n}@example.com` : `${side}-${n}@example.com`;

const byKey = (records: Array<[string, string]>): Array<[string, string]> =>
	records.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
