import { randomUUID } from 'node:crypto';

export interface LimitSettings {
	/** Calls that one token may make in any 10 seconds. */
	burst: number;
	/** Calls that the account may make in a day of its own time zone. */
	daily: number;
	/** Searches that the account may make in any second. */
	searchPerSecond: number;
}

export type Verdict = { headers: Record<string, string>; refusal?: Record<string, unknown> };

const WINDOW_MS = 10_000;

/** The moments of recent calls in a sliding window. */
class SlidingWindow {
	private readonly moments: number[] = [];

	constructor(private readonly widthMs: number) {}

	used(now: number): number {
		while (this.moments.length > 0 && this.moments[0] <= now - this.widthMs) this.moments.shift();
		return this.moments.length;
	}

	add(now: number): void {
		this.moments.push(now);
	}
}

/** Counts calls and says when there were too many: 10 seconds per token, the day and searches per account. */
export class Limits {
	private readonly bursts = new Map<string, SlidingWindow>();
	private readonly searches = new SlidingWindow(1000);
	private day = '';
	private dayKnownUntil = 0;
	private readonly dayFormat: Intl.DateTimeFormat;
	/** Calls of the account's current day. */
	usedToday = 0;
	/** How many calls were answered with 429, by limit. */
	readonly throttled = { burst: 0, search: 0, daily: 0 };

	constructor(
		readonly settings: LimitSettings,
		private readonly now: () => number,
		timeZone: string,
	) {
		this.dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
	}

	/** Counts one call. Calls that are refused do not use the limit up further. Searches carry no limit headers. */
	count(token: string, search: boolean): Verdict {
		const now = this.now();
		this.turnDay();
		if (this.usedToday >= this.settings.daily) {
			this.throttled.daily++;
			return {
				headers: search ? {} : this.headers(token),
				refusal: refusal('DAILY', 'You have reached your daily limit.'),
			};
		}
		if (search) {
			if (this.searches.used(now) >= this.settings.searchPerSecond) {
				this.throttled.search++;
				return { headers: {}, refusal: searchRefusal() };
			}
			this.searches.add(now);
			this.usedToday++;
			return { headers: {} };
		}
		const burst = this.burst(token);
		if (burst.used(now) >= this.settings.burst) {
			this.throttled.burst++;
			return {
				headers: this.headers(token),
				refusal: refusal('TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.'),
			};
		}
		burst.add(now);
		this.usedToday++;
		return { headers: this.headers(token) };
	}

	/** The first moment of the account's next day. */
	nextMidnight(): number {
		const today = this.dayFormat.format(this.now());
		let at = this.now() - (this.now() % 900_000) + 900_000;
		while (this.dayFormat.format(at) === today) at += 900_000;
		return at;
	}

	turnDay(): void {
		const now = this.now();
		if (now < this.dayKnownUntil) return;
		const day = this.dayFormat.format(now);
		if (day !== this.day) this.usedToday = 0;
		this.day = day;
		this.dayKnownUntil = this.nextMidnight();
	}

	private burst(token: string): SlidingWindow {
		let window = this.bursts.get(token);
		if (window === undefined) this.bursts.set(token, (window = new SlidingWindow(WINDOW_MS)));
		return window;
	}

	private headers(token: string): Record<string, string> {
		const { burst, daily } = this.settings;
		return {
			'X-HubSpot-RateLimit-Daily': String(daily),
			'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, daily - this.usedToday)),
			'X-HubSpot-RateLimit-Interval-Milliseconds': String(WINDOW_MS),
			'X-HubSpot-RateLimit-Max': String(burst),
			'X-HubSpot-RateLimit-Remaining': String(Math.max(0, burst - this.burst(token).used(this.now()))),
		};
	}
}

const refusal = (policyName: string, message: string) => ({
	status: 'error',
	message,
	errorType: 'RATE_LIMIT',
	correlationId: randomUUID(),
	policyName,
	requestId: randomUUID(),
});

/** As recorded on the search endpoints: no policy name, another word for the category. */
const searchRefusal = () => ({
	status: 'error',
	message: 'You have reached your secondly limit.',
	correlationId: randomUUID(),
	category: 'RATE_LIMITS',
});
