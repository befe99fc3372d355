import { runReconcile } from '../../../engine/pairs/reconcile';
import type { Finding } from '../../../engine/pairs/types';
import { createTraffic } from '../../../engine/traffic';
import type { FieldValue } from '../../../engine/systems/types';
import { JumpingClock } from '../../simulators/shared/clock';
import { link } from '../state/contract/shared';
import { Temporary } from '../state/temporary';
import { field, MemorySide, planOf } from './memorySide';

const temporary = new Temporary();

const RECORDS = 100_000;
const PLANTED = 1_000;

/** The same numbers every time. */
function numbersFrom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

const STAGES = ['Prospect', 'Customer', 'Former Customer'];
const left = () =>
	new MemorySide({
		system: 'salesforce',
		object: 'Contact',
		fields: [
			field('Email', 'email'),
			field('Name'),
			field('Amount', 'number'),
			field('Born', 'date'),
			field('Seen', 'datetime'),
			field('Active', 'boolean'),
			field('Stage', 'enumeration', { options: STAGES.map((value) => ({ value, label: value })) }),
			field('Tags', 'multiEnumeration'),
			field('Notes'),
		],
		pageSize: 2_000,
	});
const right = () =>
	new MemorySide({
		system: 'hubspot',
		object: 'contacts',
		fields: [
			field('email', 'email'),
			field('name'),
			field('amount', 'number'),
			field('born', 'date'),
			field('seen', 'datetime'),
			field('active', 'boolean'),
			field('stage', 'enumeration', {
				options: STAGES.map((label) => ({ value: label.toLowerCase().replace(' ', '_'), label })),
			}),
			field('tags', 'multiEnumeration'),
			field('notes'),
			field('salesforce_id'),
		],
		pageSize: 100,
	});

const plan = planOf({
	keys: [{ left: 'Email', right: 'email', normalise: 'email' }],
	fields: ['Email', 'Name', 'Amount', 'Born', 'Seen', 'Active', 'Stage', 'Tags', 'Notes'].map((name) => ({
		left: name,
		right: name.toLowerCase(),
		rule: 'leftWins' as const,
	})),
	ownId: { right: { field: 'salesforce_id', label: 'Salesforce id' } },
});

/** One record as each of the two systems spells it: nothing here is a difference. */
function spelled(
	n: number,
	below: (limit: number) => number,
): [Record<string, FieldValue>, Record<string, FieldValue>] {
	const day = 1 + (n % 28);
	const date = `2026-01-${String(day).padStart(2, '0')}`;
	const seconds = String(n % 60).padStart(2, '0');
	const stage = STAGES[n % 3];
	const blank = below(10) === 0;
	const ofLeft: Record<string, FieldValue> = {
		Email: `Person.${n}@Example.com`,
		Name: ` Person ${n} `,
		Amount: n / 4,
		Born: date,
		Seen: `${date}T10:20:${seconds}.000+0000`,
		Active: n % 2 === 0,
		Stage: stage,
		Tags: 'one;two',
		Notes: blank ? null : `First line\r\nSecond line ${n}`,
	};
	const ofRight: Record<string, FieldValue> = {
		email: `person.${n}@example.com`,
		name: `Person ${n}`,
		amount: (n / 4).toFixed(2),
		born: `${date}T00:00:00.000Z`,
		seen: `${date}T10:20:${seconds}.${below(10)}00Z`,
		active: n % 2 === 0 ? 'true' : 'false',
		stage: stage.toLowerCase().replace(' ', '_'),
		tags: 'two;one',
		notes: blank ? '' : `First line\nSecond line ${n}`,
		salesforce_id: null,
	};
	return [ofLeft, ofRight];
}

/** What is done to a right record, and what is to be found because of it. */
const CHANGES: Record<string, (fields: Record<string, FieldValue>) => void> = {
	name: (fields) => (fields.name = `${String(fields.name)}.`),
	amount: (fields) => (fields.amount = `${String(fields.amount)}1`),
	born: (fields) => (fields.born = '1999-12-31'),
	seen: (fields) => (fields.seen = '2026-01-31T00:00:00.000Z'),
	active: (fields) => (fields.active = fields.active === 'true' ? 'false' : 'true'),
	stage: (fields) => (fields.stage = fields.stage === 'customer' ? 'prospect' : 'customer'),
	tags: (fields) => (fields.tags = 'one;two;three'),
	notes: (fields) => (fields.notes = 'Something else'),
};
const KINDS = [...Object.keys(CHANGES), 'two', 'blank', 'leftOnly', 'rightOnly', 'doubled', 'keyless'];

it('finds every one of 1,000 planted differences among 100,000 records, and nothing else', async () => {
	const below = numbersFrom(20_261_122);
	const store = await temporary.open({ directory: temporary.directory() });
	const [ofLeft, ofRight] = [left(), right()];
	const planted = new Set<number>();
	while (planted.size < PLANTED) planted.add(below(RECORDS));
	const expected = new Map<string, string>();
	const links: Array<[string, string]> = [];
	for (let n = 0; n < RECORDS; n++) {
		const [leftId, rightId] = [`003${String(n).padStart(15, '0')}`, String(1_000_000 + ((n * 7_919) % RECORDS))];
		const [leftFields, rightFields] = spelled(n, below);
		const kind = planted.has(n) ? KINDS[below(KINDS.length)] : undefined;
		const alone = kind === 'leftOnly' || kind === 'rightOnly' || kind === 'doubled' || kind === 'keyless';
		// A third is known by its link, a third by the id it names, a third by its key alone.
		if (!alone && n % 3 === 0) links.push([leftId, rightId]);
		if (!alone && n % 3 === 1) rightFields.salesforce_id = leftId;
		if (kind !== undefined && kind in CHANGES) {
			CHANGES[kind](rightFields);
			expected.set(`${leftId}/${rightId}`, `differing ${kind}`);
		}
		switch (kind) {
			case 'two':
				CHANGES.amount(rightFields);
				CHANGES.notes(rightFields);
				expected.set(`${leftId}/${rightId}`, 'differing amount,notes');
				break;
			case 'blank':
				rightFields.name = '  ';
				expected.set(`${leftId}/${rightId}`, 'differing name');
				break;
			case 'leftOnly':
				expected.set(leftId, 'onlyLeft');
				break;
			case 'rightOnly':
				expected.set(rightId, 'onlyRight');
				break;
			case 'doubled':
				expected.set(`${leftId},${leftId}x/${rightId}`, 'ambiguous');
				ofLeft.add(`${leftId}x`, leftFields);
				break;
			case 'keyless':
				leftFields.Email = null;
				expected.set(leftId, 'ambiguous');
		}
		if (kind !== 'rightOnly') ofLeft.add(leftId, leftFields);
		if (kind !== 'leftOnly' && kind !== 'keyless') ofRight.add(rightId, rightFields);
	}
	const scope = {
		sourceOrganisation: 'salesforce:salesforce-organisation',
		sourceObject: 'Contact',
		destinationAccount: 'hubspot:hubspot-organisation',
		destinationObject: 'contacts',
	};
	for (let at = 0; at < links.length; at += 5_000) {
		const slice = links.slice(at, at + 5_000).map(([from, to]) => ({ scope, link: link(from, to) }));
		await store.commit({ links: slice }, []);
	}

	const clock = new JumpingClock();
	const found = new Map<string, string>();
	const report = await runReconcile(
		plan,
		{
			left: ofLeft.side,
			right: ofRight.side,
			state: store,
			traffic: createTraffic({}, clock),
			clock,
			directory: temporary.directory(),
		},
		{ onFinding: (finding) => found.set(...entryOf(finding)) },
	);

	const sorted = (entries: Map<string, string>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
	expect(sorted(found)).toEqual(sorted(expected));
	expect(found.size).toBe(PLANTED);
	const count = (kind: string) => [...expected.values()].filter((what) => what.startsWith(kind)).length;
	expect(report).toMatchObject({
		status: 'completed',
		left: { read: ofLeft.records.size },
		right: { read: ofRight.records.size },
		differing: count('differing'),
		onlyLeft: count('onlyLeft'),
		onlyRight: count('onlyRight'),
		ambiguous: count('ambiguous'),
		matched: RECORDS - PLANTED,
		warnings: [],
	});
	expect(report.byField.reduce((sum, { differing }) => sum + differing, 0)).toBe(
		count('differing') + count('differing amount,notes'),
	);
}, 120_000);

function entryOf(finding: Finding): [string, string] {
	switch (finding.kind) {
		case 'differing':
			return [
				`${finding.leftId}/${finding.rightId}`,
				`differing ${finding.fields.map((one) => one.right.field).join()}`,
			];
		case 'onlyLeft':
			return [finding.leftId, 'onlyLeft'];
		case 'onlyRight':
			return [finding.rightId, 'onlyRight'];
		case 'ambiguous':
			return [[finding.leftIds.join(), finding.rightIds.join()].filter((ids) => ids !== '').join('/'), 'ambiguous'];
	}
}
