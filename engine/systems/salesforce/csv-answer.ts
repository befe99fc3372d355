import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'undici';
import { unreadableAnswer } from './errors';

/**
 * Hands over the lines of a CSV answer, the header first, as they come in.
 * @throws SophiaError `transient` when it is no CSV
 */
export async function readCsv(
	response: Response,
	stop: AbortSignal,
	sink: (rows: AsyncIterable<string[]>) => Promise<void>,
): Promise<void> {
	if (response.body === null) return;
	const { CsvError, parse } = await import('csv-parse');
	await pipeline(Readable.fromWeb(response.body), parse({ bom: true, skip_empty_lines: true }), sink, {
		signal: stop,
	}).catch(
		async (error: unknown) =>
			await Promise.reject(error instanceof CsvError ? unreadableAnswer(response.status) : error),
	);
}
