import type { WriteOutcome, WriteRecord } from '../types';
import type { IntercomApi, IntercomCall } from './client';
import { refusalOf, unreadable } from './errors';
import { companyByOwnId } from './find';
import { duplicateCompany, recordProblem, required } from './recordProblems';
import { bodyOf, without, type Fields } from './values';
import { readRecord, type WireRecord } from './wire';

/** How the calls of a write are made: purpose, signal, lease check. */
export type WriteCall = Pick<IntercomCall, 'purpose' | 'signal' | 'beforeCall'>;

/** The id that is ours to give, once and for all. */
const COMPANY_ID = 'company_id';
/** An update by Intercom's id takes neither this nor the id. */
const REMOTE_CREATED_AT = 'remote_created_at';

/** Intercom's clock may differ from this machine's by so much. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/** Creates a company or updates the one that has our `company_id`. */
export async function upsertCompany(
	api: IntercomApi,
	record: WriteRecord,
	fields: Fields,
	call: WriteCall,
): Promise<WriteOutcome> {
	const { id } = record;
	const built = bodyOf(record.properties, fields);
	if ('problem' in built) return { id, status: 'rejected', problem: built.problem };
	const since = api.traffic.clock.now() - CLOCKS_DIFFER_MS;
	try {
		const company = await send(api, { ...built.body, [COMPANY_ID]: id }, call);
		return { id, status: isNew(company, since) ? 'created' : 'updated', destinationId: company.id };
	} catch (error) {
		return { id, status: 'rejected', problem: recordProblem(refusalOf(error), Object.keys(record.properties)) };
	}
}

/**
 * Creates a company under the Company ID that the mapping gives it. Intercom's call would update a company that has
 * the id already: that one is reported as a duplicate.
 */
export async function insertCompany(
	api: IntercomApi,
	record: WriteRecord,
	fields: Fields,
	call: WriteCall,
): Promise<WriteOutcome> {
	const { id, properties } = record;
	const ownId = (properties[COMPANY_ID] ?? '').trim();
	if (ownId === '') return { id, status: 'rejected', problem: required(COMPANY_ID) };
	const lookup = { signal: call.signal, beforeCall: call.beforeCall };
	const existing = await companyByOwnId(api, ownId, lookup);
	if (existing !== undefined) return { id, status: 'rejected', problem: duplicateCompany(existing.id) };
	const outcome = await upsertCompany(api, { id: ownId, properties: without(properties, COMPANY_ID) }, fields, call);
	// There was none a moment ago.
	return outcome.status === 'updated' ? { ...outcome, id, status: 'created' } : { ...outcome, id };
}

async function send(api: IntercomApi, body: Record<string, unknown>, call: WriteCall): Promise<WireRecord> {
	const answer = await api.call(call, async (sdk) => await sdk.companies.createOrUpdate(body));
	const company = readRecord(answer.body);
	if (company === undefined) throw unreadable(answer);
	return company;
}

/** Intercom does not say whether it created: what was made a moment ago and never changed is taken for new. */
function isNew({ fields: { created_at: createdAt, updated_at: updatedAt } }: WireRecord, since: number): boolean {
	return typeof createdAt === 'number' && createdAt === updatedAt && createdAt * 1000 >= since;
}

/** Updates a company by Intercom's id. Its `company_id` can never be changed, so that it is not sent; without anything else no call is made. */
export async function updateCompany(
	api: IntercomApi,
	record: WriteRecord,
	fields: Fields,
	call: WriteCall,
): Promise<WriteOutcome> {
	const { id, destinationId = '', properties } = record;
	if (Object.keys(properties).every((name) => name === COMPANY_ID)) return { id, status: 'updated', destinationId };
	const built = bodyOf(without(properties, COMPANY_ID, REMOTE_CREATED_AT), fields);
	const date = bodyOf(
		REMOTE_CREATED_AT in properties ? { [REMOTE_CREATED_AT]: properties[REMOTE_CREATED_AT] } : {},
		fields,
	);
	if ('problem' in built) return { id, status: 'rejected', problem: built.problem };
	if ('problem' in date) return { id, status: 'rejected', problem: date.problem };
	try {
		const answer = await api.call(
			call,
			async (sdk) => await sdk.companies.update({ company_id: destinationId, body: built.body }),
		);
		const ownId = readRecord(answer.body)?.fields[COMPANY_ID];
		// The company is known to exist now, so that the upsert by its own id, which takes the date, creates none.
		if (REMOTE_CREATED_AT in properties && typeof ownId === 'string')
			await send(api, { ...date.body, [COMPANY_ID]: ownId }, call);
		return { id, status: 'updated', destinationId };
	} catch (error) {
		const refusal = refusalOf(error);
		if (refusal.isNotFound) return { id, status: 'gone' };
		return { id, status: 'rejected', problem: recordProblem(refusal, Object.keys(properties)) };
	}
}
