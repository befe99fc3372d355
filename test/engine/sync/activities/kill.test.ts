import { KilledSync } from '../kill/killedSync';
import { WITH_ACTIVITIES } from './activityWorld';

const RECORDS = { accounts: 40, contacts: 150, opportunities: 40 };
const ACTIVITIES = 500;

describe('tasks and events, killed again and again', () => {
	const sync = new KilledSync({ objects: WITH_ACTIVITIES });
	const { salesforce, hubspot, clock, live } = sync;

	beforeAll(async () => {
		salesforce.generate(RECORDS);
		for (let n = 0; n < ACTIVITIES; n++) add(n);
		await sync.start();
	});

	afterAll(async () => await sync.stop());

	const any = (object: string): string => {
		const rows = live(object);
		return String(rows[sync.upTo(rows.length)].Id);
	};

	function add(n: number): void {
		const about = { Subject: `No. ${n}`, WhoId: any('Contact'), WhatId: any('Opportunity'), AccountId: any('Account') };
		if (n % 3 === 0) {
			const ago = (hours: number) => new Date(clock.now() - hours * 3_600_000).toISOString();
			salesforce.create('Event', { ...about, StartDateTime: ago(3), EndDateTime: ago(2) });
		} else {
			salesforce.create('Task', { ...about, TaskSubtype: n % 3 === 1 ? 'Call' : 'Email', Status: 'Completed' });
		}
	}

	/** Other people and subjects, new activities, and some that go. */
	function change(round: number): void {
		for (const object of ['Task', 'Event']) {
			for (const [index, { Id }] of live(object).entries()) {
				const turn = (index + round) % 9;
				if (turn === 0) salesforce.remove(object, String(Id));
				if (turn === 1) salesforce.update(object, String(Id), { WhoId: any('Contact') });
				if (turn === 2) salesforce.update(object, String(Id), { Subject: `Changed ${round}` });
			}
		}
		for (let n = 0; n < 30; n++) add(ACTIVITIES + round * 100 + n);
	}

	it('lose nothing and double nothing', async () => {
		await sync.play(change);
		const isCall = ({ TaskSubtype }: ReturnType<typeof live>[number]) => TaskSubtype === 'Call';
		for (const [kind, idProperty, title, rows] of [
			['calls', 'sophia_salesforce_task_id', 'hs_call_title', live('Task').filter(isCall)],
			['notes', 'sophia_salesforce_task_id', 'hs_note_body', live('Task').filter((row) => !isCall(row))],
			['meetings', 'sophia_salesforce_event_id', 'hs_meeting_title', live('Event')],
		] as const) {
			expect(hubspot.duplicates(kind, idProperty)).toEqual(new Map());
			const found = hubspot.records(kind).filter(({ archived }) => !archived);
			expect(found.map(({ properties }) => `${properties[idProperty]} ${properties[title]}`).sort()).toEqual(
				rows.map(({ Id, Subject }) => `${Id} ${Subject}`).sort(),
			);
			for (const [object, property, field] of [
				['contacts', 'sophia_salesforce_contact_id', 'WhoId'],
				['companies', 'sophia_salesforce_account_id', 'AccountId'],
				['deals', 'sophia_salesforce_opportunity_id', 'WhatId'],
			])
				expect(sync.pairs([kind, idProperty], [object, property])).toEqual(
					rows.map((row) => `${row.Id} ${row[field]}`).sort(),
				);
		}
	}, 600_000);
});
