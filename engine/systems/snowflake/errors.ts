import type { Clock } from '../../clock';
import { SophiaError, type FailureDetails } from '../../errors';
import { retryAfter } from '../../traffic';
import type { Answer } from '../shared/answer';
import { asObject, asText } from '../shared/json';

/** Of an answer of the SQL API: its code, and its message, which is only looked at and never shown (it may quote data). */
function saidBy(answer: Answer): { code?: string; message: string; handle?: string } {
	const body = asObject(answer.body);
	const code = asText(body.code);
	return {
		...(code !== undefined && /^\d{4,6}$/.test(code) ? { code } : {}),
		message: asText(body.message) ?? '',
		handle: asText(body.statementHandle),
	};
}

const CONTEXT_REMEDY =
	'Check Database, Schema, Warehouse and Role of the Snowflake credential. Names are compared with regard to case; those made without quotes are upper case.';

/** The error that an answer other than 200 and 202 stands for. */
export function failureOf(answer: Answer, clock: Clock): SophiaError {
	const { status, headers } = answer;
	const { code, message, handle } = saidBy(answer);
	const details: FailureDetails = {
		system: 'snowflake',
		status,
		code,
		correlationId: handle,
		retryAfterMs: retryAfter(headers, clock),
	};
	if (status === 401 || status === 403) {
		return new SophiaError(
			'credentials',
			`Snowflake does not accept the credential (${status}${code === undefined ? '' : ` ${code}`}).`,
			{
				...details,
				remedy:
					'Check the token and its type, or the Username and its key pair (DESCRIBE USER shows the fingerprint); the Role must be granted to that user, and a network policy must allow this machine.',
			},
		);
	}
	if (status === 422) return sqlFailure(code, message, details);
	if (status === 408)
		return new SophiaError('transient', 'The statement took longer than it may in Snowflake.', {
			...details,
			remedy: 'Use a larger warehouse, or fewer leads per statement.',
		});
	if (status === 404) return new SophiaError('transient', 'Snowflake no longer knows the statement.', details);
	if (status === 429 || status >= 500) {
		const what =
			status === 429 ? 'Snowflake asks to slow down.' : `Snowflake does not answer at the moment (${status}).`;
		return new SophiaError('transient', what, details);
	}
	return new SophiaError(
		'configuration',
		`Snowflake refused the request (${status}${code === undefined ? '' : ` ${code}`}).`,
		{
			...details,
			remedy: 'Check the Account URL of the Snowflake credential.',
		},
	);
}

/** 422: the statement was understood and failed. */
function sqlFailure(code: string | undefined, message: string, details: FailureDetails): SophiaError {
	if (code === '000606' || code === '002043')
		return new SophiaError(
			'configuration',
			'Snowflake cannot run the statement there: the warehouse, database or schema is missing.',
			{
				...details,
				remedy: CONTEXT_REMEDY,
			},
		);
	if (/unknown model|model .* (unavailable|not available)/i.test(message))
		return new SophiaError('configuration', 'Snowflake does not offer this model to the account.', {
			...details,
			remedy: 'Choose a model that is available in the region of your account, or enable cross-region inference.',
		});
	if (/remote service error: (429|5\d\d)|too many requests|service unavailable/i.test(message))
		return new SophiaError('transient', 'Snowflake Cortex does not answer at the moment.', details);
	return new SophiaError('configuration', `Snowflake refused the statement${code === undefined ? '' : ` (${code})`}.`, {
		...details,
		remedy: 'The Role needs the database role SNOWFLAKE.CORTEX_USER, and the model must support structured outputs.',
	});
}

/** An answer that is not Snowflake's. */
export const unreadable = (answer: Answer): SophiaError =>
	new SophiaError(
		'transient',
		"The answer is none of Snowflake's: something between here and Snowflake answered instead.",
		{
			system: 'snowflake',
			status: answer.status,
			mayHaveHappened: true,
			remedy: 'Check the Account URL of the Snowflake credential and the proxy settings.',
		},
	);
