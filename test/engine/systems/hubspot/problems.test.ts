import { JumpingClock } from '../../../simulators/shared/clock';
import { failureOf, HubspotRefusal } from '../../../../engine/systems/hubspot/errors';
import { nextMidnight } from '../../../../engine/systems/hubspot/midnight';
import { recordProblem } from '../../../../engine/systems/hubspot/recordProblems';
import { readError } from '../../../../engine/systems/hubspot/wire';

const SECRET = 'zoe.secret@example.com';
const invalid = (...items: object[]) => ({
	category: 'VALIDATION_ERROR',
	message: `Property values were not valid: ${JSON.stringify(items)}`,
});
const item = (error: string, name: string, message = `${SECRET} is wrong`) => ({
	isValid: false,
	message,
	error,
	name,
});

describe('record problems', () => {
	test.each([
		[invalid(item('INVALID_EMAIL', 'email')), 'invalidEmail', 'email'],
		[invalid(item('INVALID_OPTION', 'industry')), 'unknownOption', 'industry'],
		[invalid(item('INVALID_INTEGER', 'numberofemployees')), 'invalidValue', 'numberofemployees'],
		[invalid(item('INVALID_DATE', 'closedate')), 'invalidValue', 'closedate'],
		[invalid(item('READ_ONLY_VALUE', 'createdate')), 'invalidValue', 'createdate'],
		[invalid(item('PROPERTY_DOESNT_EXIST', 'nothing')), 'invalidValue', 'nothing'],
		[invalid(item('INVALID_OWNER_ID', 'hubspot_owner_id')), 'invalidValue', 'hubspot_owner_id'],
		[invalid(item('REQUIRED_FIELD', 'lastname')), 'requiredField', 'lastname'],
		[
			invalid({ isValid: true, name: 'a', error: 'X' }, item('INVALID_BOOLEAN', 'is_public')),
			'invalidValue',
			'is_public',
		],
		[invalid(item('SOMETHING_NEW', 'city')), 'invalidValue', 'city'],
		[
			invalid(
				item(
					'CONFLICTING_UNIQUE_VALUE',
					'code',
					`propertyName=code, value=${SECRET}} on 1. 77 already has that value.`,
				),
			),
			'duplicate',
			'code',
		],
		[{ category: 'CONFLICT', message: 'Contact already exists. Existing ID: 4711' }, 'duplicate', 'email'],
		[{ category: 'CONFLICT', message: 'taken', context: { existingId: ['4711'] } }, 'duplicate', undefined],
		[{ category: 'VALIDATION_ERROR', message: `Email address ${SECRET} is invalid` }, 'invalidEmail', 'email'],
		[
			{
				category: 'VALIDATION_ERROR',
				message: 'Error creating COMPANY. Some required properties were not set.',
				context: { properties: ['[name, domain]'] },
			},
			'requiredField',
			'name',
		],
		[
			{
				message: SECRET,
				errors: [{ message: SECRET, code: 'PROPERTY_DOESNT_EXIST', context: { propertyName: ['foo'] } }],
			},
			'invalidValue',
			'foo',
		],
		[{ category: 'OBJECT_NOT_FOUND', message: SECRET }, 'notFound', undefined],
		[{ category: 'MISSING_SCOPES', message: SECRET }, 'permission', undefined],
		[{ category: 'RATE_LIMITS', message: SECRET }, 'unavailable', undefined],
		[{ category: 'INTERNAL_ERROR', message: SECRET }, 'unavailable', undefined],
		[{ category: 'VALIDATION_ERROR', message: `${SECRET} broke a rule` }, 'refused', undefined],
		[{ message: 'Property values were not valid: [{"isValid":' }, 'refused', undefined],
		[{ message: 'Property values were not valid: [1, null, "x", []]' }, 'refused', undefined],
		[{}, 'refused', undefined],
		[null, 'refused', undefined],
		['Bad Request', 'refused', undefined],
		[{ category: 7, message: { a: 1 }, context: 'x', errors: 'y' }, 'refused', undefined],
	])('%j', (wire, category, field) => {
		const problem = recordProblem(readError(wire));
		expect(problem).toMatchObject({ category, retryable: category === 'unavailable' });
		expect(problem.field).toBe(field);
		expect(problem.reason).not.toMatch(/secret|undefined|null/);
		expect(problem.reason).toMatch(/^[A-Z].*\.$/);
		if (field !== undefined && category !== 'duplicate') expect(problem.reason).toContain(field);
	});

	test('who stands in the way is named', () => {
		const problem = recordProblem(
			readError({ category: 'CONFLICT', message: 'Contact already exists. Existing ID: 4711' }),
		);
		expect(problem.blockedBy).toBe('4711');
		expect(problem.reason).toContain('4711');
	});

	test('options are named, shortened when there are many', () => {
		const options = ['COMPUTER_SOFTWARE', 'BANKING', 'INSURANCE', 'RETAIL', 'MINING', 'SPORTS', 'TOBACCO'];
		const message = `Technology was not one of the allowed options: [${options.join(', ')}]`;
		const { reason } = recordProblem(readError(invalid(item('INVALID_OPTION', 'industry', message))));
		expect(reason).toContain('COMPUTER_SOFTWARE, BANKING, INSURANCE, RETAIL, MINING, and 2 more');
	});
});

describe('failures of a whole request', () => {
	const clock = new JumpingClock();
	const failure = (status: number, body?: unknown, headers: Record<string, string> = {}, search = false) =>
		failureOf({ status, body, headers }, { clock, timeZone: 'Europe/Berlin', search });

	test.each([
		[400, { category: 'VALIDATION_ERROR' }, 'configuration'],
		[401, undefined, 'credentials'],
		[403, { message: 'no' }, 'credentials'],
		[404, undefined, 'configuration'],
		[408, undefined, 'transient'],
		[409, undefined, 'configuration'],
		[423, undefined, 'transient'],
		[429, undefined, 'transient'],
		[429, { message: 'You have reached your daily limit.' }, 'limit'],
		[429, { policyName: 'DAILY' }, 'limit'],
		[477, undefined, 'limit'],
		[500, '<html>', 'transient'],
		[524, undefined, 'transient'],
		[302, undefined, 'configuration'],
	])('%i %j is %s', (status, body, kind) => {
		expect(failure(status, body)).toMatchObject({ kind, status, system: 'hubspot' });
	});

	test('a throttled search waits for a second, any other call for ten', () => {
		expect(failure(429, {}, {}, true).retryAfterMs).toBe(1_000);
		expect(failure(429, {}).retryAfterMs).toBe(10_000);
		expect(failure(429, { message: 'You have reached your secondly limit.' }).retryAfterMs).toBe(1_000);
		expect(failure(429, {}, { 'retry-after': '4' }).retryAfterMs).toBe(4_000);
	});

	test.each(['-5', 'soon', 'NaN', 'Infinity', '1e400'])('Retry-After %j is not believed', (value) => {
		expect(failure(429, {}, { 'retry-after': value }).retryAfterMs).toBe(10_000);
	});

	test("a refusal keeps HubSpot's words to itself", () => {
		const refusal = failure(400, { category: 'VALIDATION_ERROR', message: SECRET });
		expect(refusal).toBeInstanceOf(HubspotRefusal);
		expect((refusal as HubspotRefusal).error.message).toBe(SECRET);
		expect(JSON.stringify({ ...refusal }) + refusal.message + String(refusal.stack)).not.toContain(SECRET);
	});
});

describe('the next midnight', () => {
	test.each([
		['2026-03-01T00:00:00Z', 'UTC', '2026-03-02T00:00:00Z'],
		['2026-03-01T00:00:00Z', 'America/New_York', '2026-03-01T05:00:00Z'],
		['2026-03-01T04:59:59Z', 'US/Eastern', '2026-03-01T05:00:00Z'],
		['2026-03-01T05:00:00Z', 'US/Eastern', '2026-03-02T05:00:00Z'],
		// Clocks go forward in the night to the 8th at 2:00: the midnight after it is an hour earlier in UTC.
		['2026-03-08T06:00:00Z', 'America/New_York', '2026-03-09T04:00:00Z'],
		['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25T23:00:00Z'],
		['2026-03-01T12:00:00.500Z', 'Asia/Kathmandu', '2026-03-01T18:15:00Z'],
		['2026-03-01T11:00:00Z', 'Pacific/Kiritimati', '2026-03-02T10:00:00Z'],
		['2026-03-01T12:00:00Z', 'Nowhere/Special', '2026-03-02T00:00:00Z'],
		['2026-03-01T12:00:00Z', undefined, '2026-03-02T00:00:00Z'],
	])('after %s in %s is %s', (now, zone, expected) => {
		expect(nextMidnight(Date.parse(now), zone)).toEqual(new Date(expected));
	});
});
