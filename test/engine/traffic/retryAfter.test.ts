import { headerValue, retryAfter } from '../../../engine/traffic/retryAfter';
import { JumpingClock } from '../../simulators/shared/clock';

const clock = new JumpingClock(Date.parse('2026-03-01T00:00:00Z'));
const from = (value: string) => retryAfter({ 'retry-after': value }, clock);

describe('Retry-After', () => {
	it.each([
		['0', 0],
		['7', 7_000],
		[' 120 ', 120_000],
		['0.5', 500],
		['Sun, 01 Mar 2026 00:00:30 GMT', 30_000],
		['Sunday, 01-Mar-26 00:00:30 GMT', 30_000],
		['Sun, 01 Mar 2020 00:00:00 GMT', 0],
	])('%p is %p ms', (value, expected) => expect(from(value)).toBe(expected));

	it.each([
		'',
		' ',
		'-5',
		'1e3',
		'soon',
		'NaN',
		'5 apples',
		'0x10',
		'2026-03-01',
		'99999999999999',
		'Sun, the first',
		'1,2',
	])('%p says nothing', (value) => expect(from(value)).toBeUndefined());

	it('is found in headers of any shape', () => {
		expect(retryAfter({ 'Retry-After': '1' }, clock)).toBe(1_000);
		expect(retryAfter({ 'RETRY-AFTER': ['2', '9'] }, clock)).toBe(2_000);
		expect(retryAfter(new Headers({ 'Retry-After': '3' }), clock)).toBe(3_000);
		expect(retryAfter({ get: undefined, 'retry-after': undefined }, clock)).toBeUndefined();
		expect(retryAfter(undefined, clock)).toBeUndefined();
		expect(retryAfter({}, clock)).toBeUndefined();
		expect(headerValue(new Headers(), 'x')).toBeUndefined();
	});
});
