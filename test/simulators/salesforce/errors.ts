/** An answer of the REST API other than success: an array with one `{message, errorCode}`. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly errorCode: string,
		message: string,
	) {
		super(message);
	}

	body(): Array<{ message: string; errorCode: string }> {
		return [{ message: this.message, errorCode: this.errorCode }];
	}
}

export const notFound = () => new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');

/** What this simulator cannot evaluate although Salesforce can. Seen in a test, it means: extend the simulator. */
export const unsupported = (what: string) =>
	new ApiError(501, 'SIMULATOR_UNSUPPORTED', `The simulator does not evaluate ${what}`);
