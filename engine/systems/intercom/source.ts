import { SophiaError } from '../../errors';
import type { Traffic } from '../../traffic';
import type { ChangesRequest, IdentityChange, ReadByIdResult, Source, SourcePage, SourceRecord } from '../types';
import { Catalogue } from './catalogue';
import { IntercomApi, type IntercomLimits } from './client';
import type { IntercomCredentials } from './credentials';
import { checkObject } from './describe';
import { unreadable } from './errors';
import { compileFilter, type RecordFilter } from './filter';
import { asAsked } from './find';
import { recordsById } from './sourceByIds';
import { scrollCompanies } from './sourceCompanies';
import { changedContacts, listContacts } from './sourceContacts';
import { readResume, writeResume, type Resume } from './sourceResume';
import { stampOf } from './stamps';
import type { Fields } from './values';
import type { WireRecord } from './wire';

export type IntercomSourceOptions = IntercomLimits;

/**
 * What Intercom tells as a source. It names no archived records: only that they are not there any more when
 * everything is read, or when they are asked for by id.
 */
export const intercomTells = { changes: true, deletions: false } as const;

/** Intercom's search shows changes some minutes late: increments reach back so far behind their lower bound. */
const INDEX_LAG_MS = 15 * 60_000;

/** A read of one object, with everything resolved that does not change from page to page. */
interface ReadPlan {
	object: string;
	names: string[];
	fields: Fields;
	accepts: RecordFilter;
}

/** Intercom as a source. See {@link createIntercomSource}. */
class IntercomSource implements Source {
	readonly system = 'intercom';

	constructor(
		private readonly api: IntercomApi,
		private readonly catalogue: Catalogue,
	) {}

	async organisation(signal?: AbortSignal): Promise<string> {
		return await this.catalogue.account(signal);
	}

	/** From the `Date` header of an answer. Whole seconds, rounded down: never ahead of the server. */
	async now(signal?: AbortSignal): Promise<Date> {
		const answer = await this.api.call({ purpose: 'meta', signal }, async (sdk) => await sdk.admins.identify());
		const at = Date.parse(answer.headers.date ?? '');
		if (Number.isNaN(at)) throw unreadable(answer);
		return new Date(at);
	}

	async describe(object: string, signal?: AbortSignal) {
		return await this.catalogue.describe(object, signal);
	}

	async unreadableFields(object: string, fields: string[], signal?: AbortSignal): Promise<string[]> {
		const known = new Set(
			[...(await this.catalogue.fieldsOf(object, signal)).keys()].map((name) => name.toLowerCase()),
		);
		return fields.filter((field) => !known.has(field.toLowerCase()));
	}

	async validateFilter(object: string, filter: string, signal?: AbortSignal): Promise<void> {
		compileFilter(filter, await this.catalogue.fieldsOf(object, signal));
	}

	/**
	 * Everything, or what was changed since; a little more than that at either end, as the search's index lags and
	 * what is changed while this reads comes as it is then.
	 */
	async *changes(request: ChangesRequest): AsyncGenerator<SourcePage, void, undefined> {
		const plan = await this.plan(request);
		const resume = readResume(request.resume);
		if (resume?.kind === 'end') return;
		if (request.object === 'companies') yield* this.companies(plan, request);
		else yield* this.contacts(plan, request, resume?.kind === 'contacts' ? resume.after : undefined);
	}

	/** Nothing: see {@link intercomTells}. */
	async *identityChanges(): AsyncGenerator<IdentityChange[], void, undefined> {
		yield* [];
	}

	async readByIds(request: {
		object: string;
		fields: string[];
		filter?: string;
		ids: string[];
		signal?: AbortSignal;
	}): Promise<ReadByIdResult> {
		const plan = await this.plan(request);
		const { found, gone, missing } = await recordsById(this.api, request.object, request.ids, request.signal);
		return {
			records: found.filter((record) => plan.accepts(record)).map((record) => recordOf(plan, record)),
			gone,
			filteredOut: found.filter((record) => !plan.accepts(record)).map(({ id }) => id),
			missing,
		};
	}

	private async *contacts(
		plan: ReadPlan,
		{ since, signal }: ChangesRequest,
		after: string | undefined,
	): AsyncGenerator<SourcePage, void, undefined> {
		const pages =
			since === undefined
				? listContacts(this.api, after, signal)
				: changedContacts(this.api, lookBack(since), after, signal);
		for await (const { records, next } of pages)
			yield pageOf(plan, records, next === undefined ? { kind: 'end' } : { kind: 'contacts', after: next });
	}

	/** Companies cannot be searched: an increment reads all of them too, and hands on those that were changed. */
	private async *companies(
		plan: ReadPlan,
		{ since, signal }: ChangesRequest,
	): AsyncGenerator<SourcePage, void, undefined> {
		const floor = since === undefined ? -Infinity : lookBack(since).getTime();
		for await (const records of scrollCompanies(this.api, signal))
			yield pageOf(
				plan,
				records.filter((record) => stampOf(record) >= floor),
				{ kind: 'again' },
			);
	}

	private async plan({
		object,
		fields: names,
		filter,
		signal,
	}: {
		object: string;
		fields: string[];
		filter?: string;
		signal?: AbortSignal;
	}): Promise<ReadPlan> {
		checkObject(object);
		const fields = await this.catalogue.fieldsOf(object, signal);
		const unknown = names.find((name) => !fields.has(name));
		if (unknown !== undefined) {
			throw new SophiaError('configuration', `Intercom's ${object} have no field ${unknown}.`, {
				system: 'intercom',
				code: 'UNKNOWN_FIELD',
				remedy:
					'Correct its name in the field list, or take it out. Custom attributes are named custom_attributes.<name>.',
			});
		}
		return { object, names, fields, accepts: compileFilter(filter, fields) };
	}
}

const lookBack = (since: Date): Date => new Date(since.getTime() - INDEX_LAG_MS);

const pageOf = (plan: ReadPlan, records: WireRecord[], resume: Resume): SourcePage => ({
	records: records.filter((record) => plan.accepts(record)).map((record) => recordOf(plan, record)),
	resume: writeResume(resume),
});

/** Values are spelled as the destination spells them. */
const recordOf = ({ names, fields }: ReadPlan, record: WireRecord): SourceRecord => ({
	id: record.id,
	modifiedAt: new Date(stampOf(record)).toISOString(),
	fields: asAsked(record, names, fields).properties,
});

/**
 * Intercom as a source of companies and contacts. What is described is kept as long as the source: make one per run.
 *
 * @throws SophiaError `credentials` when the token, the base URL or the version cannot be one
 */
export function createIntercomSource({
	credentials,
	traffic,
	options = {},
}: {
	credentials: IntercomCredentials;
	traffic: Traffic;
	options?: IntercomSourceOptions;
}): Source {
	return sourceOf(new IntercomApi(credentials, traffic, options));
}

/** The source on an open connection; `catalogue` may be shared with a destination. */
export const sourceOf = (api: IntercomApi, catalogue = new Catalogue(api)): Source =>
	new IntercomSource(api, catalogue);
