import { isSophiaError, SophiaError } from '../../errors';
import type { Traffic } from '../../traffic';
import type {
	ChangesRequest,
	FilterConditions,
	IdentityChange,
	ObjectDescription,
	ReadByIdResult,
	Source,
	SourcePage,
} from '../types';
import { BulkJobs, type BulkOptions } from './bulk-job';
import { readBulk } from './bulk-read';
import { SalesforceClient } from './client';
import type { SalesforceCredentials } from './credentials';
import { Describer } from './describe';
import { unreadableAnswer } from './errors';
import { conditionsToSoql } from './conditions';
import { validateFilter } from './filter';
import { readIdentityChanges } from './identity';
import { isSalesforceId, longId } from './ids';
import { pollDefaults } from './job';
import { readRecordsByIds } from './read-by-ids';
import { planRead, type ReadPlan } from './read-plan';
import { readAhead } from '../shared/readAhead';
import { RestReader, queryPage } from './rest-read';
import { readResume, type Resume } from './resume';

export interface SalesforceSourceOptions extends Partial<BulkOptions> {
	/** More records than this are read through Bulk API 2.0. Default 10,000; Infinity for never. */
	bulkThreshold?: number;
}

const defaults: BulkOptions & { bulkThreshold: number } = {
	bulkThreshold: 10_000,
	pageSize: 2_000,
	...pollDefaults,
};

/** For a field that does not exist: nothing. Other failures stay failures. */
function unlessUnknown(error: unknown): undefined {
	if (!isSophiaError(error, 'configuration')) throw error;
}

/** Salesforce as a source. See {@link createSalesforceSource}. */
class SalesforceSource implements Source {
	readonly system = 'salesforce';
	private readonly describer: Describer;

	constructor(
		private readonly client: SalesforceClient,
		private readonly options: BulkOptions & { bulkThreshold: number },
	) {
		this.describer = new Describer(client);
	}

	async organisation(signal?: AbortSignal): Promise<string> {
		return await organisationId(this.client, signal);
	}

	/**
	 * From the `Date` header of the list of versions, which Salesforce does not count as an API call. Whole
	 * seconds, rounded down: never ahead of the server.
	 */
	async now(signal?: AbortSignal): Promise<Date> {
		return await this.client.raw(
			{ path: '/services/data', purpose: 'meta', headers: { 'cache-control': 'no-cache' }, signal },
			async (response) => {
				await response.text();
				const at = Date.parse(response.headers.get('date') ?? '');
				if (Number.isNaN(at)) throw unreadableAnswer(response.status);
				return new Date(at);
			},
		);
	}

	async describe(object: string, signal?: AbortSignal): Promise<ObjectDescription> {
		return await this.describer.describe(object, signal);
	}

	async unreadableFields(object: string, fields: string[], signal?: AbortSignal): Promise<string[]> {
		const unreadable: string[] = [];
		for (const field of fields) {
			const found = await this.describer.resolve(object, field, signal).catch(unlessUnknown);
			if (found === undefined) unreadable.push(field);
		}
		return unreadable;
	}

	async compileConditions(
		object: string,
		conditions: FilterConditions,
		signal?: AbortSignal,
	): Promise<string | undefined> {
		return await conditionsToSoql(this.describer, object, conditions, signal);
	}

	async validateFilter(object: string, filter: string, signal?: AbortSignal): Promise<void> {
		await validateFilter(this.describer, object, filter, signal);
	}

	async *changes(request: ChangesRequest): AsyncGenerator<SourcePage, void, undefined> {
		const plan = await planRead(this.describer, request);
		const resume = readResume(request.resume);
		if (resume?.kind === 'end') return;
		const { signal } = request;
		const { limit } = request;
		if (limit !== undefined) {
			// A bulk job has no order, and would fetch everything.
			const few = new RestReader(this.client, plan, request, Math.min(limit, this.options.pageSize));
			return yield* few.first(limit, signal);
		}
		const reader = new RestReader(this.client, plan, request, this.options.pageSize);
		const { bulkThreshold } = this.options;
		const first =
			resume === undefined && Number.isFinite(bulkThreshold)
				? await reader.firstUnlessMoreThan(bulkThreshold, signal)
				: undefined;
		if (resume?.kind === 'bulk' || (resume === undefined && first === undefined && Number.isFinite(bulkThreshold))) {
			if ((yield* this.bulk(plan, request, resume)) === 'read') return;
		}
		const after = resume?.kind === 'rest' ? resume.after : undefined;
		yield* readAhead(
			async (own) => first ?? (await reader.load(after, own)),
			async (position, own) => await reader.load(position, own),
			signal,
		);
	}

	identityChanges(request: {
		object: string;
		since: Date;
		until: Date;
		signal?: AbortSignal;
	}): AsyncIterable<IdentityChange[]> {
		return readIdentityChanges(this.client, this.describer, request, this.options.pageSize);
	}

	async readByIds(request: Parameters<Source['readByIds']>[0]): Promise<ReadByIdResult> {
		return await readRecordsByIds(this.client, this.describer, request);
	}

	private bulk(plan: ReadPlan, request: ChangesRequest, resume: Resume | undefined) {
		const jobs = new BulkJobs(this.client, plan, this.options);
		return readBulk(jobs, plan, request, resume?.kind === 'bulk' ? resume : undefined);
	}
}

/** The organisation's id, 18 characters. At most one call, beside signing in. */
export async function organisationId(client: SalesforceClient, signal?: AbortSignal): Promise<string> {
	const { organisationId: known, accessToken } = await client.session(signal);
	// A classic access token begins with the organisation's id.
	const id = known ?? /^(00D[a-zA-Z0-9]{12,15})!/.exec(accessToken)?.[1];
	if (id !== undefined && isSalesforceId(id)) return longId(id);
	const { records } = await queryPage<{ Id: string }>(client, 'query', 'SELECT Id FROM Organization LIMIT 1', signal);
	if (records.length === 0) {
		throw new SophiaError('credentials', 'The Salesforce user may not see which organisation it belongs to.', {
			system: 'salesforce',
			remedy: 'Give the integration user read access to the object Organization.',
		});
	}
	return longId(records[0].Id);
}

/**
 * Salesforce as a source of records: REST in the order of change, Bulk API 2.0 above a threshold, deletes
 * through queryAll. One per run; sessions are shared by the process.
 * @throws SophiaError `credentials` when a setting is plainly wrong
 */
export function createSalesforceSource({
	credentials,
	traffic,
	options = {},
}: {
	credentials: SalesforceCredentials;
	traffic: Traffic;
	options?: SalesforceSourceOptions;
}): Source {
	return new SalesforceSource(new SalesforceClient(credentials, traffic), { ...defaults, ...options });
}
