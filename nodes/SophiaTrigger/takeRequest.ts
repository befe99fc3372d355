import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { systemClock } from '../../engine/clock';
import { receive, toItems, type IntakeAnswer, type IntakeServices, type IntakeSettings } from '../../engine/intake';
import { processHolder, type SqliteStateOptions } from '../../engine/state';
import { stateOptions, type StateContext } from '../shared/state';
import { credentialOf } from './credentials';
import { deskOf, finishLater } from './desks';
import { logProblem } from './problems';
import { requestOf } from './request';
import { settingsOf } from './settings';
import { borrowState, noState } from './sharedState';
import { testInbox } from './testInbox';

const HOLDER = processHolder('intake');

/** One request: answered here when there is nothing to run, else handed to n8n with its items. */
export async function takeRequest(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const settings = await settingsOf(context);
	const options = context.getMode() === 'manual' ? undefined : stateOptions(sharedReader(context));
	const answer =
		options === undefined
			? await receive(
					requestOf(context),
					settings,
					servicesOf(context, settings, async () => testInbox),
				)
			: await receiveIntoInbox(context, settings, options);
	if (answer.emitted.length === 0) return answerHere(context, answer);
	const workflowData = toItems(settings.kind, answer.emitted).map((items) =>
		items.map((json): INodeExecutionData => ({ json: json as IDataObject })),
	);
	if (context.getNodeParameter('responseMode', 'lastNode') !== 'lastNode')
		return { workflowData, webhookResponse: answer.body };
	if (options !== undefined) finishWithAnswer(context, settings, answer, await options);
	return { workflowData };
}

const sharedReader = (context: IWebhookFunctions): StateContext => ({
	getNode: () => context.getNode(),
	getCredentials: async (type) => await credentialOf(context, type),
});

async function receiveIntoInbox(
	context: IWebhookFunctions,
	settings: IntakeSettings,
	options: Promise<SqliteStateOptions>,
): Promise<IntakeAnswer> {
	const { state, release } = await options.then(borrowState, noState);
	try {
		return await receive(requestOf(context), settings, servicesOf(context, settings, state));
	} finally {
		release();
	}
}

const servicesOf = (
	context: IWebhookFunctions,
	settings: IntakeSettings,
	state: IntakeServices['state'],
): IntakeServices => ({
	state,
	desk: deskOf(settings.inbox),
	clock: systemClock,
	holder: HOLDER,
	onProblem: (error) => logProblem(context, 'intakeNotPossible', error),
});

function answerHere(context: IWebhookFunctions, { status, headers, body }: IntakeAnswer): IWebhookResponseData {
	context.getResponseObject().status(status).set(headers).json(body);
	return { noWebhookResponse: true };
}

/**
 * The caller's answer is the last node's: with a good one the bodies are done with. With another one, or none because
 * the caller has gone, they stay in the inbox; a caller that was told of the failure may send them again.
 */
function finishWithAnswer(
	context: IWebhookFunctions,
	{ inbox }: IntakeSettings,
	{ emitted }: IntakeAnswer,
	options: SqliteStateOptions,
): void {
	const response = context.getResponseObject();
	const ids = emitted.map(({ id }) => id);
	response.once('finish', () => {
		if (response.statusCode < 300) void finishLater(context, options, ids);
		else deskOf(inbox).noteFailed(ids);
	});
}
