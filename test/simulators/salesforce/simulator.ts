import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SimulatorServer } from '../shared/server';
import { reference, type FieldSpec, type OutputValue } from './schema/fields';
import { Schema, type CustomObject } from './schema/schema';
import { BulkJobs } from './http/bulk';
import { collectionRoutes } from './http/collections';
import { IngestJobs } from './http/ingest';
import { metadataRoutes } from './http/metadata';
import { oauthRoutes } from './http/oauth';
import type { Org } from './http/org';
import { queryRoutes } from './http/query';
import { errorForm } from './http/resources';
import { Grants } from './http/grants';
import { Sessions } from './http/sessions';
import { soapRoutes } from './http/soap';
import { Usage } from './http/usage';
import { settingsOf, type SalesforceOptions, type Settings } from './options';
import { Evaluator } from './soql/evaluator';
import { generate, type GenerateOptions } from './store/generate';
import {
	convertLead,
	createPersonAccount,
	merge,
	mirrorPerson,
	remove,
	undelete,
	type Conversion,
	type Converted,
} from './store/lifecycle';
import { Rules } from './write/rules';
import { Writer } from './write/writer';
import { Store, type Fields, type WriteTimes } from './store/store';

/**
 * A Salesforce org on loopback: OAuth and SOAP sign-in, REST query with real SOQL, describe, limits and
 * Bulk API 2.0, and writes by collections, over records that tests create, change, delete, merge and convert directly.
 * `settings` may be changed while it runs.
 */
export class SalesforceSimulator extends SimulatorServer {
	readonly settings: Settings;
	readonly schema: Schema;
	readonly organisationId: string;
	/** The integration user: signs in and owns what names no other owner. */
	readonly userId: string;
	/** Validation rules, duplicate rules and what else its people have set up. */
	readonly rules = new Rules();
	private readonly store: Store;
	private readonly sessions: Sessions;
	/** What people have allowed in the browser. */
	readonly grants: Grants;
	private readonly usage: Usage;
	private readonly bulk: BulkJobs;
	private readonly ingest: IngestJobs;
	private readonly org: Org;

	constructor(options: SalesforceOptions = {}) {
		super(options);
		this.settings = settingsOf(options);
		const now = () => this.clock.now();
		this.schema = new Schema(this.settings);
		this.store = new Store(this.schema, this.clock);
		this.sessions = new Sessions(now, this.random);
		this.grants = new Grants(now);
		this.usage = new Usage(now);
		this.organisationId = this.store.create('Organization', { Name: 'Example Org', Country: 'US' });
		this.userId = this.store.create('User', {
			Username: this.settings.username,
			FirstName: 'Integration',
			LastName: 'User',
			Email: this.settings.username,
			Alias: 'integ',
		});
		this.store.defaultUserId = this.userId;
		this.org = this.makeOrg();
		this.bulk = new BulkJobs(this.org);
		this.ingest = new IngestJobs(this.org);
	}

	/** Calls counted in the last 24 hours. */
	get apiUsage(): number {
		return this.usage.used;
	}

	/** Pretends that other programs made so many calls. */
	useCalls(calls: number): void {
		this.usage.add(calls);
	}

	/** Ends every session: the next call with any token is INVALID_SESSION_ID. */
	expireSessions(): void {
		this.sessions.endAll();
	}

	/** The states of the ingest jobs, in the order in which they were made. */
	get ingestJobs(): string[] {
		return this.ingest.states();
	}

	/** Forgets every bulk job: 404. */
	expireJobs(): void {
		this.bulk.expireAll();
		this.ingest.expireAll();
	}

	/** A good access token, for tests that do not sign in. */
	issueToken(): string {
		return this.sessions.issue(this.organisationId, this.settings.tokenLifetimeMs);
	}

	addObject(object: CustomObject): void {
		this.schema.addObject(object);
	}

	/** @returns the id of the record type */
	addRecordType(object: string, type: { name: string; developerName: string }): string {
		const spec = this.schema.need(object);
		const id = this.store.create('RecordType', {
			Name: type.name,
			DeveloperName: type.developerName,
			SobjectType: spec.name,
		});
		if (spec.recordTypes === undefined)
			this.schema.addField(object, reference('RecordTypeId', 'Record Type ID', ['RecordType'], 'RecordType'));
		spec.recordTypes = [...(spec.recordTypes ?? []), { id, ...type }];
		return id;
	}

	addField(object: string, field: FieldSpec): void {
		this.schema.addField(object, field);
	}

	removeField(object: string, field: string): void {
		this.schema.removeField(object, field);
	}

	/** @returns the 18-character id. `IsPersonAccount: true` makes the contact of the same person too. */
	create(object: string, fields: Fields, times: WriteTimes = {}): string {
		if (object === 'Account' && fields.IsPersonAccount === true) return createPersonAccount(this.store, fields, times);
		return this.store.create(object, fields, times);
	}

	/** Sets fields and bumps LastModifiedDate and SystemModstamp, of this record only. */
	update(object: string, id: string, fields: Fields, times: WriteTimes = {}): void {
		this.store.update(object, id, fields, times);
		if (this.settings.personAccounts) mirrorPerson(this.store, object, id, fields, times);
	}

	/** A system's write: SystemModstamp alone moves. */
	touch(object: string, id: string): void {
		this.store.touch(object, id);
	}

	/** To the recycle bin; with `cascade` an account takes its contacts and opportunities along. */
	remove(object: string, id: string, options: { cascade?: boolean } = {}): void {
		remove(this.store, object, id, { cascade: options.cascade ?? false });
	}

	undelete(object: string, id: string): void {
		undelete(this.store, object, id);
	}

	/** Out of the recycle bin too: queryAll no longer knows the record. */
	purge(object: string, id: string): void {
		this.store.purge(object, id);
	}

	merge(object: string, winnerId: string, loserIds: string[]): void {
		merge(this.store, object, winnerId, loserIds);
	}

	convertLead(leadId: string, options: Conversion = {}): Converted {
		return convertLead(this.store, leadId, options);
	}

	/** Every record of an object, deleted ones too, with all fields as REST shows them. */
	rows(object: string): Array<Record<string, OutputValue>> {
		return this.store.records(object);
	}

	row(object: string, id: string): Record<string, OutputValue> {
		return this.store.record(object, id);
	}

	/** Any number of synthetic records, about a hundred bytes each. Once per object. */
	generate(options: GenerateOptions): void {
		generate(this.store, options);
	}

	/** The records of a new Developer Edition org: 12 accounts, 20 contacts, 20 leads. @returns their ids in the file's order */
	loadDeveloperEdition(times: WriteTimes = {}): Record<'Account' | 'Contact' | 'Lead', string[]> {
		const file = join(__dirname, '..', 'data', 'developer-edition.json');
		const data = JSON.parse(readFileSync(file, 'utf8')) as Record<'Account' | 'Contact' | 'Lead', Fields[]>;
		const accounts = new Map<unknown, string>();
		const accountIds = data.Account.map((account) => {
			const id = this.create('Account', account, times);
			accounts.set(account.Name, id);
			return id;
		});
		const contactIds = data.Contact.map(({ 'Account.Name': account, ...contact }) =>
			this.create('Contact', { ...contact, AccountId: accounts.get(account) ?? null }, times),
		);
		return {
			Account: accountIds,
			Contact: contactIds,
			Lead: data.Lead.map((lead) => this.create('Lead', lead, times)),
		};
	}

	protected routes(): void {
		const { app } = this;
		app.addHook('onRequest', async (_request, reply) => {
			reply.header('date', new Date(this.clock.now()).toUTCString());
		});
		for (const type of ['application/x-www-form-urlencoded', 'text/xml', 'text/csv']) {
			app.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => done(null, body));
		}
		errorForm(app);
		oauthRoutes(app, this.org);
		soapRoutes(app, this.org);
		metadataRoutes(app, this.org);
		queryRoutes(app, this.org);
		collectionRoutes(app, this.org);
		this.bulk.routes(app);
		this.ingest.routes(app);
	}

	private makeOrg(): Org {
		const { settings, clock, random, store, sessions, grants, usage, organisationId, userId } = this;
		const evaluator = new Evaluator({ store, random, now: () => clock.now() });
		const address = () => this.url;
		return {
			settings,
			clock,
			random,
			store,
			writer: new Writer(store, this.rules, settings),
			evaluator,
			sessions,
			grants,
			usage,
			organisationId,
			userId,
			get url() {
				return address();
			},
		};
	}
}
