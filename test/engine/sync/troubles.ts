import type { HubSpotSimulator } from '../../simulators/hubspot';
import type { SalesforceSimulator } from '../../simulators/salesforce';

/** What can go wrong in a run of a story; often nothing. */
export const TROUBLES = ['none', 'none', 'lost', 'reset', 'cancel', 'crash', 'refused', 'blind'] as const;

export interface Trouble {
	trouble: (typeof TROUBLES)[number];
	/** After how many calls it begins. */
	a: number;
	/** How much of it there is. */
	b: number;
}

/**
 * A run that is disturbed in one way.
 *
 * @param reading the calls to Salesforce that fail where it goes blind
 * @returns how the run ended; what it throws is part of the story
 */
export async function disturbed(
	{ trouble, a, b }: Trouble,
	{ salesforce, hubspot }: { salesforce: SalesforceSimulator; hubspot: HubSpotSimulator },
	reading: RegExp,
	run: (options: { signal: AbortSignal; onResult: () => void }) => Promise<{ status: string }>,
): Promise<string> {
	const stop = new AbortController();
	let results = 0;
	const onResult = () => {
		if (++results <= b) return;
		if (trouble === 'cancel') stop.abort();
		if (trouble === 'crash') throw new Error('crashed');
	};
	if (trouble === 'lost' || trouble === 'reset') {
		const path = /batch\/(upsert|update|create|archive)/;
		hubspot.faults.add({ kind: trouble, method: 'POST', path, after: a, times: 1 + b });
	}
	if (trouble === 'refused')
		hubspot.faults.add({ kind: 'status', status: 502, path: /associations/, after: a, times: 9 });
	if (trouble === 'blind') salesforce.faults.add({ kind: 'status', status: 503, path: reading, after: a, times: 9 });
	const ended = await run({ signal: stop.signal, onResult }).then(
		({ status }) => status,
		() => 'failed',
	);
	hubspot.faults.clear();
	salesforce.faults.clear();
	return ended;
}
