import { randomUUID } from 'node:crypto';

/** One entry of `errors` in a failed request: what stands in the way and where. */
export interface ErrorDetail {
	message: string;
	code?: string;
	in?: string;
	context?: Record<string, string[]>;
}

/** One entry of `errors` in a partly successful batch. */
export interface BatchError {
	status: 'error';
	category: string;
	subCategory?: string;
	message: string;
	context: Record<string, string[]>;
	errors?: ErrorDetail[];
	links?: Record<string, string>;
	id?: string;
}

export interface ErrorExtras {
	subCategory?: string;
	errors?: ErrorDetail[];
	context?: Record<string, string[]>;
	links?: Record<string, string>;
}

/** A refusal in HubSpot's own words: an HTTP status, a category, a message. */
export class HubSpotError extends Error {
	constructor(
		readonly status: number,
		readonly category: string,
		message: string,
		readonly extras: ErrorExtras = {},
	) {
		super(message);
	}

	/** The body of the answer to a request that failed as a whole. */
	toBody(): Record<string, unknown> {
		return {
			status: 'error',
			message: this.message,
			correlationId: randomUUID(),
			...this.extras,
			category: this.category,
		};
	}

	/** The same refusal as one row's entry in a 207. */
	toBatchError(context: Record<string, string[]>): BatchError {
		return {
			status: 'error',
			category: this.category,
			...(this.extras.subCategory === undefined ? {} : { subCategory: this.extras.subCategory }),
			message: this.message,
			context: { ...this.extras.context, ...context },
		};
	}
}

export const validationError = (message: string, extras?: ErrorExtras) =>
	new HubSpotError(400, 'VALIDATION_ERROR', message, extras);

export const merged = (id: string) => validationError(`Record ${id} cannot be merged with itself`);

export const notFound = (message = 'resource not found', extras?: ErrorExtras) =>
	new HubSpotError(404, 'OBJECT_NOT_FOUND', message, extras);

/** What the JSON parser says of a body it cannot use. */
export const invalidJson = (reason: string, column = 1) =>
	validationError(`Invalid input JSON on line 1, column ${column}: ${reason}`);

/** One property value that was refused; several of them go, as JSON, into one message. */
export interface PropertyProblem {
	error: string;
	name: string;
	message: string;
}

export const invalidProperties = (problems: PropertyProblem[], portalId: number) =>
	validationError(
		`Property values were not valid: ${JSON.stringify(
			problems.map(({ error, name, message }) => ({
				isValid: false,
				message,
				error,
				name,
				localizedErrorMessage: message,
				portalId,
			})),
		)}`,
	);

/** A caught refusal. Anything else is a bug of the simulator and is thrown. */
export function refusalOf(caught: unknown): HubSpotError {
	if (caught instanceof HubSpotError) return caught;
	throw new Error('The simulator has a bug', { cause: caught });
}
