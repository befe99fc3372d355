import type { SyncMode } from './types';

/** What is known of one record at the moment of decision. No values, only facts. */
export interface Situation {
	/** `deleted`: gone from the source. `filteredOut`: exists, but no longer meets the filter. */
	source: 'present' | 'deleted' | 'filteredOut';
	/** How the record is linked to the destination. */
	link: 'none' | 'primary' | 'shadow';
	/**
	 * For a record without a link: what was found in the destination by its match key.
	 * `covered`: a source record of higher priority is in charge of the match.
	 * `taken`: another record of the same object is, and the destination allows one only.
	 */
	match: 'none' | 'one' | 'many' | 'covered' | 'taken';
	/** Something differs from what was last sent. */
	changed: boolean;
	/** The record cannot be mapped (a required field is empty, an option unknown…). */
	unmappable: boolean;
	/** Exactly this was refused before and nothing says that it would pass now. */
	refusedBefore: boolean;
	/** Another live source record is linked to the same destination record. */
	sharesDestination: boolean;
}

/** `detach`: the destination record stays and loses its associations. */
export type DeletePolicy = 'ignore' | 'archive' | 'detach';

export interface Policy {
	mode: SyncMode;
	onDelete: DeletePolicy;
	onFilterExit: 'keep' | 'archive';
}

export type Decision = 'create' | 'update' | 'unchanged' | 'archive' | 'detach' | 'skip' | 'reject';

/**
 * The one place where it is decided what a run does with a record. Pure: the same situation and
 * policy give the same decision.
 *
 * - A record that is gone, or has left the filter, is archived (or, when gone, detached) only where the
 *   policy says so, only when we are in charge of the destination record, and never while another live
 *   record needs it.
 * - Without a link, a single match is adopted (`update`), several are never guessed between (`reject`).
 * - `createOnly` touches nothing that exists; `updateOnly` makes nothing new.
 */
export function decide(situation: Situation, policy: Policy): Decision {
	if (situation.source !== 'present') {
		const wanted = situation.source === 'deleted' ? policy.onDelete : policy.onFilterExit;
		if (situation.link !== 'primary' || situation.sharesDestination) return 'skip';
		return wanted === 'archive' || wanted === 'detach' ? wanted : 'skip';
	}
	if (situation.link === 'shadow') return 'skip';
	if (situation.link === 'primary') {
		if (policy.mode === 'createOnly') return 'skip';
		if (situation.unmappable) return 'reject';
		if (!situation.changed) return 'unchanged';
		return situation.refusedBefore ? 'reject' : 'update';
	}
	if (situation.unmappable) return 'reject';
	switch (situation.match) {
		case 'covered':
			return 'skip';
		case 'many':
		case 'taken':
			return 'reject';
		case 'one':
			if (policy.mode === 'createOnly') return 'skip';
			return situation.refusedBefore ? 'reject' : 'update';
		case 'none':
			if (policy.mode === 'updateOnly') return 'skip';
			return situation.refusedBefore ? 'reject' : 'create';
	}
}
