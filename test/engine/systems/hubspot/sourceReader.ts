import type { ChangesRequest, IdentityChange, SourceRecord } from '../../../../engine/systems/types';
import type { Setup } from './helpers';

/** Everything that a read brings, page by page. */
export async function read(
	{ source, clock }: Setup,
	request: Partial<ChangesRequest> & { object: string },
): Promise<SourceRecord[]> {
	const records: SourceRecord[] = [];
	const until = new Date(clock.now());
	for await (const page of source.changes({ fields: [], until, ...request })) records.push(...page.records);
	return records;
}

/** Everything that left from `since` until now. */
export async function departures({ source, clock }: Setup, object: string, since: number): Promise<IdentityChange[]> {
	const changes: IdentityChange[] = [];
	const window = { since: new Date(since), until: new Date(clock.now()) };
	for await (const page of source.identityChanges({ object, ...window })) changes.push(...page);
	return changes;
}

export const idsOf = (records: Array<{ id: string }>): string[] => records.map(({ id }) => id).sort();
