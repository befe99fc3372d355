import {
	IntakeDesk,
	receive,
	type IntakeAnswer,
	type IntakeServices,
	type IntakeSettings,
} from '../../../engine/intake';
import type { StateStore } from '../../../engine/state';
import { HandClock } from '../state/temporary';

export const API_KEY = 'a-long-api-key-for-tests';
export const NOW = Date.parse('2026-05-05T10:00:00.000Z');

/** A request as callers make it; a body that is no text or buffer is sent as JSON. */
export interface Call {
	method?: string;
	headers?: Record<string, string>;
	url?: string;
	ip?: string;
	/** No API key. */
	anonymous?: boolean;
}

/** One intake with a clock that stands until it is moved. */
export class TestIntake {
	readonly desk = new IntakeDesk();
	readonly problems: unknown[] = [];
	settings: IntakeSettings;

	constructor(
		private readonly store: StateStore | IntakeServices['state'],
		settings: Partial<Omit<IntakeSettings, 'limits'>> & { limits?: Partial<IntakeSettings['limits']> } = {},
		/** The state's, too. */
		readonly clock = new HandClock(NOW),
	) {
		this.settings = {
			kind: 'json',
			authentication: { type: 'apiKey', apiKey: API_KEY },
			inbox: 'tests',
			dedupeMs: 3_600_000,
			...settings,
			limits: {
				perMinute: 0,
				burst: 20,
				maxBytes: 1024 * 1024,
				maxPending: 1000,
				maxWaiting: 100,
				...settings.limits,
			},
		};
	}

	async call(body: unknown, call: Call = {}): Promise<IntakeAnswer> {
		const { method = 'POST', headers = {}, url = 'https://hooks.example.com/webhook/sophia', ip = '192.0.2.1' } = call;
		const raw = Buffer.isBuffer(body)
			? body
			: Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
		const key: Record<string, string> = call.anonymous ? {} : { 'x-api-key': API_KEY };
		const store = this.store;
		return await receive(
			{
				method,
				url,
				ip,
				headers: { 'content-type': 'application/json', ...key, ...headers },
				readBody: async () => raw,
			},
			this.settings,
			{
				state: typeof store === 'function' ? store : async () => store,
				desk: this.desk,
				clock: this.clock,
				holder: 'host:1:1:tests',
				onProblem: (error) => this.problems.push(error),
			},
		);
	}
}
