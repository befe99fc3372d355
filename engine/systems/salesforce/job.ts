import { SophiaError } from '../../errors';
import type { SalesforceClient } from './client';
import { pause } from './pause';

export interface JobInfo {
	id: string;
	state: string;
	errorMessage?: string | null;
}

export interface PollOptions {
	/** The first wait for a job, in milliseconds; it grows up to `maxPollMs`. */
	pollMs: number;
	maxPollMs: number;
	/** How long a job may take altogether. */
	jobTimeoutMs: number;
}

export const pollDefaults: PollOptions = { pollMs: 1_000, maxPollMs: 10_000, jobTimeoutMs: 2 * 3_600_000 };

/** In a job's error: what bulk jobs cannot do at all. */
export const unsupported =
	/not supported|unsupported|FeatureNotSupported|INVALIDENTITY|FUNCTIONALITY_NOT_ENABLED|FeatureNotEnabled/i;
const temporary = /timeout|timed out|InternalServerError|ServerUnavailable|UNABLE_TO_LOCK|TooManyLockFailure|Unknown/i;

export const failed = (
	kind: 'transient' | 'configuration',
	message: string,
	code: string,
	remedy?: string,
): SophiaError => new SophiaError(kind, message, { system: 'salesforce', code, remedy });

export const jobAborted = (): SophiaError =>
	failed('transient', 'The bulk job was aborted in Salesforce.', 'BULK_ABORTED', 'The next run begins it again.');

/** @param remedy for a failure that would come again */
export function jobFailure(message: string, remedy: string): SophiaError {
	const code = /\b([A-Z]{3,}(?:_[A-Z]+)+)\b/.exec(message)?.[1] ?? 'BULK_FAILED';
	return temporary.test(message)
		? failed('transient', 'The bulk job failed in Salesforce.', code, 'The next run begins it again.')
		: failed('configuration', `Salesforce could not run the bulk job (${code}).`, code, remedy);
}

/** A refused job: for what bulk jobs cannot do, REST is asked instead. */
export const isUnsupported = (error: unknown): boolean =>
	error instanceof SophiaError &&
	[
		'BULK_UNSUPPORTED',
		'INVALIDENTITY',
		'INVALID_TYPE_FOR_OPERATION',
		'FUNCTIONALITY_NOT_ENABLED',
		'FEATURENOTENABLED',
	].includes(error.code ?? '');

/**
 * Waits until a job is complete, failed or aborted.
 * @param path the job's own
 * @throws SophiaError `transient` for a job that takes too long
 */
export async function settledJob(
	client: SalesforceClient,
	path: string,
	options: PollOptions,
	signal?: AbortSignal,
): Promise<JobInfo> {
	const { clock } = client.traffic;
	const giveUpAt = clock.now() + options.jobTimeoutMs;
	for (let wait = options.pollMs; ; wait = Math.min(wait * 1.5, options.maxPollMs)) {
		const job = await client.json<JobInfo>({ path, signal });
		if (['JobComplete', 'Aborted', 'Failed'].includes(job.state)) return job;
		if (clock.now() >= giveUpAt) {
			throw failed(
				'transient',
				'The bulk job takes too long.',
				'BULK_TIMEOUT',
				'Salesforce may be busy; narrow the filter if this goes on.',
			);
		}
		await pause(clock, wait, signal);
	}
}
