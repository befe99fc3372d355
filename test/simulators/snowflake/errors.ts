import { randomUUID } from 'node:crypto';

/** A refusal as the SQL API words it. */
export class SnowflakeError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly details: { sqlState?: string; statementHandle?: string; headers?: Record<string, string> } = {},
	) {
		super(message);
	}

	toBody(): Record<string, unknown> {
		const { code, message } = this;
		const { sqlState, statementHandle } = this.details;
		return {
			code,
			message,
			...(sqlState === undefined ? {} : { sqlState }),
			...(statementHandle === undefined ? {} : { statementHandle }),
		};
	}
}

/** 422: what SQL itself finds wrong. */
export const sqlError = (code: string, sqlState: string, message: string) =>
	new SnowflakeError(422, code, message, { sqlState, statementHandle: randomUUID() });

export const syntaxError = (at: string) =>
	sqlError('001003', '42000', `SQL compilation error:\nsyntax error line 1 at position 0 unexpected '${at}'.`);

export const unknownFunction = (name: string) =>
	sqlError('002140', '42601', `SQL compilation error:\nUnknown function ${name.toUpperCase()}`);

export const invalidIdentifier = (name: string) =>
	sqlError(
		'000904',
		'42000',
		`SQL compilation error: error line 1 at position 0\ninvalid identifier '${name.toUpperCase()}'`,
	);
