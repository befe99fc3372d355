import { randomUUID } from 'node:crypto';
import type { StateStore } from '../state/types';
import { readEvents } from './readEvents';
import type { PollEvent, PollMemory, PollPlan, PollPosition, PollSource } from './types';

/** What a poll works with. */
export interface PollHost {
	source: PollSource;
	state: Pick<StateStore, 'getNote' | 'updateNote'>;
	/** The name under which this trigger remembers where it stands: its own, and the same for ever. */
	name: string;
	/**
	 * The last batch that the caller keeps as handed over. It should keep it together with the start of the work on its
	 * events, so that both happen or neither.
	 */
	handedOver?: string;
	signal?: AbortSignal;
}

/**
 * One poll: what has happened since the last one, each event once. A batch of events that was not handed over (the
 * process ended in between) is read again.
 *
 * @returns the events, and the name of their batch when there are any
 * @throws SophiaError as the source and the state do; nothing is lost then, the next poll tells it
 */
export async function poll(
	plan: PollPlan,
	{ source, state, name, handedOver, signal }: PollHost,
): Promise<{ events: PollEvent[]; batch?: string }> {
	const note = `poll/${name}`;
	const memory = await state.getNote<PollMemory>(note);
	const start = memory === undefined ? await firstPosition(source, plan, signal) : positionOf(memory, handedOver);
	const { events, position } = await readEvents(source, plan, start, signal);
	if (events.length === 0) {
		await state.updateNote<PollMemory>(note, () => ({ position }));
		return { events };
	}
	const batch = randomUUID();
	await state.updateNote<PollMemory>(note, () => ({ position, told: { batch, before: start } }));
	return { events, batch };
}

const positionOf = ({ position, told }: PollMemory, handedOver: string | undefined): PollPosition =>
	told !== undefined && told.batch !== handedOver ? told.before : position;

async function firstPosition(source: PollSource, plan: PollPlan, signal?: AbortSignal): Promise<PollPosition> {
	const floor = (plan.startAt ?? (await source.now(signal))).toISOString();
	return { floor, watermark: floor, seen: {}, seenDeleted: {} };
}
