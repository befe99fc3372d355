import type { FastifyReply, FastifyRequest } from 'fastify';
import { SimulatorServer, type SimulatorOptions } from '../shared/server';
import { registerAccountRoutes } from './account-routes';
import { registerAssociationRoutes } from './association-routes';
import { requireScopes, STANDARD_APP } from './auth';
import { registerBatchRoutes } from './batch';
import type { JsonObject } from './body';
import type { PropertyDefinition } from './catalogue/define';
import { HubSpotError } from './errors';
import type { LimitSettings } from './limits';
import { mergeRecords } from './merge';
import { OAuthApp, registerOAuthRoutes } from './oauth';
import type { Owner } from './owners';
import { Portal, type PortalObject, type WriteCounts } from './portal';
import { registerPipelineRoutes, type DealPipelines } from './pipelines';
import { registerPropertyRoutes } from './property-routes';
import { addCustomObject, registerSchemaRoutes, type CustomSchema } from './schemas';
import { registerSearchRoutes } from './search';
import { registerSingleRoutes } from './single';
import type { StoredRecord } from './store';
import { createRecord, updateRecord } from './writer';

export interface HubSpotSimulatorOptions extends SimulatorOptions {
	/** The tokens that are valid at the start. Default: `accessToken` with every scope. */
	tokens?: Array<{ token: string; scopes?: string[] }>;
	/** How long the access tokens of a browser sign-in are good. Default 30 minutes. */
	oauthTokenLifetimeMs?: number;
	portalId?: number;
	/** Default `America/New_York`. */
	timeZone?: string;
	/** Default `USD`. */
	currency?: string;
	/** Further currencies of the account. */
	currencies?: string[];
	/** Default 10,000. */
	indexingLagMs?: number;
	/** Default 190 calls in 10 s for a token, 625,000 a day, 5 searches a second. */
	limits?: Partial<LimitSettings>;
}

/** A record as tests see it; `properties` holds what was stored, without the stamps. */
export interface RecordView {
	id: string;
	properties: Readonly<Record<string, string>>;
	archived: boolean;
	createdAt: number;
	updatedAt: number;
	/** How many writes have changed it, its creation included. */
	revision: number;
}

export interface AssociationView {
	fromId: string;
	toId: string;
	primary: boolean;
	/** Type ids from this end. */
	types: number[];
}

/** HubSpot on loopback: one account, as strict as the real one. */
export class HubSpotSimulator extends SimulatorServer {
	/** The first valid token; without options it has every scope. */
	readonly accessToken: string;
	/** The one app that people can connect in the browser. */
	readonly oauth: OAuthApp;
	private readonly portal: Portal;

	constructor(options: HubSpotSimulatorOptions = {}) {
		super(options);
		this.portal = new Portal(
			{
				portalId: options.portalId ?? 20_123_456,
				timeZone: options.timeZone ?? 'America/New_York',
				currency: options.currency ?? 'USD',
				currencies: options.currencies ?? [],
				indexingLagMs: options.indexingLagMs ?? 10_000,
				limits: { burst: 190, daily: 625_000, searchPerSecond: 5, ...options.limits },
			},
			this.clock,
			this.random,
		);
		const tokens = options.tokens ?? [{ token: STANDARD_APP }];
		for (const { token, scopes } of tokens) this.portal.tokens.add(token, scopes);
		this.accessToken = tokens[0].token;
		this.oauth = new OAuthApp(options.oauthTokenLifetimeMs ?? 1_800_000);
	}

	protected override routes(): void {
		const { app, portal } = this;
		app.removeAllContentTypeParsers();
		app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
		app.addHook('onRequest', async (request, reply) => this.gate(request, reply));
		app.setErrorHandler(async (error, _request, reply) => await this.fail(error, reply));
		app.setNotFoundHandler(
			async (request, reply) =>
				await this.fail(
					new HubSpotError(404, 'OBJECT_NOT_FOUND', `No endpoint: ${request.method} ${request.url.split('?')[0]}`),
					reply,
				),
		);
		registerBatchRoutes(app, portal);
		registerSingleRoutes(app, portal);
		registerSearchRoutes(app, portal);
		registerPropertyRoutes(app, portal);
		registerPipelineRoutes(app, portal);
		registerSchemaRoutes(app, portal);
		registerAssociationRoutes(app, portal);
		registerAccountRoutes(app, portal);
		registerOAuthRoutes(app, portal, this.oauth);
	}

	/** Every call passes here first: who calls, not too often, with the right scopes. */
	private async gate(request: FastifyRequest, reply: FastifyReply): Promise<void> {
		reply.header('date', new Date(this.clock.now()).toUTCString());
		const rules = request.routeOptions.config.hubspot;
		if (rules === undefined || rules.open) return;
		const token = this.portal.tokens.authenticate(request.headers.authorization, this.clock.now());
		const { headers, refusal } = this.portal.limits.count(token.token, rules.search ?? false);
		reply.headers(headers);
		if (refusal !== undefined) {
			await reply.code(429).send(refusal);
			return;
		}
		requireScopes(token, rules.scopes?.(request.params as Record<string, string>) ?? []);
	}

	private async fail(error: unknown, reply: FastifyReply): Promise<void> {
		if (error instanceof HubSpotError) {
			await reply.code(error.status).send(error.toBody());
			return;
		}
		const status = (error as { statusCode?: number }).statusCode ?? 500;
		await reply
			.code(status)
			.send({ status: 'error', message: status < 500 ? (error as Error).message : 'internal error' });
		if (status >= 500) this.bugs.push(error);
	}

	/** Errors of the simulator itself; a test may assert that there were none. */
	readonly bugs: unknown[] = [];

	/** What was written through the API. */
	get writes(): Readonly<WriteCounts> {
		return this.portal.writes;
	}

	/** The most inputs one batch call on records had. */
	get maxBatch(): number {
		return this.portal.maxBatch;
	}

	/** The most inputs one batch call on associations had. */
	get maxAssociationBatch(): number {
		return this.portal.maxAssociationBatch;
	}

	/** How many calls were answered with 429. */
	get throttled(): number {
		const { burst, search, daily } = this.portal.limits.throttled;
		return burst + search + daily;
	}

	/** The same by limit. */
	get throttledBy(): Readonly<{ burst: number; search: number; daily: number }> {
		return this.portal.limits.throttled;
	}

	/** Calls counted against the day so far. */
	get callsToday(): number {
		return this.portal.limits.usedToday;
	}

	get portalId(): number {
		return this.portal.settings.portalId;
	}

	/** Changes limits while the simulator runs. */
	setLimits(limits: Partial<LimitSettings>): void {
		Object.assign(this.portal.limits.settings, limits);
	}

	/** How long search does not see a write from now on, in milliseconds. */
	setIndexingLag(ms: number): void {
		for (const { store } of this.portal.objects) store.lagMs = ms;
	}

	/** Half an hour later: the access tokens of browser sign-ins have ended. */
	expireOAuthTokens(): void {
		for (const token of this.oauth.issued) this.portal.tokens.expire(token, this.clock.now());
	}

	addToken(token: string, scopes?: string[]): void {
		this.portal.tokens.add(token, scopes);
	}

	revokeToken(token: string): void {
		this.portal.tokens.revoke(token);
	}

	/** The next company upserts find their rows locked: 423 without any header. */
	lockCompanies(times = 1): void {
		const body = { status: 'error', message: 'Resource locked. Please try again later.', category: 'LOCKED' };
		this.faults.add({ kind: 'status', method: 'POST', path: /\/companies\/batch\/upsert/, status: 423, body, times });
	}

	/** The next calls find the account being moved to another data centre: 477 with Retry-After. */
	migrate(retryAfterSeconds: number, times = 1): void {
		this.faults.add({
			kind: 'status',
			status: 477,
			headers: { 'Retry-After': String(retryAfterSeconds) },
			body: {
				status: 'error',
				message: 'This account is being migrated. Please try again later.',
				category: 'MIGRATION_IN_PROGRESS',
			},
			times,
		});
	}

	addOwner(owner: { email: string; id?: string; firstName?: string; lastName?: string; archived?: boolean }): Owner {
		return this.portal.owners.add(owner);
	}

	/** Defines a property as if somebody had in the portal. */
	addProperty(object: string, definition: JsonObject): PropertyDefinition {
		return this.portal.object(object).catalogue.create(definition);
	}

	property(object: string, name: string): PropertyDefinition | undefined {
		return this.portal.object(object).catalogue.get(name);
	}

	/** The account's deal pipelines, to be changed as an administrator would. */
	get pipelines(): DealPipelines {
		return this.portal.pipelines;
	}

	/** Creates a record as a person in the portal would; search sees it at once. Read-only properties may be given. */
	seed(object: string, properties: Record<string, string>): string {
		return createRecord(this.portal, this.portal.object(object), properties, { seeding: true }).record.id;
	}

	/** Changes a record as a person in the portal would. */
	edit(object: string, id: string, properties: Record<string, string>): void {
		const target = this.portal.object(object);
		updateRecord(this.portal, target, this.stored(target, id), properties, { seeding: true });
	}

	archive(object: string, id: string): void {
		const target = this.portal.object(object);
		this.portal.setArchived(target, this.stored(target, id), true, true);
	}

	restore(object: string, id: string): void {
		const target = this.portal.object(object);
		this.portal.setArchived(target, this.stored(target, id), false, true);
	}

	/** Merges as a person in the portal would: the loser's id leads to the winner, which takes its addresses and associations. */
	mergeContacts(winnerId: string, loserId: string): void {
		this.merge('contacts', winnerId, loserId);
	}

	/** @param intoNew both ids lead to a new record, as HubSpot does it at times. @returns the id that is left */
	merge(object: string, winnerId: string, loserId: string, { intoNew = false } = {}): string {
		const target = this.portal.object(object);
		return mergeRecords(this.portal, target, this.stored(target, winnerId), this.stored(target, loserId), intoNew).id;
	}

	/**
	 * Defines an object of the account's own as if somebody had in the portal; without properties it has `name`.
	 * @returns its full name
	 */
	addCustomObject(schema: CustomSchema): string {
		return addCustomObject(this.portal, schema).kind.name;
	}

	/** Associates a contact with a company as a person in the portal would. */
	seedAssociation(contactId: string, companyId: string, primary = false): void {
		this.associate('contacts', contactId, 'companies', companyId, primary);
	}

	/** Associates any two records as a person in the portal would. */
	associate(from: string, fromId: string, to: string, toId: string, primary = false): void {
		const [fromType, toType] = this.typeIds(from, to);
		const types = this.portal.associations.typesOf(fromType, toType);
		this.portal.associations.add(fromType, fromId, toType, toId, primary ? [types!.primary!.typeId] : []);
	}

	dissociate(from: string, fromId: string, to: string, toId: string): void {
		const [fromType, toType] = this.typeIds(from, to);
		this.portal.associations.remove(fromType, fromId, toType, toId);
	}

	/** A label of the account's own for associations. @returns its type from each end */
	addAssociationLabel(from: string, to: string, label: string, inverseLabel = label): [number, number] {
		return this.portal.associations.addLabel(...this.typeIds(from, to), label, inverseLabel);
	}

	/** Gives an association a label. */
	labelAssociation(from: string, fromId: string, to: string, toId: string, typeId: number): void {
		const [fromType, toType] = this.typeIds(from, to);
		this.portal.associations.add(fromType, fromId, toType, toId, [typeId]);
	}

	private typeIds(from: string, to: string): [string, string] {
		return [this.portal.object(from).kind.objectTypeId, this.portal.object(to).kind.objectTypeId];
	}

	/** One record's final state, archived or not. */
	record(object: string, id: string): RecordView | undefined {
		const found = this.portal.object(object).store.get(id);
		return found === undefined ? undefined : viewOf(found);
	}

	/** Every record's final state in creation order, archived ones included. */
	records(object: string): RecordView[] {
		return [...this.eachRecord(object)];
	}

	/** The same, one at a time. */
	*eachRecord(object: string): Iterable<RecordView> {
		for (const record of this.portal.object(object).store.all()) yield viewOf(record);
	}

	/** How many live records there are. */
	count(object: string): number {
		return this.portal.object(object).store.count;
	}

	/** Values of a property that more than one live record has, with the ids of those records. */
	duplicates(object: string, property: string): Map<string, string[]> {
		const byValue = new Map<string, string[]>();
		for (const { id, archived, properties } of this.eachRecord(object)) {
			const value = properties[property]?.toLowerCase();
			if (!archived && value !== undefined) byValue.set(value, [...(byValue.get(value) ?? []), id]);
		}
		return new Map([...byValue].filter(([, ids]) => ids.length > 1));
	}

	/** Every association as seen from `from`; by default from contacts to companies. */
	associations(from = 'contacts', to = 'companies'): AssociationView[] {
		const [fromType, toType] = this.typeIds(from, to);
		const known = this.portal.associations.typesOf(fromType, toType);
		if (known === undefined) return [];
		return [...this.portal.associations.all(fromType, toType)].map(({ fromId, toId, types }) => ({
			fromId,
			toId,
			primary: known.primary !== undefined && types.has(known.primary.typeId),
			types: [...types, known.plain.typeId],
		}));
	}

	private stored(object: PortalObject, id: string): StoredRecord {
		const record = object.store.get(id);
		if (record === undefined) throw new Error(`The simulator has no ${object.kind.name} ${id}`);
		return record;
	}
}

const viewOf = ({ id, properties, archivedAt, createdAt, updatedAt, revision }: StoredRecord): RecordView => ({
	id,
	properties,
	archived: archivedAt !== undefined,
	createdAt,
	updatedAt,
	revision,
});
