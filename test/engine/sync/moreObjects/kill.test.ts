import { KilledSync } from '../kill/killedSync';
import { addShips, CHARTERER, ID, labelsOf, OWNER, SHIP, SHIPS } from './ships';

const ACCOUNTS = 60;
const COUNT = 600;

describe('objects of the user’s own, killed again and again', () => {
	const sync = new KilledSync({ objects: ['Account'], moreObjects: [SHIPS], lookups: [OWNER, CHARTERER] });
	const { salesforce, hubspot, live } = sync;
	let labels: Map<number, string>;
	let made = 0;

	beforeAll(async () => {
		labels = addShips(sync);
		salesforce.generate({ accounts: ACCOUNTS });
		for (let n = 0; n < COUNT; n++) add();
		await sync.start();
	});

	afterAll(async () => await sync.stop());

	const anyAccount = (): string => {
		const rows = live('Account');
		return String(rows[sync.upTo(rows.length)].Id);
	};

	function add(): void {
		const Imo__c = String(9_000_000 + ++made);
		salesforce.create('Ship__c', {
			Name: `Ship ${made}`,
			Imo__c,
			Account__c: anyAccount(),
			Charterer__c: anyAccount(),
		});
	}

	/** Other names, owners and charterers, new ships, and some that go. */
	function change(round: number): void {
		for (const [index, { Id }] of live('Ship__c').entries()) {
			const turn = (index + round) % 9;
			if (turn === 0) salesforce.remove('Ship__c', String(Id));
			if (turn === 1) salesforce.update('Ship__c', String(Id), { Charterer__c: anyAccount() });
			if (turn === 3) salesforce.update('Ship__c', String(Id), { Charterer__c: null });
			if (turn === 2) salesforce.update('Ship__c', String(Id), { Account__c: null, Name: `Changed ${round}` });
		}
		for (let n = 0; n < 30; n++) add();
		const gone = salesforce.rows('Ship__c').find(({ IsDeleted }) => IsDeleted === true);
		if (gone !== undefined) salesforce.undelete('Ship__c', String(gone.Id));
	}

	it('lose nothing and double nothing', async () => {
		await sync.play(change);
		expect(hubspot.duplicates(SHIP, ID)).toEqual(new Map());
		const found = hubspot.records(SHIP).filter(({ archived }) => !archived);
		const ships = live('Ship__c');
		expect(found.map(({ properties }) => `${properties[ID]} ${properties.ship_name}`).sort()).toEqual(
			ships.map(({ Id, Name }) => `${Id} ${Name}`).sort(),
		);
		const idOf = new Map(found.map(({ id, properties }) => [id, properties[ID]]));
		const labelled = hubspot.associations(SHIP, 'companies').flatMap(({ fromId, toId, types }) => {
			const account = hubspot.record('companies', toId)?.properties.sophia_salesforce_account_id;
			if (!idOf.has(fromId)) return [];
			return labelsOf(types, labels).map((label) => `${idOf.get(fromId)} ${label} ${account}`);
		});
		expect(labelled.sort()).toEqual(
			ships
				.flatMap(({ Id, Account__c, Charterer__c }) => [
					...(Account__c === null ? [] : [`${Id} Owner ${Account__c}`]),
					...(Charterer__c === null ? [] : [`${Id} Charterer ${Charterer__c}`]),
				])
				.sort(),
		);
	}, 600_000);
});
