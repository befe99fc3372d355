import type { IWebhookFunctions } from 'n8n-workflow';
import { Finisher, IntakeDesk } from '../../engine/intake';
import { logProblem } from './problems';
import { withSharedState } from './sharedState';

const desks = new Map<string, IntakeDesk>();

/** What this process remembers of an inbox's callers. n8n makes a node anew for every request. */
export function deskOf(inbox: string): IntakeDesk {
	const desk = desks.get(inbox) ?? new IntakeDesk();
	desks.set(inbox, desk);
	return desk;
}

let finisher: Finisher | undefined;

/** Marks entries as finished, with others of the same moment. What cannot be finished comes out again some time. */
export async function finishLater(context: IWebhookFunctions, ids: string[]): Promise<void> {
	finisher ??= new Finisher(
		async (batch) => await withSharedState(async (state) => await state.finishInbox(batch)),
		(error) => logProblem(context, 'inboxNotFinished', error),
	);
	await finisher.add(ids);
}
