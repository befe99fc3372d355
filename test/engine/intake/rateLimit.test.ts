import fc from 'fast-check';
import { networkOf, RateLimiter } from '../../../engine/intake/rateLimit';

const LIMITS = { perMinute: 100, burst: 20 };

describe('the rate limit', () => {
	it('lets a burst through, then says how long to wait, and that is right', () => {
		const limiter = new RateLimiter();
		for (let count = 0; count < 20; count++) expect(limiter.take('a', LIMITS, 0)).toBe(0);
		const wait = limiter.take('a', LIMITS, 0);
		expect(wait).toBe(600);
		expect(limiter.take('a', LIMITS, wait - 1)).toBeGreaterThan(0);
		expect(limiter.take('a', LIMITS, wait)).toBe(0);
		expect(limiter.take('b', LIMITS, 0)).toBe(0);
	});

	it('takes no more than the burst and the rate in any stretch of time', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 300 }), (gaps) => {
				const limiter = new RateLimiter();
				let now = 0;
				let taken = 0;
				for (const gap of gaps) {
					now += gap;
					if (limiter.take('a', LIMITS, now) === 0) taken++;
				}
				expect(taken).toBeLessThanOrEqual(20 + (now * 100) / 60_000);
			}),
		);
	});

	it('a clock that goes back gives nothing away', () => {
		const limiter = new RateLimiter();
		for (let count = 0; count < 20; count++) limiter.take('a', LIMITS, 1_000_000);
		expect(limiter.take('a', LIMITS, 0)).toBeGreaterThan(0);
	});

	it('can be off', () => {
		const limiter = new RateLimiter();
		for (let count = 0; count < 1000; count++) expect(limiter.take('a', { perMinute: 0, burst: 1 }, 0)).toBe(0);
	});

	it('remembers a bounded number of callers, those who have called last', () => {
		const limiter = new RateLimiter();
		const once = { perMinute: 1, burst: 1 };
		for (let caller = 0; caller < 10_000; caller++) limiter.take(`caller ${caller}`, once, 0);
		limiter.take('caller 0', once, 0);
		limiter.take('one more', once, 0);
		expect(limiter.take('caller 0', once, 0)).toBeGreaterThan(0);
		expect(limiter.take('caller 1', once, 0)).toBe(0);
	});
});

describe('the network of an address', () => {
	it.each([
		['192.0.2.7', '192.0.2.7'],
		['::ffff:192.0.2.7', '192.0.2.7'],
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
		['2001:db8:1:2::9', '2001:db8:1:2::/64'],
		['2001:0DB8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
		['::1', '0:0:0:0::/64'],
		['fe80::1%eth0', 'fe80:0:0:0::/64'],
		['unknown', 'unknown'],
	])('%s is %s', (ip, network) => expect(networkOf(ip)).toBe(network));
});
