import { KilledSync } from '../kill/killedSync';

const RECORDS = { accounts: 60, contacts: 300, opportunities: 400, rolesPerOpportunity: 2 };

describe('400 deals and 800 roles, killed again and again', () => {
	const sync = new KilledSync({ objects: ['Account', 'Contact', 'Lead', 'Opportunity'] });
	const { salesforce, hubspot, live } = sync;

	beforeAll(async () => {
		salesforce.generate(RECORDS);
		await sync.start();
	});

	afterAll(async () => await sync.stop());

	/** Roles alone, stages, and opportunities that go. */
	function change(round: number): void {
		const contacts = live('Contact');
		for (const [index, { Id }] of live('OpportunityContactRole').entries()) {
			const turn = (index + round) % 9;
			if (turn === 0) salesforce.remove('OpportunityContactRole', String(Id));
			if (turn === 1)
				salesforce.update('OpportunityContactRole', String(Id), {
					ContactId: String(contacts[sync.upTo(contacts.length)].Id),
				});
		}
		for (const [index, { Id }] of live('Opportunity').entries()) {
			if ((index + round) % 7 === 0) salesforce.update('Opportunity', String(Id), { StageName: 'Closed Won' });
			if ((index + round) % 50 === 0) salesforce.remove('Opportunity', String(Id));
		}
	}

	it('lose nothing and double nothing', async () => {
		await sync.play(change);
		const idProperty = 'sophia_salesforce_opportunity_id';
		expect(hubspot.duplicates('deals', idProperty)).toEqual(new Map());
		const deals = hubspot.records('deals').filter(({ archived }) => !archived);
		expect(deals.map(({ properties }) => properties[idProperty]).sort()).toEqual(
			live('Opportunity')
				.map(({ Id }) => String(Id))
				.sort(),
		);
		const won = deals.filter(({ properties }) => properties.hs_is_closed_won === 'true');
		expect(won).toHaveLength(live('Opportunity').filter(({ IsWon }) => IsWon === true).length);
		expect(distinct(sync.pairs(['deals', idProperty], ['contacts', 'sophia_salesforce_contact_id']))).toEqual(
			distinct(live('OpportunityContactRole').map(({ OpportunityId, ContactId }) => `${OpportunityId} ${ContactId}`)),
		);
		expect(distinct(sync.pairs(['deals', idProperty], ['companies', 'sophia_salesforce_account_id']))).toEqual(
			distinct(live('Opportunity').map(({ Id, AccountId }) => `${Id} ${AccountId}`)),
		);
	}, 600_000);
});

const distinct = (values: string[]): string[] => [...new Set(values)].sort();
