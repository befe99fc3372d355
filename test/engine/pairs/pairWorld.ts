import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	runPairSync,
	type PairPlan,
	type PairReport,
	type PairResult,
	type PairRunOptions,
} from '../../../engine/pairs';
import type { Side } from '../../../engine/pairs/types';
import { openSqliteState, type StateStore } from '../../../engine/state';
import type { Rejection } from '../../../engine/state/types';
import { createTraffic } from '../../../engine/traffic';
import { JumpingClock } from '../../simulators/shared/clock';
import { MemorySystem, plainField, type MemoryOptions } from './memorySystem';

export interface PairWorldOptions {
	left?: Partial<MemoryOptions>;
	right?: Partial<MemoryOptions>;
}

export interface RunWith extends PairRunOptions {
	plan?: Partial<PairPlan>;
	sides?: { left?: Partial<Side>; right?: Partial<Side> };
	/** How long after the last one it is. Default: a minute. */
	after?: number;
	/** Instead of customers and clients. */
	objects?: { left: string; right: string };
}

/** Two systems in memory: customers and their firms on the left, clients and their accounts on the right. */
export class PairWorld {
	readonly clock = new JumpingClock();
	readonly directory = mkdtempSync(join(tmpdir(), 'sophia-pairs-'));
	readonly left: MemorySystem;
	readonly right: MemorySystem;
	/** Results of the last run. */
	results: PairResult[] = [];
	plan: PairPlan = {
		syncKey: 'test',
		direction: 'both',
		mode: 'upsert',
		keys: [{ left: 'Email', right: 'mail', normalise: 'email' }],
		fields: [
			{ left: 'Email', right: 'mail', rule: 'leftWins' },
			{ left: 'Name', right: 'title', rule: 'leftWins' },
			{ left: 'City', right: 'town', rule: 'rightWins' },
			{ left: 'Size', right: 'size', rule: 'newestWins' },
			{ left: 'Note', right: 'note', rule: 'fillBlanks' },
		],
		references: [],
		create: { left: true, right: true },
		onDelete: { left: 'ignore', right: 'ignore' },
		ownId: {},
		maxArchiveShare: 1,
		fullCompareDays: 7,
		overlapMs: 0,
		retryRejected: false,
	};

	constructor({ left, right }: PairWorldOptions = {}) {
		const { clock } = this;
		const text = (names: string[]) => names.map((name) => plainField(name));
		this.left = new MemorySystem({
			system: 'salesforce',
			clock,
			objects: {
				customers: {
					prefix: 'L',
					fields: [
						{ ...plainField('Email'), type: 'email' },
						{ ...plainField('Size'), type: 'number' },
						...text(['Name', 'City', 'Note', 'FirmId', 'ClientId']),
					],
				},
				firms: { prefix: 'F', fields: text(['Name']) },
			},
			...left,
		});
		this.right = new MemorySystem({
			system: 'hubspot',
			clock,
			objects: {
				clients: {
					prefix: 'R',
					fields: [
						{ ...plainField('mail'), type: 'email' },
						{ ...plainField('size'), type: 'number' },
						...text(['title', 'town', 'note']),
						{
							...plainField('@accounts'),
							association: { name: 'clientToAccount', fromObject: 'clients', toObject: 'accounts', primary: true },
						},
					],
				},
				accounts: { prefix: 'A', fields: text(['name']) },
			},
			...right,
		});
	}

	get customers() {
		return this.left.records('customers');
	}

	get clients() {
		return this.right.records('clients');
	}

	customer(values: Record<string, string>): string {
		return this.left.create('customers', values);
	}

	client(values: Record<string, string>): string {
		return this.right.create('clients', values);
	}

	/** Time passes, and a run goes over both systems. */
	async next({ plan, sides, objects, after = 60_000, ...options }: RunWith = {}): Promise<PairReport> {
		this.clock.advance(after);
		const state = await this.openState();
		this.results = [];
		const { left, right } = objects ?? { left: 'customers', right: 'clients' };
		try {
			return await runPairSync(
				{ ...this.plan, ...plan },
				{
					left: this.left.side(left, sides?.left),
					right: this.right.side(right, sides?.right),
					state,
					traffic: createTraffic({}, this.clock),
					clock: this.clock,
					directory: this.directory,
				},
				{ onResult: (result) => this.results.push(result), ...options },
			);
		} finally {
			await state.close();
		}
	}

	/** Runs again: nothing may be written, and nothing may change. */
	async expectQuiet(options: RunWith = {}): Promise<void> {
		const before = [this.left.written, this.right.written];
		const report = await this.next(options);
		expect(report.status).toBe('completed');
		expect([this.left.written, this.right.written]).toEqual(before);
	}

	async openState(): Promise<StateStore> {
		return await openSqliteState({ directory: this.directory, clock: this.clock });
	}

	async rejections(): Promise<Rejection[]> {
		const state = await this.openState();
		try {
			return await state.listRejections({ syncKey: this.plan.syncKey, limit: 1_000 });
		} finally {
			await state.close();
		}
	}

	resultsOf(action: PairResult['action']): PairResult[] {
		return this.results.filter((result) => result.action === action);
	}

	/** Ends the world; nothing that no real system would have taken may have been sent. */
	end(): void {
		rmSync(this.directory, { recursive: true, force: true });
		expect([...this.left.bugs, ...this.right.bugs]).toEqual([]);
	}
}
