import type { FastifyReply, FastifyRequest } from 'fastify';
import { SimulatorServer, type SimulatorOptions } from '../shared/server';
import { registerAccountRoutes } from './account-routes';
import type { DataAttribute, Model } from './attributes';
import { STANDARD_APP } from './auth';
import type { JsonObject } from './body';
import { registerCompanyRoutes } from './company-routes';
import { registerContactRoutes } from './contact-routes';
import { IntercomError } from './errors';
import type { LimitSettings } from './limits';
import { mergeLead } from './merge';
import { readVersion } from './versions';
import {
	countsOf,
	viewOfCompany,
	viewOfContact,
	type AttachmentView,
	type CompanyView,
	type ContactView,
	type WriteCounts,
} from './views';
import { Workspace, type Company, type Contact, type RecordWrites, type WorkspaceSettings } from './workspace';
import { changeCompany, insertCompany } from './write-companies';
import { changeContact, insertContact, removeContact, setArchived } from './write-contacts';

export interface IntercomSimulatorOptions extends SimulatorOptions, Partial<Omit<WorkspaceSettings, 'limits'>> {
	/** The tokens that are valid at the start. Default: `accessToken`, which may do everything. */
	tokens?: Array<{ token: string; app?: string; readOnly?: boolean }>;
	/** Default 10,000 a minute for an app, 25,000 for the workspace. */
	limits?: Partial<LimitSettings>;
}

const MINUTE = 60_000;

/** Intercom on loopback: one workspace, as strict as the real one. */
export class IntercomSimulator extends SimulatorServer {
	/** The first valid token. */
	readonly accessToken: string;
	/** Errors of the simulator itself; a test may assert that there were none. */
	readonly bugs: unknown[] = [];
	/** The most requests that were under way at once. */
	maxConcurrent = 0;
	private concurrent = 0;
	private readonly workspace: Workspace;

	constructor(options: IntercomSimulatorOptions = {}) {
		super(options);
		this.workspace = new Workspace(
			{
				appId: options.appId ?? 'abc12345',
				region: options.region ?? 'US',
				timeZone: options.timeZone ?? 'America/New_York',
				version: options.version ?? '2.14',
				archiveDelayMs: options.archiveDelayMs ?? 5000,
				maxSearchPage: options.maxSearchPage ?? 150,
				maxInValues: options.maxInValues ?? 50,
				maxCompaniesPerContact: options.maxCompaniesPerContact ?? 1000,
				maxAttributes: options.maxAttributes ?? 250,
				searchLagMs: options.searchLagMs ?? 2 * MINUTE,
				limits: { appPerMinute: 10_000, workspacePerMinute: 25_000, ...options.limits },
			},
			this.clock,
		);
		const tokens = options.tokens ?? [{ token: STANDARD_APP }];
		for (const { token, app, readOnly } of tokens) this.workspace.tokens.add(token, app, readOnly);
		this.accessToken = tokens[0].token;
	}

	protected override routes(): void {
		const { app, workspace } = this;
		app.removeAllContentTypeParsers();
		app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
		app.decorateRequest('intercom', undefined);
		app.addHook('onRequest', async (request, reply) => this.gate(request, reply));
		app.setErrorHandler(async (error, _request, reply) => await this.fail(error, reply));
		app.setNotFoundHandler(
			async (_request, reply) =>
				await this.fail(new IntercomError(404, 'not_found', 'The requested resource was not found'), reply),
		);
		registerAccountRoutes(app, workspace);
		registerCompanyRoutes(app, workspace);
		registerContactRoutes(app, workspace);
	}

	/** Every call passes here first: who calls, not too often, in a known version, and allowed to. */
	private gate(request: FastifyRequest, reply: FastifyReply): void {
		const { writes } = request.routeOptions.config;
		reply.header('date', new Date(this.clock.now()).toUTCString());
		if (writes === undefined) return;
		this.concurrent++;
		this.maxConcurrent = Math.max(this.maxConcurrent, this.concurrent);
		reply.raw.once('close', () => this.concurrent--);
		this.workspace.settle();
		const token = this.workspace.tokens.authenticate(request.headers.authorization);
		const { headers, refusal } = this.workspace.limits.count(token.app);
		reply.headers(headers);
		if (refusal !== undefined) throw refusal;
		if (!/application\/json|application\/\*|\*\/\*/.test(request.headers.accept ?? '*/*'))
			throw new IntercomError(
				406,
				'media_type_not_acceptable',
				'The Accept header should send a media type of application/json',
			);
		const version = readVersion(request.headers['intercom-version']?.toString(), this.workspace.settings.version);
		if (writes && token.readOnly)
			throw new IntercomError(403, 'forbidden', 'The access token does not have the permission to write');
		request.intercom = { token, version };
	}

	private async fail(error: unknown, reply: FastifyReply): Promise<void> {
		if (error instanceof IntercomError) {
			await reply.code(error.status).headers(error.headers).send(error.toBody());
			return;
		}
		const status = (error as { statusCode?: number }).statusCode ?? 500;
		if (status >= 500) this.bugs.push(error);
		const message = status < 500 ? (error as Error).message : 'Internal error';
		await reply
			.code(status)
			.send(new IntercomError(status, status < 500 ? 'client_error' : 'server_error', message).toBody());
	}

	/** What was written through the API. */
	get writes(): WriteCounts {
		return countsOf(this.workspace);
	}

	/** What was written to one kind of record through the API. */
	writesOf(model: Model): Readonly<RecordWrites> {
		return { ...this.workspace.writes[model] };
	}

	/** Searches that were carried out through the API. */
	get searches(): number {
		return this.workspace.searches;
	}

	/** How many calls were answered with 429. */
	get throttled(): number {
		const { app, workspace } = this.workspace.limits.throttled;
		return app + workspace;
	}

	get appId(): string {
		return this.workspace.settings.appId;
	}

	/** Changes limits while the simulator runs. */
	setLimits(limits: Partial<LimitSettings>): void {
		Object.assign(this.workspace.limits.settings, limits);
	}

	/** How long search does not see a write from now on, in milliseconds. */
	setSearchLag(ms: number): void {
		this.workspace.index.lagMs = ms;
	}

	addToken(token: string, app?: string, readOnly?: boolean): void {
		this.workspace.tokens.add(token, app, readOnly);
	}

	revokeToken(token: string): void {
		this.workspace.tokens.revoke(token);
	}

	/** Defines a custom attribute as if somebody had in Intercom; `options` makes a list of it. */
	seedAttribute(model: Model, name: string, dataType = 'string', options?: string[]): DataAttribute {
		return this.workspace.attributes.create({
			model,
			name,
			data_type: options === undefined ? dataType : 'options',
			...(options === undefined ? {} : { options: options.map((value) => ({ value })) }),
		});
	}

	/** Archives or restores a custom attribute. */
	archiveAttribute(model: Model, name: string, archived = true): void {
		this.workspace.attributes.update(String(this.attribute(model, name)?.id), { archived });
	}

	attribute(model: Model, name: string): DataAttribute | undefined {
		return this.workspace.attributes.find(model, name);
	}

	/** The custom attributes of a model, archived ones too. */
	attributes(model: Model): DataAttribute[] {
		return this.workspace.attributes.list(model, true).filter(({ custom }) => custom);
	}

	/** Creates a contact as a person in Intercom would; search sees it at once. Gives its id. */
	seedContact(fields: JsonObject): string {
		return insertContact(this.workspace, fields).id;
	}

	/** Creates a company as a person in Intercom would. Gives Intercom's id. */
	seedCompany(fields: JsonObject): string {
		return insertCompany(this.workspace, fields).id;
	}

	attach(contactId: string, companyId: string): void {
		this.workspace.attachments.add(this.contactBy(contactId).id, this.companyBy(companyId).id);
	}

	detach(contactId: string, companyId: string): void {
		this.workspace.attachments.remove(contactId, companyId);
	}

	/** Changes a contact or a company as a person in Intercom would; search sees it at once. */
	edit(id: string, fields: JsonObject): void {
		const contact = this.workspace.contacts.get(id);
		if (contact === undefined) changeCompany(this.workspace, this.companyBy(id), fields);
		else changeContact(this.workspace, contact, fields);
	}

	/** Archives a contact or a company at once. */
	archive(id: string): void {
		const contact = this.workspace.contacts.get(id);
		if (contact === undefined) this.workspace.archiveCompany(this.companyBy(id));
		else setArchived(this.workspace, contact, true, true);
	}

	unarchive(contactId: string): void {
		setArchived(this.workspace, this.contactBy(contactId), false, true);
	}

	/** Deletes a contact for good. */
	remove(contactId: string): void {
		removeContact(this.workspace, this.contactBy(contactId));
	}

	/** Merges a lead into a user as a person in Intercom would. */
	merge(leadId: string, userId: string): void {
		mergeLead(this.workspace, this.contactBy(leadId), this.contactBy(userId), true);
	}

	/** One contact's final state, archived or not; undefined once it is deleted or merged. */
	contact(id: string): ContactView | undefined {
		const found = this.workspace.contacts.get(id);
		return found === undefined ? undefined : viewOfContact(this.workspace, found);
	}

	company(id: string): CompanyView | undefined {
		this.workspace.settle();
		const found = this.workspace.companies.get(id);
		return found === undefined ? undefined : viewOfCompany(this.workspace, found);
	}

	/** Every contact's final state in creation order, archived ones included. */
	contacts(): ContactView[] {
		return [...this.workspace.contacts.from(0)].map((contact) => viewOfContact(this.workspace, contact));
	}

	/** Every company's final state in creation order, archived ones included. */
	companies(): CompanyView[] {
		this.workspace.settle();
		return [...this.workspace.companies.from(0)].map((company) => viewOfCompany(this.workspace, company));
	}

	/** Every attachment; those of archived contacts too. */
	attachments(): AttachmentView[] {
		this.workspace.settle();
		return [...this.workspace.attachments.all()];
	}

	/** How many records of a model are not archived. */
	count(model: Model): number {
		this.workspace.settle();
		let count = 0;
		for (const { data } of this.workspace[model === 'contact' ? 'contacts' : 'companies'].from(0))
			if (!data.archived) count++;
		return count;
	}

	private contactBy(id: string): Contact {
		const contact = this.workspace.contacts.get(id);
		if (contact === undefined) throw new Error(`The simulator has no contact ${id}`);
		return contact;
	}

	private companyBy(id: string): Company {
		const company = this.workspace.companies.get(id);
		if (company === undefined) throw new Error(`The simulator has no record ${id}`);
		return company;
	}
}
