import { estuary } from './bodies/estuary';
import { hubspot } from './bodies/hubspot';
import { intercom } from './bodies/intercom';
import { json } from './bodies/json';
import { sophia21 } from './bodies/sophia21';
import { OUTPUTS } from './outputs';
import type { BodyKind, IntakeKind } from './types';

const KINDS: Record<IntakeKind, BodyKind> = { sophia21, estuary, hubspot, intercom, json };

export const isIntakeKind = (kind: string): kind is IntakeKind => Object.hasOwn(KINDS, kind);

export const bodyKind = (kind: IntakeKind): BodyKind => KINDS[kind];

/**
 * The items of inbox entries, by output. Each carries the id of its entry as `sophiaInboxId`; several items may come
 * of one entry.
 *
 * @returns one list per output, in the order of `outputsOf`
 */
export function toItems(
	kind: IntakeKind,
	entries: ReadonlyArray<{ id: string; body: unknown }>,
): Array<Array<Record<string, unknown>>> {
	const lists = OUTPUTS[kind].map((): Array<Record<string, unknown>> => []);
	for (const { id, body } of entries)
		for (const { output, json: item } of KINDS[kind].items(body)) lists[output].push({ ...item, sophiaInboxId: id });
	return lists;
}
