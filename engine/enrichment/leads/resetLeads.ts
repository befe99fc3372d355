import { processHolder } from '../../state/holder';
import type { StateStore } from '../../state/types';
import type { Source } from '../../systems/types';
import { enrichmentScope } from './progress';

/**
 * Forgets which leads were enriched under a sync key, and which were rejected. Nothing is changed in any system, and
 * answers of providers stay.
 *
 * @returns undefined while a run is at work
 */
export async function resetLeads(
	syncKey: string,
	{ source, state }: { source: Source; state: StateStore },
	signal?: AbortSignal,
): Promise<{ links: number; rejections: number } | undefined> {
	const organisation = `${source.system}:${await source.organisation(signal)}`;
	const acquired = await state.acquireLeases([`enrichment/${syncKey}`], processHolder());
	if (!acquired.acquired) return undefined;
	try {
		return await state.reset({ syncKey, scopes: [enrichmentScope(organisation, syncKey)] }, acquired.leases);
	} finally {
		await state.releaseLeases(acquired.leases);
	}
}
