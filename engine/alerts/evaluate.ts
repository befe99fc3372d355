import { ALERT_KINDS } from './rules';
import type { AlertMemory, ClearedAlert, Evaluation, Firing, Measurement } from './types';

/**
 * What fires, what clears and what goes on. Pure.
 *
 * A condition fires once when its value reaches the threshold, and clears once when the value is below
 * `threshold × (1 − hysteresis)`; between the two it stays as it was, so that a value that wavers around the threshold
 * tells nobody again and again. A value that cannot be told changes nothing. A condition that is no longer measured
 * (its rule or its sync is gone) clears as `unwatched`.
 *
 * Evaluations that overtake each other: what was measured no later than what is remembered changes nothing.
 *
 * @param memory what the evaluation before left
 * @param measuredAt ISO 8601
 */
export function evaluate(
	measurements: readonly Measurement[],
	memory: AlertMemory | undefined,
	{ measuredAt, hysteresis }: { measuredAt: string; hysteresis: number },
): Evaluation {
	const before = memory?.firing ?? {};
	if (memory !== undefined && memory.measuredAt >= measuredAt)
		return { fired: [], cleared: [], still: byWeight(Object.values(before)), memory };
	const fired: Firing[] = [];
	const still: Firing[] = [];
	const cleared: ClearedAlert[] = [];
	const firing: Record<string, Firing> = {};
	const measured = new Set<string>();
	for (const measurement of measurements) {
		const { key, value, threshold } = measurement;
		measured.add(key);
		const known = Object.hasOwn(before, key) ? before[key] : undefined;
		if (known === undefined) {
			if (value === null || value < threshold) continue;
			fired.push((firing[key] = firingOf(measurement, value, measuredAt)));
		} else if (value !== null && value < threshold * (1 - hysteresis)) {
			cleared.push({ ...known, clearedAt: measuredAt, why: 'ended', valueNow: value });
		} else {
			still.push((firing[key] = value === null ? known : firingOf(measurement, value, known.since)));
		}
	}
	for (const [key, known] of Object.entries(before))
		if (!measured.has(key)) cleared.push({ ...known, clearedAt: measuredAt, why: 'unwatched', valueNow: null });
	return {
		fired: byWeight(fired),
		cleared: byWeight(cleared),
		still: byWeight(still),
		memory: { measuredAt, firing },
	};
}

const firingOf = (
	{ kind, syncKey, system, threshold, text, remedy }: Measurement,
	value: number,
	since: string,
): Firing => ({
	kind,
	syncKey,
	...(system === undefined ? {} : { system }),
	since,
	threshold,
	value,
	text,
	remedy,
});

const byWeight = <T extends Pick<Firing, 'kind' | 'syncKey'>>(alerts: T[]): T[] =>
	[...alerts].sort(
		(a, b) =>
			ALERT_KINDS.indexOf(a.kind) - ALERT_KINDS.indexOf(b.kind) ||
			(a.syncKey < b.syncKey ? -1 : +(a.syncKey > b.syncKey)),
	);
