import { isSophiaError, SophiaError } from '../../errors';
import { mapConcurrent } from '../../traffic';
import { withoutRepeats } from '../shared/batches';
import type { WriteOutcome, WriteRecord, WriteRequest } from '../types';
import { readAccess } from './account';
import type { IntercomApi } from './client';
import { insertCompany, updateCompany, upsertCompany, type WriteCall } from './companies';
import { createLead, createUser, insertContact, isLead, updateContact } from './contacts';
import { MOST_AT_ONCE } from './fanOut';
import { findRecords } from './find';
import { unavailable } from './recordProblems';
import { USER_ID, type Fields } from './values';

/** Intercom writes one record a call; so many are a unit of work, whose outcomes are handed over together. */
export const WRITE_UNIT = 50;

export type WriteKind = 'upsert' | 'update' | 'insert';

/** What is written; without an id property where records are only inserted or updated. */
export type Writing = Omit<WriteRequest, 'idProperty'> & Partial<Pick<WriteRequest, 'idProperty'>>;

type WriteOne = (record: WriteRecord, call: WriteCall) => Promise<WriteOutcome>;

const keyOf = (kind: WriteKind, record: WriteRecord): string => {
	if (kind !== 'update') return record.id;
	if (record.destinationId === undefined) throw new Error('An update needs the id of the Intercom record.');
	return record.destinationId;
};

/**
 * Writes records, one call each, as many at once as the lanes let through. A record that occurs twice is
 * written again once the first time is done. One bad record is rejected alone.
 *
 * @param kind `upsert` by the id property, `update` by the record's own id (never creates), `insert` without an id of ours
 * @throws SophiaError for what concerns the whole run; calls under way are awaited first
 */
export async function writeRecords(
	api: IntercomApi,
	kind: WriteKind,
	request: Writing,
	fields: Fields,
): Promise<WriteOutcome[]> {
	const outcomes: WriteOutcome[] = [];
	for (const group of withoutRepeats(request.records, (record) => keyOf(kind, record))) {
		const writeOne = await writerOf(api, kind, { ...request, records: group }, fields);
		outcomes.push(...(await settle(api, kind, request, group, writeOne)));
	}
	return outcomes;
}

async function writerOf(api: IntercomApi, kind: WriteKind, request: Writing, fields: Fields): Promise<WriteOne> {
	const { object, idProperty } = request;
	if (kind === 'insert') {
		const insert = object === 'companies' ? insertCompany : insertContact;
		return async (record, call) => await insert(api, record, fields, call);
	}
	if (object === 'companies') {
		const write = kind === 'upsert' ? upsertCompany : updateCompany;
		return async (record, call) => await write(api, record, fields, call);
	}
	if (kind === 'update') return async (record, call) => await updateContact(api, record, fields, call);
	if (idProperty === USER_ID) {
		if (request.records.some(isLead)) throw leadsNeedAnAttribute();
		return async (record, call) => await createUser(api, record, fields, call);
	}
	if (idProperty === undefined) throw new Error('An upsert needs the property that holds the id.');
	const known = await knownLeads(api, { ...request, idProperty }, fields);
	return async (record, call) => {
		const destinationId = known.get(record.id);
		if (destinationId !== undefined) return await updateContact(api, { ...record, destinationId }, fields, call);
		return await createLead(api, record, idProperty, fields, call);
	};
}

/** Intercom ignores an id of ours on a lead: nothing would lead back to it. */
const leadsNeedAnAttribute = () =>
	new SophiaError('configuration', 'Intercom leads cannot be told apart by external_id.', {
		system: 'intercom',
		remedy: 'Keep the id of the source record in a custom attribute, or create the records as users.',
	});

/**
 * Leads that were created before but are not known to have been: nothing of theirs is unique, so that they
 * must be looked for before they are created, all in one search. Where several carry one id, the first is taken.
 */
async function knownLeads(
	api: IntercomApi,
	{ object, idProperty, records, signal }: WriteRequest,
	fields: Fields,
): Promise<Map<string, string>> {
	const values = records.map((record) => record.id);
	const found = await findRecords(api, { object, key: idProperty, values, properties: [], signal }, fields);
	return new Map([...found].map(([id, matches]) => [id, matches[0].id]));
}

/** What became of records that were sent together. */
interface Round {
	outcomes: WriteOutcome[];
	failed: Array<{ record: WriteRecord; error: unknown }>;
	/** Not sent, as another one had failed. */
	untouched: WriteRecord[];
}

/**
 * Sends records until each has its outcome. When calls fail although Intercom answers otherwise, the failure
 * is these records' own: they are kept for the next run, and the others go on. If Intercom is down, so is the
 * run; but outcomes that cannot be had again (leads, inserts) are always handed over: what is not remembered would be created twice.
 */
async function settle(
	api: IntercomApi,
	kind: WriteKind,
	request: Writing,
	records: WriteRecord[],
	writeOne: WriteOne,
): Promise<WriteOutcome[]> {
	const outcomes: WriteOutcome[] = [];
	let open = records;
	while (open.length > 0) {
		const round = await sendAll(request, open, writeOne);
		outcomes.push(...round.outcomes);
		if (round.failed.length === 0) return outcomes;
		const fatal =
			round.failed.find(({ error }) => !isSophiaError(error, 'transient')) ??
			(await whenDown(api, request, round.failed[0]));
		if (fatal !== undefined) {
			if (!madeForGood(kind, request, outcomes)) throw fatal.error;
			const left = [...round.failed.map(({ record }) => record), ...round.untouched];
			return [...outcomes, ...left.map((record) => keptBack(record, 'The run ended before the record was written.'))];
		}
		outcomes.push(
			...round.failed.map(({ record, error }) =>
				keptBack(record, `Intercom failed on this record: ${(error as Error).message}`),
			),
		);
		open = round.untouched;
	}
	return outcomes;
}

async function sendAll({ signal, beforeCall }: Writing, records: WriteRecord[], writeOne: WriteOne): Promise<Round> {
	const round: Round = { outcomes: [], failed: [], untouched: [] };
	const halted = new Error('another record has failed');
	const guard = () => {
		if (round.failed.length > 0) throw halted;
		beforeCall?.();
	};
	await mapConcurrent(records, MOST_AT_ONCE, async (record) => {
		if (round.failed.length > 0) {
			round.untouched.push(record);
			return;
		}
		try {
			round.outcomes.push(await writeOne(record, { purpose: 'write', signal, beforeCall: guard }));
		} catch (error) {
			if (error === halted) round.untouched.push(record);
			else round.failed.push({ record, error });
		}
	});
	return round;
}

/** The failure, when Intercom answers nothing else either. */
async function whenDown<T>(api: IntercomApi, { signal }: Writing, failure: T): Promise<T | undefined> {
	return await readAccess(api, signal).then(
		() => undefined,
		() => failure,
	);
}

const madeForGood = (kind: WriteKind, { object, idProperty }: Writing, outcomes: WriteOutcome[]): boolean =>
	(kind === 'insert' || (object === 'contacts' && idProperty !== USER_ID)) &&
	outcomes.some(({ status }) => status === 'created');

const keptBack = ({ id }: WriteRecord, reason: string): WriteOutcome => ({
	id,
	status: 'rejected',
	problem: unavailable(`${reason} It is tried again in the next run.`),
});
