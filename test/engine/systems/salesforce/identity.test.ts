import type { IdentityChange } from '../../../../engine/systems/types';
import { failure, startOrg, type TestOrg } from './org';

const longAgo = new Date('2020-01-01T00:00:00Z');
const farOff = new Date('2030-01-01T00:00:00Z');

describe('identity changes', () => {
	let org: TestOrg;
	beforeEach(async () => (org = await startOrg()));
	afterEach(async () => await org.stop());

	const changes = async (object: string, window: { since?: Date; until?: Date } = {}, pageSize = 2000) => {
		const all: IdentityChange[] = [];
		const request = { object, since: longAgo, until: farOff, ...window };
		for await (const page of org.source({ pageSize }).identityChanges(request)) all.push(...page);
		return all;
	};
	const now = () => new Date(org.clock.now()).toISOString();

	it('tells deletes, merges and conversions apart', async () => {
		const [deleted, winner, loser] = ['a', 'b', 'c'].map((Name) => org.simulator.create('Account', { Name }));
		org.simulator.remove('Account', deleted);
		org.simulator.merge('Account', winner, [loser]);
		expect(await changes('Account')).toEqual([
			{ object: 'Account', id: deleted, kind: 'deleted', modifiedAt: now() },
			{ object: 'Account', id: loser, kind: 'merged', into: { object: 'Account', id: winner }, modifiedAt: now() },
		]);
		const lead = org.simulator.create('Lead', { LastName: 'Doe', Company: 'Example' });
		const { contactId } = org.simulator.convertLead(lead);
		expect(await changes('Lead')).toEqual([
			{ object: 'Lead', id: lead, kind: 'converted', into: { object: 'Contact', id: contactId }, modifiedAt: now() },
		]);
		org.simulator.remove('Lead', lead);
		expect(await changes('Lead')).toMatchObject([{ id: lead, kind: 'converted', into: { id: contactId } }]);
	});

	it('keeps to the window', async () => {
		const ids = ['a', 'b', 'c'].map((Name) => org.simulator.create('Account', { Name }));
		const times = ids.map((id) => {
			org.clock.advance(1000);
			org.simulator.remove('Account', id);
			return new Date(org.clock.now());
		});
		expect((await changes('Account', { since: times[1], until: times[2] })).map(({ id }) => id)).toEqual([ids[1]]);
	});

	it('loses nothing among ties, whatever the size of a page', async () => {
		const ids = Array.from({ length: 17 }, (_, n) => org.simulator.create('Contact', { LastName: `${n}` }));
		for (const id of ids) org.simulator.remove('Contact', id);
		for (const pageSize of [1, 3, 17, 18]) {
			expect((await changes('Contact', {}, pageSize)).map(({ id }) => id).sort()).toEqual([...ids].sort());
		}
	});

	it('knows nothing of objects whose records cannot be deleted, and of restored ones', async () => {
		expect(await changes('User')).toEqual([]);
		const id = org.simulator.create('Account', { Name: 'back again' });
		org.simulator.remove('Account', id);
		org.simulator.undelete('Account', id);
		expect(await changes('Account')).toEqual([]);
	});
});

describe('records by id', () => {
	let org: TestOrg;
	beforeEach(async () => (org = await startOrg()));
	afterEach(async () => await org.stop());

	it('puts every id into exactly one list', async () => {
		const [live, filtered, deleted, winner, loser, purged] = ['live', 'other', 'gone', 'live', 'lost', 'purged'].map(
			(Name) => org.simulator.create('Account', { Name }),
		);
		org.simulator.remove('Account', deleted);
		org.simulator.merge('Account', winner, [loser]);
		org.simulator.remove('Account', purged);
		org.simulator.purge('Account', purged);
		const ids = [live, filtered, deleted, winner.slice(0, 15), loser, purged, 'nonsense', "' OR Id != '", live];
		const result = await org
			.source()
			.readByIds({ object: 'Account', fields: ['Name'], filter: "Name = 'live' OR Name = 'x'", ids });
		expect(result.records.map(({ id }) => id).sort()).toEqual([live, winner].sort());
		expect(result.records[0].fields).toEqual({ Name: 'live' });
		expect(result.filteredOut).toEqual([filtered]);
		expect(result.gone.map(({ id, kind }) => [id, kind]).sort()).toEqual(
			[
				[deleted, 'deleted'],
				[loser, 'merged'],
			].sort(),
		);
		expect(result.missing.sort()).toEqual([purged, 'nonsense', "' OR Id != '"].sort());
	});

	it('takes a converted lead for gone and a person account for filtered out', async () => {
		const lead = org.simulator.create('Lead', { LastName: 'Doe', Company: 'Example' });
		const { contactId } = org.simulator.convertLead(lead);
		const { gone } = await org.source().readByIds({ object: 'Lead', fields: [], ids: [lead] });
		expect(gone).toMatchObject([{ id: lead, kind: 'converted', into: { object: 'Contact', id: contactId } }]);
		const persons = await startOrg({ personAccounts: true });
		const person = persons.simulator.create('Account', { IsPersonAccount: true, LastName: 'Doe' });
		expect(
			(await persons.source().readByIds({ object: 'Account', fields: ['Name'], ids: [person] })).filteredOut,
		).toEqual([person]);
		await persons.stop();
	});

	it('takes one call for some hundred live records, and short addresses', async () => {
		org.simulator.generate({ contacts: 1000 });
		const ids = org.simulator.rows('Contact').map(({ Id }) => String(Id));
		const few = await org.source().readByIds({ object: 'Contact', fields: ['LastName'], ids: ids.slice(0, 400) });
		expect(few.records).toHaveLength(400);
		expect(org.asked(/query/)).toHaveLength(1);
		const filter = `Email != '${'x'.repeat(3000)}'`;
		const all = await org.source().readByIds({ object: 'Contact', fields: ['LastName', 'Owner.Email'], ids, filter });
		expect(new Set(all.records.map(({ id }) => id)).size).toBe(1000);
		expect(Math.max(...org.asked(/query/).map((request) => request.length))).toBeLessThan(14_100);
	});

	it('asks nothing for nothing', async () => {
		const result = await org.source().readByIds({ object: 'Account', fields: ['Name'], ids: ['x'] });
		expect(result).toEqual({ records: [], gone: [], filteredOut: [], missing: ['x'] });
		expect(org.simulator.requests).toHaveLength(0);
	});

	it('names an unknown field', async () => {
		const id = org.simulator.create('Account', { Name: 'a' });
		expect(
			(await failure(org.source().readByIds({ object: 'Account', fields: ['Nope'], ids: [id] }))).message,
		).toContain('Nope');
	});
});
