import type { StateStore } from '../state/types';
import { readEvents } from './readEvents';
import type { PollEvent, PollMemory, PollPlan, PollPosition, PollSource } from './types';

/** What a poll works with. */
export interface PollHost {
	source: PollSource;
	state: Pick<StateStore, 'getNote' | 'updateNote'>;
	/** The name under which this trigger remembers where it stands: its own, and the same for ever. */
	name: string;
	/** This process; see `processHolder`. */
	holder: string;
	signal?: AbortSignal;
}

/**
 * One poll: what has happened since the last one. Each event is told exactly once, but for those that a process told
 * last before it ended: the next process tells them again, because they may not have reached the workflow.
 *
 * @throws SophiaError as the source and the state do; nothing is lost then, the next poll tells it
 */
export async function poll(plan: PollPlan, { source, state, name, holder, signal }: PollHost): Promise<PollEvent[]> {
	const note = `poll/${name}`;
	const memory = await state.getNote<PollMemory>(note);
	const start = memory === undefined ? await firstPosition(source, plan, signal) : positionFor(memory, holder);
	const { events, position } = await readEvents(source, plan, start, signal);
	const next: PollMemory = { position, holder, ...(events.length === 0 ? {} : { before: start }) };
	await state.updateNote<PollMemory>(note, () => next);
	return events;
}

/** Behind what is handed over: the same process has polled on, so the workflow was started with what it told. */
const positionFor = ({ position, holder, before }: PollMemory, now: string): PollPosition =>
	before !== undefined && holder !== now ? before : position;

async function firstPosition(source: PollSource, plan: PollPlan, signal?: AbortSignal): Promise<PollPosition> {
	const floor = (plan.startAt ?? (await source.now(signal))).toISOString();
	return { floor, watermark: floor, seen: {}, seenDeleted: {} };
}
