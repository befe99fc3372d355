import { randomUUID } from 'node:crypto';

/** A refusal as Intercom words it: one code, one sentence, sometimes the field that is at fault. */
export class IntercomError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly field?: string,
		readonly headers: Record<string, string> = {},
	) {
		super(message);
	}

	toBody(): Record<string, unknown> {
		const { code, message, field } = this;
		return {
			type: 'error.list',
			request_id: randomUUID(),
			errors: [{ code, message, ...(field === undefined ? {} : { field }) }],
		};
	}
}

/** 400: a value that Intercom cannot take. */
export const invalid = (message: string, field?: string) => new IntercomError(400, 'parameter_invalid', message, field);

/** 400: something that must be there is not. */
export const missing = (message: string, field?: string) =>
	new IntercomError(400, 'parameter_not_found', message, field);

/** 400: a member that the endpoint does not know, or a body it cannot read. */
export const badParameter = (name: string) => new IntercomError(400, 'bad_request', `bad '${name}' parameter`);

export const companyNotFound = () => new IntercomError(404, 'company_not_found', 'Company Not Found');

/** Intercom calls every contact a user here, leads too. */
export const contactNotFound = () => new IntercomError(404, 'not_found', 'User Not Found');
