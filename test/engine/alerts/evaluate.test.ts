import fc from 'fast-check';
import { evaluate, ruleFor } from '../../../engine/alerts';
import type { AlertMemory, AlertRule, Measurement } from '../../../engine/alerts';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 0, minute)).toISOString();

const measurement = (value: number | null, more: Partial<Measurement> = {}): Measurement => ({
	key: 'errorRate/crm',
	kind: 'errorRate',
	syncKey: 'crm',
	threshold: 0.05,
	value,
	text: `value ${value}`,
	remedy: 'See to it.',
	...more,
});

const how = (minute: number, hysteresis = 0.1) => ({ measuredAt: at(minute), hysteresis });

/** Carries the memory from one evaluation to the next. @returns what each of them told, as 'fired', 'cleared', 'still' */
function told(values: Array<number | null | undefined>, hysteresis = 0.1): string[] {
	let memory: AlertMemory | undefined;
	return values.map((value, minute) => {
		const measurements = value === undefined ? [] : [measurement(value)];
		const { fired, cleared, still, memory: next } = evaluate(measurements, memory, how(minute, hysteresis));
		memory = next;
		return [...fired.map(() => 'fired'), ...cleared.map(({ why }) => why), ...still.map(() => 'still')].join();
	});
}

describe('an alert', () => {
	it.each<[string, Array<number | null | undefined>, string[]]>([
		['fires when the threshold is reached, not below', [0.0499, 0.05], ['', 'fired']],
		['fires once', [0.06, 0.07, 0.05], ['fired', 'still', 'still']],
		['goes on in the band below the threshold', [0.05, 0.049, 0.0451], ['fired', 'still', 'still']],
		['clears below the band, once', [0.05, 0.0449, 0.0449], ['fired', 'ended', '']],
		['does not fire in the band when it comes from below', [0.04, 0.049], ['', '']],
		['wavers around the threshold and tells once', [0.051, 0.049, 0.051, 0.049], ['fired', 'still', 'still', 'still']],
		['fires again after it has cleared', [0.06, 0, 0.06], ['fired', 'ended', 'fired']],
		['goes on while its value cannot be told', [0.06, null, null, 0], ['fired', 'still', 'still', 'ended']],
		['does not fire by a value that cannot be told', [null, null], ['', '']],
		['clears when nobody measures it any more', [0.06, undefined, undefined], ['fired', 'unwatched', '']],
	])('%s', (_, values, expected) => {
		expect(told(values)).toEqual(expected);
	});

	it('of a count clears when there is none, however wide the band', () => {
		const one = (value: number) => [measurement(value, { kind: 'rejectedRecords', threshold: 1 })];
		const first = evaluate(one(1), undefined, how(0, 0.5));
		expect(first.fired).toHaveLength(1);
		expect(evaluate(one(0), first.memory, how(1, 0.5)).cleared).toMatchObject([{ valueNow: 0, clearedAt: at(1) }]);
	});

	it('remembers since when, and tells the newest value', () => {
		const first = evaluate([measurement(0.06)], undefined, how(0));
		const second = evaluate([measurement(0.09)], first.memory, how(5));
		expect(second.still).toMatchObject([{ since: at(0), value: 0.09, text: 'value 0.09' }]);
		expect(evaluate([measurement(0)], second.memory, how(9)).cleared).toMatchObject([
			{ since: at(0), clearedAt: at(9), value: 0.09, valueNow: 0, why: 'ended' },
		]);
	});

	it('that was measured earlier than what is remembered changes nothing', () => {
		const later = evaluate([measurement(0)], undefined, how(5));
		const earlier = evaluate([measurement(0.9)], later.memory, how(4));
		expect(earlier).toEqual({ fired: [], cleared: [], still: [], memory: later.memory });
		const same = evaluate([measurement(0.9)], later.memory, how(5));
		expect(same.fired).toEqual([]);
	});

	it('follows a threshold that was changed', () => {
		const first = evaluate([measurement(0.06)], undefined, how(0));
		const raised = evaluate([measurement(0.06, { threshold: 0.2 })], first.memory, how(1));
		expect(raised.cleared).toHaveLength(1);
	});

	it('by any name is told apart from every other', () => {
		const keys = ['__proto__', 'constructor', 'toString', ''];
		const all = keys.map((syncKey) => measurement(1, { key: JSON.stringify(['errorRate', syncKey]), syncKey }));
		const first = evaluate(all, undefined, how(0));
		expect(first.fired).toHaveLength(4);
		const memory = JSON.parse(JSON.stringify(first.memory)) as AlertMemory;
		expect(evaluate(all, memory, how(1)).still).toHaveLength(4);
	});

	it('lists the worst first', () => {
		const fired = evaluate(
			[
				measurement(9, { key: 'a', kind: 'rejectedRecords' }),
				measurement(9, { key: 'b', kind: 'failedRuns', syncKey: 'z' }),
				measurement(9, { key: 'c', kind: 'failedRuns', syncKey: 'a' }),
			],
			undefined,
			how(0),
		).fired.map(({ kind, syncKey }) => `${kind} ${syncKey}`);
		expect(fired).toEqual(['failedRuns a', 'failedRuns z', 'rejectedRecords crm']);
	});

	it('whatever the values are, fires and clears by turns, and never between', () => {
		const value = fc.oneof(fc.constant(null), fc.constant(undefined), fc.double({ min: 0, max: 0.1, noNaN: true }));
		fc.assert(
			fc.property(
				fc.array(value, { maxLength: 40 }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(values, hysteresis) => {
					let firing = false;
					for (const [index, outcome] of told(values, hysteresis).entries()) {
						const now = values[index];
						if (outcome === 'fired') expect([firing, Number(now) >= 0.05]).toEqual([false, true]);
						if (outcome === 'still' || outcome === 'ended' || outcome === 'unwatched') expect(firing).toBe(true);
						if (outcome === '') expect([firing, Number(now ?? 0) < 0.05]).toEqual([false, true]);
						if (outcome === 'ended') expect(Number(now)).toBeLessThan(0.05);
						firing = outcome === 'fired' || outcome === 'still';
					}
				},
			),
		);
	});
});

describe('the rule for a sync', () => {
	const rules: AlertRule[] = [
		{ kind: 'errorRate', threshold: 0.05 },
		{ kind: 'errorRate', threshold: 0.2, syncKey: 'noisy' },
		{ kind: 'errorRate', threshold: 0.3, syncKey: 'silent', off: true },
		{ kind: 'lag', threshold: 9, syncKey: 'noisy' },
	];
	it.each<[AlertRule['kind'], string, number | undefined]>([
		['errorRate', 'crm', 0.05],
		['errorRate', 'noisy', 0.2],
		['errorRate', 'silent', undefined],
		['lag', 'noisy', 9],
		['lag', 'crm', undefined],
		['runTime', 'crm', undefined],
	])('%s of %s is its own, or the one for all', (kind, syncKey, threshold) => {
		expect(ruleFor(rules, kind, syncKey)?.threshold).toBe(threshold);
	});
});
