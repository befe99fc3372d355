/** Callers that are remembered; of more, those who have been quiet longest are forgotten. */
const MAX_CALLERS = 10_000;

export interface RateLimits {
	/** 0: no limit. */
	perMinute: number;
	/** Requests that may come at once. At least 1. */
	burst: number;
}

interface Bucket {
	tokens: number;
	at: number;
}

/** One bucket per caller: it holds `burst` requests and fills up again at the rate per minute. */
export class RateLimiter {
	/** In the order of last use. */
	private readonly buckets = new Map<string, Bucket>();

	/** @returns 0 when the request may pass, else how long the caller has to wait, in milliseconds */
	take(caller: string, { perMinute, burst }: RateLimits, now: number): number {
		if (perMinute <= 0) return 0;
		const perMs = perMinute / 60_000;
		const size = Math.max(1, burst);
		const known = this.buckets.get(caller);
		const tokens = known === undefined ? size : Math.min(size, known.tokens + Math.max(0, now - known.at) * perMs);
		const passes = tokens >= 1;
		this.buckets.delete(caller);
		this.buckets.set(caller, { tokens: passes ? tokens - 1 : tokens, at: now });
		this.forgetOldest();
		return passes ? 0 : Math.ceil((1 - tokens) / perMs);
	}

	private forgetOldest(): void {
		if (this.buckets.size <= MAX_CALLERS) return;
		for (const caller of this.buckets.keys()) {
			this.buckets.delete(caller);
			return;
		}
	}
}

/** One network is one caller: an IPv6 host chooses its addresses within a /64 as it likes. */
export function networkOf(ip: string): string {
	const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(ip);
	if (v4 !== null) return v4[1];
	if (!ip.includes(':')) return ip;
	const [head, tail] = ip.toLowerCase().split('%')[0].split('::');
	const before = head === '' ? [] : head.split(':');
	const after = tail === undefined || tail === '' ? [] : tail.split(':');
	const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
	const groups = [...before, ...new Array<string>(zeros).fill('0'), ...after].slice(0, 4);
	return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
