import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A state folder for as long as `work` takes. */
export async function withStateDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
	const directory = mkdtempSync(join(tmpdir(), 'sophia-bench-'));
	try {
		return await work(directory);
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}
