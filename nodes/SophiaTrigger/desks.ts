import type { IWebhookFunctions } from 'n8n-workflow';
import { Finisher, IntakeDesk } from '../../engine/intake';
import type { SqliteStateOptions } from '../../engine/state';
import { logProblem } from './problems';
import { withSharedState } from './sharedState';

const desks = new Map<string, IntakeDesk>();

/** What this process remembers of an inbox's callers. n8n makes a node anew for every request. */
export function deskOf(inbox: string): IntakeDesk {
	const desk = desks.get(inbox) ?? new IntakeDesk();
	desks.set(inbox, desk);
	return desk;
}

const finishers = new Map<string, Finisher>();

/** Marks entries as finished, with others of the same moment. What cannot be finished comes out again some time. */
export async function finishLater(
	context: IWebhookFunctions,
	options: SqliteStateOptions,
	ids: string[],
): Promise<void> {
	const key = JSON.stringify(options);
	const finisher =
		finishers.get(key) ??
		new Finisher(
			async (batch) => await withSharedState(options, async (state) => await state.finishInbox(batch)),
			(error) => logProblem(context, 'inboxNotFinished', error),
		);
	finishers.set(key, finisher);
	await finisher.add(ids);
}
