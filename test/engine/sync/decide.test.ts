import { decide, type Decision, type Policy, type Situation } from '../../../engine/sync/decide';

const booleans = [false, true];

const SITUATIONS: { [Fact in keyof Situation]: Array<Situation[Fact]> } = {
	source: ['present', 'deleted', 'filteredOut'],
	link: ['none', 'primary', 'shadow'],
	match: ['none', 'one', 'many', 'covered', 'taken'],
	changed: booleans,
	unmappable: booleans,
	refusedBefore: booleans,
	sharesDestination: booleans,
};

const POLICIES: { [Choice in keyof Policy]: Array<Policy[Choice]> } = {
	mode: ['upsert', 'createOnly', 'updateOnly'],
	onDelete: ['ignore', 'archive', 'detach'],
	onFilterExit: ['keep', 'archive'],
};

/** Every combination of one value per key. */
function combinations<T extends object>(space: { [Key in keyof T]: Array<T[Key]> }): T[] {
	let all: Array<Partial<T>> = [{}];
	for (const key of Object.keys(space) as Array<keyof T>) {
		all = all.flatMap((partial) => space[key].map((value) => ({ ...partial, [key]: value })));
	}
	return all as T[];
}

interface Rule {
	says: string;
	/** Where it applies. */
	when: (situation: Situation, policy: Policy) => boolean;
	/** What it allows there. */
	allows: Decision[];
}

const gone = ({ source }: Situation) => source !== 'present';
const here = (situation: Situation) => !gone(situation);
const archiveWanted = ({ source }: Situation, { onDelete, onFilterExit }: Policy) =>
	(source === 'deleted' && onDelete === 'archive') || (source === 'filteredOut' && onFilterExit === 'archive');
const detachWanted = ({ source }: Situation, { onDelete }: Policy) => source === 'deleted' && onDelete === 'detach';

/** The promises, one at a time, said without looking at how `decide` is made. */
const RULES: Rule[] = [
	{ says: 'what is gone is archived, detached or left alone', when: gone, allows: ['archive', 'detach', 'skip'] },
	{
		says: 'what is here is never archived or detached',
		when: here,
		allows: ['create', 'update', 'unchanged', 'skip', 'reject'],
	},
	{
		says: 'nothing is archived that the user does not want archived',
		when: (s, p) => gone(s) && !archiveWanted(s, p),
		allows: ['detach', 'skip'],
	},
	{
		says: 'nothing is detached that the user does not want detached',
		when: (s, p) => gone(s) && !detachWanted(s, p),
		allows: ['archive', 'skip'],
	},
	{
		says: 'nothing is archived that we are not in charge of',
		when: (s) => gone(s) && s.link !== 'primary',
		allows: ['skip'],
	},
	{
		says: 'nothing is archived that another live record needs',
		when: (s) => gone(s) && s.sharesDestination,
		allows: ['skip'],
	},
	{
		says: 'what is ours alone and gone is archived where wanted',
		when: (s, p) => archiveWanted(s, p) && s.link === 'primary' && !s.sharesDestination,
		allows: ['archive'],
	},
	{
		says: 'what is ours alone and deleted is detached where wanted',
		when: (s, p) => detachWanted(s, p) && s.link === 'primary' && !s.sharesDestination,
		allows: ['detach'],
	},
	{ says: 'a shadow is never written', when: (s) => here(s) && s.link === 'shadow', allows: ['skip'] },
	{
		says: 'what is linked is never created again',
		when: (s) => s.link !== 'none',
		allows: ['update', 'unchanged', 'archive', 'detach', 'skip', 'reject'],
	},
	{
		says: 'what is found in the destination is never created again',
		when: (s) => s.link === 'none' && s.match !== 'none',
		allows: ['update', 'skip', 'reject'],
	},
	{
		says: 'an unchanged linked record costs no write',
		when: (s) => here(s) && s.link === 'primary' && !s.changed,
		allows: ['unchanged', 'skip', 'reject'],
	},
	{
		says: 'only a linked record can be unchanged',
		when: (s) => s.link !== 'primary',
		allows: ['create', 'update', 'archive', 'detach', 'skip', 'reject'],
	},
	{
		says: 'what cannot be mapped is never written',
		when: (s) => here(s) && s.unmappable,
		allows: ['skip', 'reject'],
	},
	{
		says: 'what cannot be mapped is kept as rejected, unless this sync would not touch it anyway',
		when: (s, p) => here(s) && s.unmappable && (s.link === 'none' || (s.link === 'primary' && p.mode !== 'createOnly')),
		allows: ['reject'],
	},
	{
		says: 'a refusal is not repeated unchanged',
		when: (s) => here(s) && s.refusedBefore,
		allows: ['unchanged', 'skip', 'reject'],
	},
	{
		says: 'several matches are never guessed between',
		when: (s) => here(s) && s.link === 'none' && s.match === 'many',
		allows: ['reject'],
	},
	{
		says: 'what another record has is not taken',
		when: (s) => here(s) && s.link === 'none' && s.match === 'taken',
		allows: ['reject'],
	},
	{
		says: 'the record of higher priority is in charge',
		when: (s) => here(s) && s.link === 'none' && s.match === 'covered' && !s.unmappable,
		allows: ['skip'],
	},
	{
		says: 'createOnly changes nothing that exists',
		when: (_, p) => p.mode === 'createOnly',
		allows: ['create', 'archive', 'detach', 'skip', 'reject'],
	},
	{
		says: 'createOnly leaves linked records alone',
		when: (s, p) => here(s) && p.mode === 'createOnly' && s.link !== 'none',
		allows: ['skip'],
	},
	{
		says: 'updateOnly makes nothing new',
		when: (_, p) => p.mode === 'updateOnly',
		allows: ['update', 'unchanged', 'archive', 'detach', 'skip', 'reject'],
	},
	{
		says: 'only what exists can be updated',
		when: (s) => s.link === 'none' && s.match === 'none',
		allows: ['create', 'archive', 'detach', 'skip', 'reject'],
	},
	{
		says: 'createOnly leaves what it finds alone',
		when: (s, p) => here(s) && p.mode === 'createOnly' && s.link === 'none' && s.match === 'one' && !s.unmappable,
		allows: ['skip'],
	},
	{
		says: 'updateOnly has nothing to do with what the destination does not have',
		when: (s, p) => here(s) && p.mode === 'updateOnly' && s.link === 'none' && s.match === 'none' && !s.unmappable,
		allows: ['skip'],
	},
	{
		says: 'a sound linked record that is as it was sent is unchanged, refused before or not',
		when: (s, p) => here(s) && s.link === 'primary' && !s.changed && !s.unmappable && p.mode !== 'createOnly',
		allows: ['unchanged'],
	},
	{
		says: 'a refused record stays listed as long as it would be sent again unchanged',
		when: (s, p) =>
			here(s) &&
			s.refusedBefore &&
			((s.link === 'primary' && s.changed && p.mode !== 'createOnly') ||
				(s.link === 'none' && s.match === 'one' && p.mode !== 'createOnly') ||
				(s.link === 'none' && s.match === 'none' && p.mode !== 'updateOnly')),
		allows: ['reject'],
	},
	{
		says: 'a changed, sound, linked record is updated',
		when: (s, p) =>
			here(s) && s.link === 'primary' && s.changed && !s.unmappable && !s.refusedBefore && p.mode !== 'createOnly',
		allows: ['update'],
	},
	{
		says: 'a sound record with one match is adopted',
		when: (s, p) =>
			here(s) && s.link === 'none' && s.match === 'one' && !s.unmappable && !s.refusedBefore && p.mode !== 'createOnly',
		allows: ['update'],
	},
	{
		says: 'a sound record without any match is created',
		when: (s, p) =>
			here(s) &&
			s.link === 'none' &&
			s.match === 'none' &&
			!s.unmappable &&
			!s.refusedBefore &&
			p.mode !== 'updateOnly',
		allows: ['create'],
	},
];

/** Facts that do not matter where another fact settles the decision. */
const IRRELEVANT: Array<{ says: string; when: (situation: Situation) => boolean; facts: Array<keyof Situation> }> = [
	{
		says: 'values do not matter for what is gone',
		when: gone,
		facts: ['match', 'changed', 'unmappable', 'refusedBefore'],
	},
	{
		says: 'who shares the destination record does not matter for what is here',
		when: here,
		facts: ['sharesDestination'],
	},
	{ says: 'a linked record is not matched', when: (s) => s.link !== 'none', facts: ['match'] },
	{ says: 'without a link nothing was sent that could differ', when: (s) => s.link === 'none', facts: ['changed'] },
];

describe('decide', () => {
	const situations = combinations<Situation>(SITUATIONS);
	const policies = combinations<Policy>(POLICIES);
	const everything = situations.flatMap((situation) => policies.map((policy) => ({ situation, policy })));

	it('is asked about every combination', () => {
		expect([situations.length, policies.length, everything.length]).toEqual([720, 18, 12_960]);
	});

	it.each(RULES)('$says', ({ when, allows }) => {
		const concerned = everything.filter(({ situation, policy }) => when(situation, policy));
		expect(concerned.length).toBeGreaterThan(0);
		const broken = concerned.filter(({ situation, policy }) => !allows.includes(decide(situation, policy)));
		expect(broken.slice(0, 3)).toEqual([]);
	});

	it.each(IRRELEVANT)('$says', ({ when, facts }) => {
		const broken = everything.filter(
			({ situation, policy }) =>
				when(situation) &&
				facts.some((fact) =>
					SITUATIONS[fact].some(
						(value) => decide({ ...situation, [fact]: value }, policy) !== decide(situation, policy),
					),
				),
		);
		expect(broken.slice(0, 3)).toEqual([]);
	});

	it('leaves the rules nothing to choose, whatever the combination', () => {
		const all: Decision[] = ['create', 'update', 'unchanged', 'archive', 'detach', 'skip', 'reject'];
		const open = everything.filter(({ situation, policy }) => {
			const allowed = RULES.filter((rule) => rule.when(situation, policy)).reduce(
				(left, rule) => left.filter((decision) => rule.allows.includes(decision)),
				all,
			);
			return allowed.length !== 1;
		});
		expect(open.slice(0, 5)).toEqual([]);
	});

	it('is pure', () => {
		for (const { situation, policy } of everything) {
			const frozen = Object.freeze({ ...situation });
			expect(decide(frozen, Object.freeze({ ...policy }))).toBe(decide(situation, policy));
		}
	});
});
