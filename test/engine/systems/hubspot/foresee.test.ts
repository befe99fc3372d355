import { foreseeProblem } from '../../../../engine/systems/hubspot/foresee';

describe('what HubSpot is sure to refuse', () => {
	const categoryOf = (email: string, object = 'contacts') =>
		foreseeProblem(object, { properties: { email } })?.category;

	it.each([
		'not an address',
		'ann@',
		'@example.com',
		'ann@example',
		'ann@@example.com',
		'ann lee@example.com',
		'ann@exam&ple.com',
		'ann@.com',
		'ann@example..com',
	])('is the address %p', (email) => expect(categoryOf(email)).toBe('invalidEmail'));

	it.each([
		'ann@example.com',
		' Ann.Lee+tag@Example.co.uk ',
		"o'hara@example.com",
		'ann@exämple.example',
		'ann@例え.example',
		'a@b-c.example',
		'',
	])('is not %p', (email) => expect(categoryOf(email)).toBeUndefined());

	it('is nothing about a company, or a contact whose address is not sent', () => {
		expect(categoryOf('not an address', 'companies')).toBeUndefined();
		expect(foreseeProblem('contacts', { properties: { lastname: 'Lee' } })).toBeUndefined();
	});

	it('names the field, never the value', () => {
		expect(JSON.stringify(foreseeProblem('contacts', { properties: { email: 'secret thing' } }))).not.toContain(
			'secret',
		);
	});
});
