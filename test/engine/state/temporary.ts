import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteState, type SqliteStateOptions, type StateStore } from '../../../engine/state';
import type { MovableClock } from './contract/shared';

/** Directories and stores of one test file, closed and removed after each test. */
export class Temporary {
	private readonly stores: StateStore[] = [];
	private readonly directories: string[] = [];

	constructor() {
		afterEach(async () => {
			for (const store of this.stores.splice(0)) await store.close();
			for (const directory of this.directories.splice(0)) rmSync(directory, { recursive: true, force: true });
		});
	}

	directory(): string {
		const directory = mkdtempSync(join(tmpdir(), 'sophia-state-'));
		this.directories.push(directory);
		return directory;
	}

	async open(options: SqliteStateOptions): Promise<StateStore> {
		const store = await openSqliteState(options);
		this.stores.push(store);
		return store;
	}
}

export class HandClock implements MovableClock {
	constructor(private current = Date.parse('2026-03-01T00:00:00Z')) {}

	now(): number {
		return this.current;
	}

	advance(ms: number): void {
		this.current += ms;
	}

	async sleep(ms: number): Promise<void> {
		this.advance(ms);
	}
}
