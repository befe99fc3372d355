import type { IWebhookFunctions } from 'n8n-workflow';
import { isSophiaError } from '../../engine/errors';

/** One event per line in n8n's log. An engine error's message holds no values; of any other only its name is told. */
export function logProblem(context: IWebhookFunctions, event: string, error: unknown): void {
	const details = isSophiaError(error)
		? { code: error.code, kind: error.kind, remedy: error.remedy }
		: { code: error instanceof Error ? error.name : 'unknown' };
	const message = isSophiaError(error) ? error.message : 'Sophia Trigger: an unexpected failure';
	context.logger.error(message, { event, node: context.getNode().name, ...details });
}
