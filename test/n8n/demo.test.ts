import { join } from 'node:path';
import { command } from './harness/commands';
import { projectRoot } from './harness';

describe('the demo', () => {
	it('shows what arrives in HubSpot and Intercom and what is rejected, changes three records and writes those, then works both ways, enriches leads, answers a former caller and looks whether all is well', async () => {
		const { code, stdout, stderr } = await command(
			process.execPath,
			[join(projectRoot, 'scripts', 'demo.mjs'), '--exit'],
			{ cwd: projectRoot },
		);
		expect(stderr).toBe('');
		expect(code).toBe(0);
		for (const words of [
			'HubSpot now has 12 companies',
			'37 contacts, 18 of them associated with their company',
			'3 deals with their companies and the contacts that have a role in them',
			'Edge Emergency Generator',
			'3 records were rejected',
			'Contact Babara Levy (invalidEmail, email)',
			'Lead John Gardner (duplicate, email)',
			'NumberOfEmployees 265 → 312',
			'the second run wrote those three records and no other, in 3 calls',
			'Intercom now has 12 companies',
			'18 users, 18 of them attached to their company',
			'2 records were rejected',
			'the second run wrote those two records and no other, in 2 calls',
			'(650) 555-0101',
			'(650) 555-0199',
			'Salesforce has the job title "Chief Operating Officer"',
			'Compare Accounts',
			'1 × differing: Website: www.expressl&t.net, blank',
			'insurance (HubSpot)',
			'480 (Salesforce)',
			'the second run of it took no lead, asked nobody and wrote nothing',
			'3 of 5 syncs need attention.',
			'the page is in file://',
			'6 alerts fired, and none of them when the alerts were looked at again',
			'/workflow/sophiaDailyRep',
			'"company":"Example Shipping"',
			'data_sync, sent again',
			'lead_enrichment, with a wrong key',
			'nothing was cut off: the drain of the inbox hands nothing out again',
			'/workflow/sophiaIntake0001',
			'HubSpot API calls of the day: ',
			'it told the team at the first look, and nobody at the second',
			'HubSpot has calls again, and the workflow says so',
			'/workflow/sophiaHealth',
			'/workflow/sophiaDataSync',
			'/workflow/sophiaLeadEnrich',
			'owner@example.com',
			'/workflow/sophiaSfToIntercom',
		]) {
			expect(stdout).toContain(words);
		}
		// No log lines of n8n between ours.
		expect(stdout).not.toMatch(/Editor is now accessible|Initializing n8n|\[license SDK\]/);
	});
});
