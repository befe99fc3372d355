import type { Clock } from '../../clock';
import { SophiaError, type FailureDetails } from '../../errors';
import { retryAfter } from '../../traffic';
import type { Answer } from '../shared/answer';
import { asObject, asText } from '../shared/json';

/** The provider's own code where it has one; messages are only looked at, never shown: they may quote the question. */
function codeOf(answer: Answer): string | undefined {
	const error = asObject(asObject(answer.body).error);
	return [error.code, error.type].map(asText).find((code) => code !== undefined && /^\w{1,60}$/.test(code));
}

/** Whether the provider's filter refused the question itself (Azure and others answer 400 for that). */
export const isFiltered = (answer: Answer): boolean =>
	answer.status === 400 && /content_(filter|policy)|ResponsibleAI/i.test(codeOf(answer) ?? '');

/** The parameter that the model does not take, or not with this value. */
export function unsupportedParameter(answer: Answer): string | undefined {
	if (answer.status !== 400 || !/^unsupported_(parameter|value)$/.test(codeOf(answer) ?? '')) return undefined;
	return asText(asObject(asObject(answer.body).error).param);
}

/**
 * The error that an answer without a completion stands for. 412 is Portkey's word for a budget that is used up; errors of
 * the model's provider pass through the gateway with their own status.
 */
export function failureOf(answer: Answer, clock: Clock): SophiaError {
	const { status, headers } = answer;
	const code = codeOf(answer);
	const details: FailureDetails = {
		system: 'portkey',
		status,
		code,
		correlationId: headers['x-portkey-trace-id'],
		retryAfterMs: retryAfter(headers, clock),
	};
	if (status === 412 || code === 'insufficient_quota' || code === 'billing_hard_limit_reached') {
		return new SophiaError('limit', 'The budget of the Portkey key or of its provider is used up.', {
			...details,
			remedy: 'Raise the budget in Portkey (API Keys or Model Catalog), or wait until it is renewed.',
		});
	}
	if (status === 401 || status === 403) {
		return new SophiaError(
			'credentials',
			`Portkey, or the provider behind it, does not accept the credential (${status}).`,
			{
				...details,
				remedy:
					'Check the API Key of the Portkey credential, and in Portkey the provider that its Config or Provider names.',
			},
		);
	}
	if (status === 408 || status === 429 || status >= 500) {
		const what =
			status === 429 ? 'The model asks to slow down.' : `The model does not answer at the moment (${status}).`;
		return new SophiaError('transient', what, details);
	}
	return new SophiaError(
		'configuration',
		`Portkey or the model refused the request (${status}${code === undefined ? '' : ` ${code}`}).`,
		{
			...details,
			remedy:
				'Check Config, Provider and Model of the Portkey credential: the model must exist for that provider and support structured outputs (JSON schema).',
		},
	);
}

/** An answer that is no completion although its status says so. */
export const unreadable = (answer: Answer): SophiaError =>
	new SophiaError(
		'transient',
		"The answer is none of Portkey's: something between here and Portkey answered instead.",
		{
			system: 'portkey',
			status: answer.status,
			mayHaveHappened: true,
			remedy: 'Check the API Base URL of the Portkey credential and the proxy settings.',
		},
	);
