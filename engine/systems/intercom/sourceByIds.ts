import type { IdentityChange, ReadByIdResult } from '../types';
import type { IntercomApi } from './client';
import { refusalOf, unreadable } from './errors';
import { fanOut } from './fanOut';
import { readRecord, type WireRecord } from './wire';

/** What one id stands for. */
type Answered = { record: WireRecord } | { gone: IdentityChange } | { missing: string };

export interface RecordsById extends Pick<ReadByIdResult, 'gone' | 'missing'> {
	found: WireRecord[];
}

/**
 * Records by their own id, one call each, as they are now: companies that Intercom does not show too. An id that
 * Intercom does not know (any more) counts as deleted: Intercom does not tell an archived record from one that is
 * deleted for good. Of merged contacts it says what became of them from version 2.16 of its API on.
 */
export async function recordsById(
	api: IntercomApi,
	object: string,
	asked: string[],
	signal?: AbortSignal,
): Promise<RecordsById> {
	const result: RecordsById = { found: [], gone: [], missing: [] };
	const answers = await fanOut([...new Set(asked)], { signal }, async (id, beforeCall) => {
		if (id.trim() === '') return { missing: id };
		return await api
			.call({ purpose: 'read', signal, beforeCall }, async (sdk) =>
				object === 'contacts'
					? await sdk.contacts.find({ contact_id: id })
					: await sdk.companies.find({ company_id: id }),
			)
			.then(
				(answer): Answered => {
					const record = readRecord(answer.body);
					if (record === undefined) throw unreadable(answer);
					return { record };
				},
				(error: unknown): Answered => whyNot(api, object, id, error),
			);
	});
	for (const answer of answers) {
		if ('record' in answer) result.found.push(answer.record);
		else if ('gone' in answer) result.gone.push(answer.gone);
		else result.missing.push(answer.missing);
	}
	return result;
}

/** @throws the error, unless Intercom refuses this id */
function whyNot(api: IntercomApi, object: string, id: string, error: unknown): Answered {
	const refusal = refusalOf(error);
	if (!refusal.isNotFound) {
		if (refusal.status === 400 || refusal.status === 422) return { missing: id };
		throw error;
	}
	const modifiedAt = new Date(api.traffic.clock.now()).toISOString();
	const { mergedInto } = refusal;
	return {
		gone:
			mergedInto === undefined
				? { object, id, kind: 'deleted', modifiedAt }
				: { object, id, kind: 'merged', into: { object, id: mergedInto }, modifiedAt },
	};
}
