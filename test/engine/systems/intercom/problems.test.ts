import { IntercomRefusal } from '../../../../engine/systems/intercom/errors';
import { recordProblem } from '../../../../engine/systems/intercom/recordProblems';
import { conflictOf, readErrors } from '../../../../engine/systems/intercom/wire';

const SENT = ['email', 'name', 'custom_attributes.tier', 'monthly_spend'];

/** What a person reads when Intercom says so. */
function problem(code: string, message: string, field?: string, status = 400) {
	const refusal = new IntercomRefusal({ errors: [{ code, message, field }] }, { status, code, system: 'intercom' });
	return recordProblem(refusal, SENT);
}

test.each([
	['parameter_invalid', "Custom attribute 'tier' does not exist", undefined, 'invalidValue', 'custom_attributes.tier'],
	[
		'parameter_invalid',
		"Custom attribute 'tier' has a value that is not one of its options",
		undefined,
		'unknownOption',
		'custom_attributes.tier',
	],
	['parameter_invalid', 'name is too long (maximum is 255 characters)', 'name', 'invalidValue', 'name'],
	['parameter_invalid', 'email is invalid', 'email', 'invalidEmail', 'email'],
	['parameter_invalid', 'Email address is not valid', undefined, 'invalidEmail', 'email'],
	['parameter_not_found', 'company_id not specified', 'company_id', 'requiredField', undefined],
	['type_mismatch', 'monthly_spend must be a number', 'monthly_spend', 'invalidValue', 'monthly_spend'],
	['bad_request', "bad 'name' parameter", undefined, 'invalidValue', 'name'],
	['something_new', 'We would rather not', undefined, 'refused', undefined],
	['', '', undefined, 'refused', undefined],
])('%s: %s', (code, message, field, category, expected) => {
	const found = problem(code, message, field);
	expect(found).toMatchObject({ category, retryable: false });
	expect(found.field).toBe(expected);
});

test('Intercom may quote a record: nothing of that is shown', () => {
	for (const message of [
		"'Jane Roe' does not exist",
		'value jane@example.com is invalid',
		"name 'Jane Roe' is too long",
		'Jane Roe',
	]) {
		const text = JSON.stringify(problem('parameter_invalid', message, 'Jane Roe'));
		expect(text).not.toMatch(/jane/i);
	}
});

test('a conflict names the contact in the way, and nothing that is no id', () => {
	const archived = 'An archived contact matching those details already exists with id=5ff25dc6ec394ef8296e873f';
	expect(problem('conflict', archived, undefined, 409)).toMatchObject({
		category: 'duplicate',
		blockedBy: '5ff25dc6ec394ef8296e873f',
	});
	expect(problem('conflict', 'A contact matching those details already exists', undefined, 409)).toMatchObject({
		category: 'duplicate',
	});
	const idOf = (message: string) => conflictOf([{ code: 'conflict', message }]);
	expect(idOf(archived)).toEqual({ id: '5ff25dc6ec394ef8296e873f', archived: true });
	expect(idOf('… already exists with id=abc-1')).toEqual({ id: 'abc-1', archived: false });
	expect(idOf('… with id=../../me')).toBeUndefined();
	expect(idOf('valid=1')).toBeUndefined();
});

test.each([undefined, null, 'text', [], {}, { errors: [] }, { errors: 'x' }, { errors: [null, 3] }])(
	'%p is no list of errors',
	(body) => {
		expect(readErrors(body)).toBeUndefined();
	},
);

test('errors with members missing are read with care', () => {
	expect(readErrors({ errors: [{}], request_id: 7 })).toEqual({
		errors: [{ code: '', message: '', field: undefined }],
		requestId: '7',
	});
});
