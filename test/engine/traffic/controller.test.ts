import { randomUUID } from 'node:crypto';
import { SophiaError, type FailureDetails } from '../../../engine/errors';
import { createTraffic } from '../../../engine/traffic/controller';
import type { AttemptContext, CallRequest } from '../../../engine/traffic/types';
import { JumpingClock } from '../../simulators/shared/clock';
import { StrictVendor } from './strictVendor';

const request = (more: Partial<CallRequest> = {}): CallRequest => ({
	system: 'vendor',
	account: randomUUID(),
	limits: [],
	purpose: 'write',
	...more,
});
const transient = (details: FailureDetails = {}) => new SophiaError('transient', 'Try again.', details);
const forever = async () => await new Promise<never>(() => {});

/** Fails with each of the errors, then answers. */
const failing = (...errors: unknown[]) => {
	const attempts: number[] = [];
	const attempt = async ({ attempt: number }: AttemptContext) => {
		attempts.push(number);
		const error = errors.shift();
		if (error !== undefined) throw error;
		return 'answer';
	};
	return { attempts, attempt };
};

describe('a call', () => {
	it('is tried again as often as the settings say, and counted', async () => {
		const traffic = createTraffic({ retries: 2 }, new JumpingClock());
		const good = failing(transient(), transient());
		await expect(traffic.call(request(), good.attempt)).resolves.toBe('answer');
		expect(good.attempts).toEqual([1, 2, 3]);
		const last = transient({ code: 'LAST' });
		const bad = failing(transient(), transient(), last);
		await expect(traffic.call(request({ purpose: 'read' }), bad.attempt)).rejects.toBe(last);
		expect(traffic.stats()).toEqual({
			vendor: { calls: 6, retries: 4, throttled: 0, waitMs: 0, byPurpose: { write: 3, read: 3 } },
		});
	});

	it('passes other errors on at once, bugs included', async () => {
		const traffic = createTraffic({}, new JumpingClock());
		for (const error of [
			new SophiaError('credentials', 'No.'),
			new SophiaError('configuration', 'No.'),
			new SophiaError('limit', 'No.', { status: 429 }),
			new TypeError('bug'),
			'text',
		]) {
			const once = failing(error);
			await expect(traffic.call(request(), once.attempt)).rejects.toBe(error);
			expect(once.attempts).toEqual([1]);
		}
	});

	it('recognises a broken connection that the system has not translated', async () => {
		const traffic = createTraffic({}, new JumpingClock());
		const reset = failing(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
		await expect(traffic.call(request(), reset.attempt)).resolves.toBe('answer');
		expect(reset.attempts).toEqual([1, 2]);
	});

	it('is not repeated when it must not be and may have happened', async () => {
		const traffic = createTraffic({}, new JumpingClock());
		const lost = failing(transient({ mayHaveHappened: true }));
		await expect(traffic.call(request({ repeatable: false }), lost.attempt)).rejects.toMatchObject({
			mayHaveHappened: true,
		});
		expect(lost.attempts).toEqual([1]);
	});

	it('checks the lease before every attempt, after waiting, and sends nothing when it is lost', async () => {
		const clock = new JumpingClock();
		const traffic = createTraffic({}, clock);
		const account = randomUUID();
		traffic.define('vendor', account, [{ name: 'burst', calls: 1, windowMs: 1_000 }]);
		const checks: number[] = [];
		const lost = new SophiaError('cancelled', 'The lease is lost.', { code: 'LEASE_LOST' });
		const start = clock.now();
		const once = failing(transient({ retryAfterMs: 3_000 }));
		const run = traffic.call(
			request({
				account,
				limits: ['burst'],
				beforeAttempt: () => {
					checks.push(clock.now() - start);
					if (checks.length === 2) throw lost;
				},
			}),
			once.attempt,
		);
		await expect(run).rejects.toBe(lost);
		expect(once.attempts).toEqual([1]);
		expect(checks[0]).toBe(0);
		expect(checks[1]).toBeGreaterThanOrEqual(3_000);
		// The place of the call that was not made is free.
		const before = clock.now();
		await traffic.call(request({ account, limits: ['burst'] }), async () => {});
		expect(clock.now()).toBe(before);
	});

	it('keeps the statistics of each system apart, and hands out copies', async () => {
		const traffic = createTraffic({}, new JumpingClock());
		await traffic.call(request({ system: 'one', purpose: 'lookup' }), async () => {});
		await traffic.call(request({ system: 'two', purpose: 'auth' }), async () => {});
		traffic.stats().one.calls = 99;
		expect(traffic.stats()).toMatchObject({
			one: { calls: 1, byPurpose: { lookup: 1 } },
			two: { calls: 1, byPurpose: { auth: 1 } },
		});
	});

	it('brings what the vendor says of the day into the counts; senseless figures do not', () => {
		const traffic = createTraffic({}, new JumpingClock());
		const { account } = request();
		traffic.observeDay('vendor', account, { used: 10, max: 100 });
		traffic.observeDay('vendor', account, { used: 12, max: 100 });
		traffic.observeDay('vendor', account, { used: NaN, max: 100 });
		traffic.observeDay('vendor', account, { used: 1, max: 0 });
		expect(traffic.stats().vendor).toMatchObject({ calls: 0, day: { used: 12, max: 100 } });
	});
});

describe('a vendor that says no', () => {
	it('makes every call of the account wait, not only the one, and uses no try', async () => {
		const clock = new JumpingClock();
		const account = randomUUID();
		const one = createTraffic({ retries: 0 }, clock);
		const other = createTraffic({ retries: 0 }, clock);
		const start = clock.now();
		const sent: number[] = [];
		const throttled = one.call(request({ account }), async ({ attempt }) => {
			sent.push(clock.now() - start);
			if (attempt === 1) throw transient({ status: 429, retryAfterMs: 10_000 });
		});
		await new Promise((resolve) => setImmediate(resolve));
		// The clock jumps as soon as somebody sleeps: what counts is when the second call leaves.
		const second = other.call(request({ account }), async () => void sent.push(clock.now() - start));
		await Promise.all([throttled, second]);
		expect(sent).toHaveLength(3);
		expect(sent[0]).toBe(0);
		expect(Math.min(...sent.slice(1))).toBeGreaterThanOrEqual(10_000);
		expect(one.stats().vendor).toMatchObject({ calls: 2, retries: 1, throttled: 1 });
		expect(one.stats().vendor.waitMs).toBeGreaterThanOrEqual(10_000);
	});

	it('for ever is given up after 20 delays', async () => {
		const traffic = createTraffic({}, new JumpingClock());
		let calls = 0;
		const never = traffic.call(request(), async () => {
			calls++;
			throw transient({ status: 429, retryAfterMs: 1_000 });
		});
		await expect(never).rejects.toMatchObject({ kind: 'transient', status: 429 });
		expect(calls).toBe(21);
		expect(traffic.stats().vendor.throttled).toBe(21);
	});

	it('with an absurd delay neither holds up the call nor the account for good', async () => {
		const clock = new JumpingClock();
		const account = randomUUID();
		const traffic = createTraffic({}, clock);
		for (const retryAfterMs of [Infinity, 1e15, Number.NaN]) {
			const start = clock.now();
			const once = failing(transient({ status: 429, retryAfterMs }));
			await traffic.call(request({ account }), once.attempt).catch(() => {});
			await expect(traffic.call(request({ account }), async () => 'sent')).resolves.toBe('sent');
			expect(clock.now() - start).toBeLessThanOrEqual(15 * 60_000);
		}
	});

	it('is not obeyed for longer because the machine’s clock was set back', async () => {
		const account = randomUUID();
		const later = new JumpingClock(Date.parse('2026-03-02T00:00:00Z'));
		const once = failing(transient({ status: 429, retryAfterMs: 60_000 }), new TypeError('end'));
		await expect(createTraffic({}, later).call(request({ account }), once.attempt)).rejects.toThrow('end');
		const clock = new JumpingClock(Date.parse('2026-03-01T00:00:00Z'));
		const start = clock.now();
		await createTraffic({}, clock).call(request({ account }), async () => {});
		expect(clock.now() - start).toBeLessThanOrEqual(15 * 60_000);
	});

	it('because of others on the account is obeyed until the calls are all through', async () => {
		const clock = new JumpingClock();
		const account = randomUUID();
		const traffic = createTraffic({}, clock);
		const vendor = new StrictVendor(5, 1_000);
		traffic.define('vendor', account, [{ name: 'burst', calls: 50, windowMs: 1_000 }]);
		const results = await Promise.all(
			Array.from(
				{ length: 60 },
				async (_, index) =>
					await traffic.call(request({ account, limits: ['burst'] }), async () => {
						await clock.sleep(10);
						const remaining = vendor.arrive(clock.now());
						traffic.observeWindow('vendor', account, 'burst', { max: 5, remaining: remaining ?? 0, windowMs: 1_000 });
						if (remaining === undefined) throw transient({ status: 429, retryAfterMs: 1_000 });
						return index;
					}),
			),
		);
		expect(results).toHaveLength(60);
		// The first burst went by the wrong definition; the vendor's headers have mended it.
		expect(vendor.refused).toBeLessThan(50);
		expect(vendor.arrivals.length).toBe(60 + vendor.refused);
	});
});

describe('time-out and cancel', () => {
	it('gives up an attempt that ignores its signal, and tries again', async () => {
		const traffic = createTraffic({ retries: 1, timeoutMs: 20 }, new JumpingClock());
		const signals: AbortSignal[] = [];
		const run = traffic.call(request(), async ({ signal, timeoutMs }) => {
			expect(timeoutMs).toBe(20);
			signals.push(signal);
			return await forever();
		});
		await expect(run).rejects.toMatchObject({ kind: 'transient', code: 'TIMEOUT', mayHaveHappened: true });
		await expect(run).rejects.toThrow('vendor did not answer within 0.02 s');
		expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
	});

	it('says time-out even when the attempt fails of it first', async () => {
		const traffic = createTraffic({ retries: 0, timeoutMs: 20 }, new JumpingClock());
		const run = traffic.call(
			request(),
			({ signal }) =>
				new Promise((_resolve, reject) => {
					signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
				}),
		);
		await expect(run).rejects.toMatchObject({ code: 'TIMEOUT' });
	});

	it('accepts a time-out longer than any timer', async () => {
		const traffic = createTraffic({ timeoutMs: Infinity }, new JumpingClock());
		await expect(traffic.call(request(), async () => 'answer')).resolves.toBe('answer');
		expect(createTraffic({ timeoutMs: 1e12 }).settings.timeoutMs).toBe(2 ** 31 - 1);
	});

	it('rejects at once on cancel, whatever the attempt does, and nothing is left unhandled', async () => {
		const unhandled: unknown[] = [];
		const listen = (reason: unknown) => unhandled.push(reason);
		process.on('unhandledRejection', listen);
		const traffic = createTraffic({}, new JumpingClock());
		const abort = new AbortController();
		let failLater: (error: Error) => void = () => {};
		const run = traffic.call(request({ signal: abort.signal }), async () => {
			await new Promise((_resolve, reject) => (failLater = reject));
		});
		await new Promise((resolve) => setImmediate(resolve));
		abort.abort();
		await expect(run).rejects.toMatchObject({ kind: 'cancelled', mayHaveHappened: true });
		failLater(new Error('too late'));
		for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
		process.off('unhandledRejection', listen);
		expect(unhandled).toEqual([]);
		expect(traffic.stats().vendor.calls).toBe(1);
	});

	it('sends nothing when the signal has fired already', async () => {
		const traffic = createTraffic({}, new JumpingClock());
		const attempt = failing();
		await expect(traffic.call(request({ signal: AbortSignal.abort() }), attempt.attempt)).rejects.toMatchObject({
			kind: 'cancelled',
			mayHaveHappened: false,
		});
		expect(attempt.attempts).toEqual([]);
	});

	it('is not missed when it comes between permission and call', async () => {
		const traffic = createTraffic({}, new JumpingClock());
		const abort = new AbortController();
		const beforeAttempt = () => queueMicrotask(() => abort.abort());
		await expect(traffic.call(request({ signal: abort.signal, beforeAttempt }), forever)).rejects.toMatchObject({
			kind: 'cancelled',
		});
	});

	it('passes the signal’s own reason on', async () => {
		const reason = new SophiaError('cancelled', 'The run time is over.');
		const traffic = createTraffic({}, new JumpingClock());
		await expect(traffic.call(request({ signal: AbortSignal.abort(reason) }), async () => {})).rejects.toBe(reason);
	});

	it('ends a wait for the account’s pause, and for a retry', async () => {
		const clock = new JumpingClock();
		// Sleeps until it is cancelled.
		const frozen = {
			now: () => clock.now(),
			sleep: async (_ms: number, signal?: AbortSignal) =>
				await new Promise<void>((_resolve, reject) => {
					signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
				}),
		};
		const account = randomUUID();
		const traffic = createTraffic({}, frozen);
		const abort = new AbortController();
		const retrying = traffic.call(request({ account, signal: abort.signal }), async () => {
			throw transient({ status: 429, retryAfterMs: 1_000 });
		});
		for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
		const paused = traffic.call(request({ account, signal: abort.signal }), async () => 'never');
		await new Promise((resolve) => setImmediate(resolve));
		abort.abort();
		await expect(retrying).rejects.toMatchObject({ kind: 'cancelled' });
		await expect(paused).rejects.toMatchObject({ kind: 'cancelled' });
		expect(traffic.stats().vendor.calls).toBe(1);
	});

	it('leaves no listener on the caller’s signal', async () => {
		const traffic = createTraffic({}, new JumpingClock());
		const abort = new AbortController();
		let listeners = 0;
		const { signal } = abort;
		const add = signal.addEventListener.bind(signal);
		const remove = signal.removeEventListener.bind(signal);
		signal.addEventListener = (...args: Parameters<typeof add>) => {
			listeners++;
			add(...args);
		};
		signal.removeEventListener = (...args: Parameters<typeof remove>) => {
			listeners--;
			remove(...args);
		};
		for (let call = 0; call < 20; call++) await traffic.call(request({ signal }), async () => {});
		expect(listeners).toBe(0);
	});
});

describe('settings', () => {
	it('have defaults', () => {
		const defaults = { retries: 3, timeoutMs: 300_000, dailyShare: 0.8 };
		expect(createTraffic().settings).toEqual(defaults);
		expect(createTraffic({ retries: undefined, timeoutMs: undefined, dailyShare: undefined }).settings).toEqual(
			defaults,
		);
	});

	it.each([
		{ retries: -1 },
		{ retries: 1.5 },
		{ retries: Number.NaN },
		{ timeoutMs: 0 },
		{ timeoutMs: Number.NaN },
		{ dailyShare: 1.1 },
		{ dailyShare: -0.1 },
		{ dailyShare: Number.NaN },
	])('that make no sense are refused: %p', (settings) => {
		expect(() => createTraffic(settings)).toThrow(expect.objectContaining({ kind: 'configuration' }));
	});
});
