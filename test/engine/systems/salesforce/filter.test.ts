import fc from 'fast-check';
import { createTraffic } from '../../../../engine/traffic';
import { isSalesforceId, longId } from '../../../../engine/systems/salesforce/ids';
import { buildQuery, soqlId, soqlName, soqlString } from '../../../../engine/systems/salesforce/soql';
import { createSalesforceSource } from '../../../../engine/systems/salesforce';
import type { Source } from '../../../../engine/systems/types';
import { allRecords, failure, startOrg, type TestOrg } from './org';

describe('the filter', () => {
	let org: TestOrg;
	let source: Source;
	beforeAll(async () => {
		org = await startOrg();
		source = createSalesforceSource({ credentials: org.credentials, traffic: createTraffic({}, org.clock) });
	});
	afterAll(async () => await org.stop());

	const object = 'Contact';

	it.each([
		"Email != null AND (LeadSource = 'Web' OR LeadSource = 'Other')",
		"email LIKE '%@example.com'",
		'(DoNotCall = false)',
		"Account.Industry IN ('Energy', 'Banking') AND Account.Owner.Email != ''",
		"Owner.Name = 'AND OR ; -- (' ",
		"LastName = 'it\\'s (not) over' OR LastName = '\\\\'",
		'CreatedDate >= 2026-01-01T00:00:00Z AND CreatedDate < TODAY',
		'CreatedDate = LAST_N_DAYS:30',
		"NOT (LastName = 'x')",
		'Birthdate > 1990-12-31',
		"AccountId IN (SELECT AccountId FROM Opportunity WHERE StageName = 'Prospecting' AND Amount > 1000)",
		"AccountId NOT IN (SELECT Id FROM Account WHERE Industry = 'Energy')",
		'CALENDAR_YEAR(CreatedDate) = 2026',
		"LastName != 'x'\n\tAND FirstName != 'y'",
		"FirstName = 'LIMIT 1'",
	])('may be %s', async (filter) => {
		await expect(source.validateFilter(object, filter)).resolves.toBeUndefined();
	});

	it.each<[string, RegExp]>([
		['', /empty/],
		['   ', /empty/],
		["LastName = 'x') OR (Id != null", /\) at position 15 closes nothing/],
		["LastName = 'x')", /closes nothing/],
		["(LastName = 'x'", /\( at position 1 is not closed/],
		["LastName = 'x", /position 12 does not end/],
		["LastName = 'x\\'", /does not end/],
		["LastName = 'x\ny'", /does not end/],
		["LastName = 'x' ORDER BY Name", /ORDER at position 16/],
		["LastName = 'x' LIMIT 1", /LIMIT at position 16/],
		["LastName = 'x' GROUP BY Name", /GROUP at position 16/],
		["LastName = 'x' OFFSET 1", /OFFSET/],
		["LastName = 'x' FOR UPDATE", /FOR/],
		["LastName = 'x' WITH SECURITY_ENFORCED", /WITH/],
		["LastName = 'x' ALL ROWS", /ALL/],
		["WHERE LastName = 'x'", /WHERE at position 1/],
		["SELECT Id FROM Contact WHERE LastName = 'x'", /SELECT at position 1/],
		["LastName = 'x'; DELETE", /semicolon at position 15/],
		["LastName = 'x' -- hidden", /comment at position 16/],
		["LastName = 'x' /* hidden */", /comment/],
		["LastName = 'x' // hidden", /comment/],
		['LastName = "x"', /" at position 12/],
		["LastName = 'x' AND FirstName = 'y' OR Email = null", /OR at position 36 stands beside AND without parentheses/],
		["LastName = 'x' OR (FirstName = 'y' AND Email = null OR Email = 'a')", /OR at position 53/],
		["AccountId IN (SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c')", /OR at position/],
		["Nonsense = 'x'", /Nonsense does not exist/],
		["Owner.Nonsense = 'x'", /Nonsense does not exist/],
		["Nobody.Name = 'x'", /Nobody is no relationship/],
		["Description = 'x'", /cannot filter by Description/],
		["MailingAddress = 'x'", /MailingAddress is made of several/],
		['AccountId IN (SELECT Nonsense FROM Account)', /Nonsense does not exist/],
		['AccountId IN (SELECT Id FROM Nothing__c)', /no object Nothing__c/],
		['AccountId IN (SELECT Id, Name FROM Account)', /exactly one field/],
		['AccountId IN (SELECT Id FROM Account LIMIT 1)', /limit is not part/],
		['AccountId IN (SELECT Id FROM Account ORDER BY Name)', /orderBy is not part/],
		['COUNT(Id) > 1', /function COUNT/],
		['LastName', /understand/],
		['LastName =', /understand/],
		["LastName = 'x' AND", /understand/],
		['LastName = :bind', /understand/],
		['LastName = FirstName', /understand/],
		["LastName == 'x'", /understand/],
		['()', /understand/],
		[`LastName = '${'x'.repeat(4000)}'`, /longer than 4000/],
	])('may not be %s', async (filter, expected) => {
		const error = await failure(source.validateFilter(object, filter));
		expect(error).toMatchObject({ kind: 'configuration', message: expect.stringMatching(expected) });
		expect(error.remedy).toBeTruthy();
	});

	it('may have parentheses without end, and ends all the same', async () => {
		const outcome = await source.validateFilter(object, `${'('.repeat(1900)}LastName = 'x'${')'.repeat(1900)}`).then(
			() => 'valid',
			(error: { kind?: string }) => error.kind,
		);
		expect(['valid', 'configuration']).toContain(outcome);
	});

	it('is asked of an object that exists', async () => {
		expect((await failure(source.validateFilter('Nothing__c', 'A = 1'))).message).toContain('Nothing__c');
		expect((await failure(source.validateFilter('Contact WHERE x', 'A = 1'))).code).toBe('INVALID_NAME');
	});

	it('never becomes more than one condition, whatever is typed', async () => {
		const pieces = [
			"LastName = 'x'",
			' AND ',
			' OR ',
			'(',
			')',
			"'",
			'\\',
			' ',
			'SELECT Id FROM Account',
			' LIMIT 1',
			' ORDER BY Id',
			'--',
			'/*',
			';',
			'Email = null',
			'NOT ',
			'\n',
		];
		await fc.assert(
			fc.asyncProperty(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), async (parts) => {
				const filter = parts.join('');
				const valid = await source.validateFilter(object, filter).then(
					() => true,
					() => false,
				);
				if (!valid) return;
				// An impossible condition beside it must leave nothing, or the filter has escaped its parentheses.
				const query = buildQuery({ object, fields: ['Id'], conditions: [filter, 'Id = null'] });
				const { parseQuery } = await import('soql-parser-js');
				expect(Object.keys(parseQuery(query)).sort()).toEqual(['fields', 'sObject', 'where']);
				expect(await allRecords(source.changes({ object, fields: [], filter, until: new Date(0) }))).toEqual([]);
			}),
			{ numRuns: 150, seed: 7 },
		);
	});
});

describe('values in a query', () => {
	let org: TestOrg;
	beforeAll(async () => (org = await startOrg()));
	afterAll(async () => await org.stop());

	it('cannot leave their quotation marks', async () => {
		const hostile = [
			"x' OR Name != '",
			"\\' OR Name != \\'",
			'\\',
			"'",
			'a\nb\r\tc\b\f',
			"x') OR (Id != null",
			'%_',
			'ü€😀',
			'--',
			'\\u0027 OR Name != \\u0027',
		];
		for (const Name of hostile) org.simulator.create('Account', { Name });
		for (const Name of hostile) {
			const records = await allRecords(
				org.source().changes({
					object: 'Account',
					fields: ['Name'],
					filter: `Name = ${soqlString(Name)}`,
					until: new Date('2030-01-01T00:00:00Z'),
				}),
			);
			expect(records).toHaveLength(1);
		}
	});

	it('always begin and end with their own quotation marks', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (value) => {
				const literal = soqlString(value);
				expect(literal.replace(/\\[\s\S]/g, '')).toMatch(/^'[^'\\\n\r]*'$/);
			}),
		);
	});

	it('are ids and names or nothing', () => {
		expect(soqlId('001gL0000000001AAA')).toBe("'001gL0000000001AAA'");
		for (const id of ['', "001' OR Id != '", '001gL0000000001A', '001gL000000000\u0031 '])
			expect(() => soqlId(id)).toThrow(RangeError);
		for (const name of ['', 'a b', 'a,b', 'a)', '1a', 'a..b', '.a', 'a.b.c.d.e.f.g', "a'"])
			expect(() => soqlName(name)).toThrow(/no Salesforce name/);
		expect(soqlName('My__r.Other__r.Field__c')).toBe('My__r.Other__r.Field__c');
	});

	it('have ids of 18 characters that differ where 15 characters differ by case', () => {
		expect(longId('001A0000006Vm9u')).toBe('001A0000006Vm9uIAC');
		expect(longId('001A0000006Vm9uIAC')).toBe('001A0000006Vm9uIAC');
		expect(isSalesforceId('001A0000006Vm9')).toBe(false);
	});
});
