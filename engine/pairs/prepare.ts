import { SophiaError } from '../errors';
import { sourceResolver } from '../mapping/compile';
import { fingerprint } from '../mapping/fingerprint';
import { fieldReader } from '../mapping/row';
import type { MappingWarning } from '../mapping/types';
import type { FieldDescription, ObjectDescription, SourceRecord } from '../systems/types';
import { prepareField, prepareReference, type PreparedField } from './fields';
import { keyReader, type KeyReader } from './keys';
import { scopeOfPair, type ObjectName, type PairScope } from './scope';
import type { KeyPart, PairField, PairPlan, PairReference, Side, SideName } from './types';
import { canonicalText, type SideRecord } from './values';

/** One side of a pair, described. */
export interface PreparedSide {
	name: SideName;
	side: Side;
	names: ObjectName;
	/** As people write it: 'HubSpot'. */
	label: string;
	description: ObjectDescription;
	/** The field that holds the other record's id, where there is one to read or write. */
	ownId?: string;
	/** What is read of each record. */
	readFields: string[];
	/** The record in canonical values. */
	record(source: SourceRecord): SideRecord;
	/** Its match key; null when it has none. */
	keyOf: KeyReader;
}

export interface PreparedPair {
	sides: Record<SideName, PreparedSide>;
	scope: PairScope;
	fields: PreparedField[];
	/** In the systems' own spelling. */
	keys: KeyPart[];
	/** Fingerprint of all that decides what is written for given records. */
	fingerprint: string;
	warnings: Array<MappingWarning & { side: SideName }>;
}

export type SideNames = Record<SideName, ObjectName>;

/** Whose records these are. One call per side at most. */
export async function namesOf(sides: Record<SideName, Side>, signal?: AbortSignal): Promise<SideNames> {
	const [left, right] = await Promise.all(
		[sides.left, sides.right].map(async ({ source, object }) => ({
			system: source.system,
			account: `${source.system}:${await source.organisation(signal)}`,
			object,
		})),
	);
	return { left, right };
}

/** The sides that a plan writes to. */
export const writtenSides = (plan: Pick<PairPlan, 'direction'>): SideName[] =>
	plan.direction === 'both' ? ['left', 'right'] : ['right'];

/**
 * Makes sure that what the plan needs exists on both sides, and compiles its fields. A field that cannot work (it is
 * gone, or read-only) is left out with a warning.
 *
 * @throws SophiaError `configuration` for a filter that is not valid, a key that a side does not have, a field that is
 * written twice, a plan that keeps nothing in agreement; `credentials` for a missing scope
 * @param options.compareOnly nothing is ever written: fields need not be writable, and nothing is provisioned
 */
export async function preparePair(
	plan: PairPlan,
	sides: Record<SideName, Side>,
	names: SideNames,
	options: { dryRun: boolean; compareOnly?: boolean; signal?: AbortSignal },
): Promise<PreparedPair> {
	const { signal, compareOnly = false } = options;
	const written = compareOnly ? [] : writtenSides(plan);
	if (plan.keys.length === 0) throw configuration('The plan has no match key.', 'Name at least one pair of fields.');
	for (const name of written) {
		if (sides[name].destination === undefined)
			throw configuration(
				`${names[name].object} on the ${name} side cannot be written to.`,
				'Choose another direction.',
			);
	}
	for (const { source, object, filter } of Object.values(sides)) {
		if (filter !== undefined) await source.validateFilter(object, filter, signal);
	}
	for (const name of written) await provisionOwnId(plan, name, sides[name], options);
	const descriptions = {
		left: await describe(sides.left, written.includes('left'), signal),
		right: await describe(sides.right, written.includes('right'), signal),
	};
	const prepare = new Preparation(plan, descriptions, names, compareOnly);
	const fields = await prepare.fields(sides, signal);
	const keys = prepare.keys();
	for (const name of written) {
		if (prepare.makes(name) && prepare.ownId(name) === undefined && sides[name].destination?.insert === undefined)
			throw configuration(
				`${descriptions[name].label} can only be created by a unique field that holds the other record's id.`,
				'Name such a field, or let nothing be created there.',
			);
	}
	const side = async (name: SideName): Promise<PreparedSide> => {
		const ownId = prepare.ownId(name);
		const readFields = prepare.readFields(name, fields);
		return {
			name,
			side: sides[name],
			names: names[name],
			label: sides[name].destination?.label ?? descriptions[name].label,
			description: descriptions[name],
			...(ownId === undefined ? {} : { ownId }),
			readFields,
			record: recordReader(readFields.map((field) => prepare.described(name, field) ?? unknownField(field))),
			keyOf: await keyReader(keys, name),
		};
	};
	return {
		sides: { left: await side('left'), right: await side('right') },
		scope: scopeOfPair(names),
		fields,
		keys,
		fingerprint: fingerprintOf(plan, sides, fields),
		warnings: prepare.warnings,
	};
}

async function provisionOwnId(
	{ ownId }: PairPlan,
	name: SideName,
	{ destination, object }: Side,
	{ dryRun, signal }: { dryRun: boolean; signal?: AbortSignal },
) {
	const own = ownId[name];
	if (own === undefined || destination === undefined) return;
	await destination.provision([{ object, idProperty: own.field, idPropertyLabel: own.label }], { dryRun, signal });
}

/** What a side has: as its destination sees it where it is written to, with what only the source knows. */
async function describe({ source, destination, object }: Side, written: boolean, signal?: AbortSignal) {
	const read = await source.describe(object, signal);
	if (!written || destination === undefined) return read;
	const write = await destination.describe(object, signal);
	return { ...read, fields: new Map([...read.fields, ...write.fields]) };
}

const configuration = (message: string, remedy: string) => new SophiaError('configuration', message, { remedy });

const unknownField = (name: string): FieldDescription => ({
	name,
	label: name,
	type: 'string',
	writable: false,
	unique: false,
});

function recordReader(fields: FieldDescription[]): (record: SourceRecord) => SideRecord {
	const readers = fields.map((field) => ({
		name: field.name,
		read: fieldReader(field.name),
		canonical: canonicalText(field),
	}));
	return (record) => {
		const values: Record<string, string> = {};
		for (const { name, read, canonical } of readers) values[name] = canonical(read(record));
		return { id: record.id, modifiedAt: record.modifiedAt, values };
	};
}

type Described = Record<SideName, FieldDescription>;

/** Resolves a plan's names against what the sides have. */
class Preparation {
	readonly warnings: PreparedPair['warnings'] = [];
	private readonly resolve: Record<SideName, (name: string) => string | undefined>;
	/** Fields that are written, by side. */
	private readonly targets: Record<SideName, Set<string>> = { left: new Set(), right: new Set() };

	constructor(
		private readonly plan: PairPlan,
		private readonly descriptions: Record<SideName, ObjectDescription>,
		private readonly names: SideNames,
		private readonly compareOnly: boolean,
	) {
		this.resolve = { left: sourceResolver(descriptions.left), right: sourceResolver(descriptions.right) };
	}

	async fields(sides: Record<SideName, Side>, signal?: AbortSignal): Promise<PreparedField[]> {
		const unreadable = {
			left: await this.unreadable('left', sides.left, signal),
			right: await this.unreadable('right', sides.right, signal),
		};
		const prepared = [
			...this.plan.fields.flatMap((field) => {
				const checked = this.check(field, unreadable);
				return checked === undefined ? [] : [prepareField(field, checked.fields, checked.sends)];
			}),
			...this.plan.references.flatMap((reference) => {
				const checked = this.check(reference, unreadable);
				return checked === undefined ? [] : [this.reference(reference, checked.fields, checked.sends)];
			}),
		];
		if (prepared.length === 0)
			throw configuration(
				`No field of ${this.names.left.object} and ${this.names.right.object} can be kept in agreement.`,
				'Map at least one pair of fields that both sides have.',
			);
		return prepared;
	}

	described(side: SideName, name: string): FieldDescription | undefined {
		const resolved = this.resolve[side](name);
		if (resolved === undefined) return undefined;
		return this.descriptions[side].fields.get(resolved) ?? unknownField(resolved);
	}

	/** @throws SophiaError `configuration` when a side lacks a field of the key, or may make records without one */
	keys(): KeyPart[] {
		return this.plan.keys.map((part) => ({
			...part,
			left: this.keyField('left', part.left),
			right: this.keyField('right', part.right),
		}));
	}

	private keyField(side: SideName, name: string): string {
		const { label } = this.descriptions[side];
		const field = this.described(side, name);
		if (field === undefined)
			throw configuration(
				`The match key ${name} does not exist: ${label} has no such field, or it may not be read.`,
				'Choose another field for the match key.',
			);
		if (this.makes(side) && this.ownId(side) === undefined && !this.targets[side].has(field.name))
			throw configuration(
				`New ${label} would have no match key: nothing is written to ${field.name}.`,
				`Map a field to ${field.name}, or name a unique field of ${label} for the other record's id.`,
			);
		return field.name;
	}

	ownId(side: SideName): string | undefined {
		const field = this.plan.ownId[side]?.field;
		if (field === undefined) return undefined;
		const provisioned = !this.compareOnly && writtenSides(this.plan).includes(side);
		return this.described(side, field)?.name ?? (provisioned ? field : undefined);
	}

	readFields(side: SideName, fields: PreparedField[]): string[] {
		const ownId = this.plan.ownId[side]?.field;
		const keys = this.plan.keys.flatMap((part) => this.described(side, part[side])?.name ?? []);
		const own = ownId === undefined ? undefined : this.described(side, ownId)?.name;
		return [...new Set([...fields.map(({ name }) => name[side]), ...keys, ...(own === undefined ? [] : [own])])];
	}

	/** Whether the plan may make records on a side. */
	makes(side: SideName): boolean {
		const { direction, mode, create } = this.plan;
		if (this.compareOnly) return false;
		return direction === 'both' ? create[side] : side === 'right' && mode !== 'updateOnly';
	}

	private async unreadable(side: SideName, { source, object }: Side, signal?: AbortSignal): Promise<Set<string>> {
		const dotted = [...this.plan.fields, ...this.plan.keys].map((field) => field[side]).filter((f) => f.includes('.'));
		return new Set(dotted.length === 0 ? [] : await source.unreadableFields(object, [...new Set(dotted)], signal));
	}

	private check(
		field: Pick<PairField, 'left' | 'right' | 'direction'>,
		unreadable: Record<SideName, Set<string>>,
	): { fields: Described; sends: Record<SideName, boolean> } | undefined {
		const found: Partial<Described> = {};
		for (const side of ['left', 'right'] as const) {
			const name = field[side];
			const described = unreadable[side].has(name) ? undefined : this.described(side, name);
			if (described === undefined) {
				const label = this.descriptions[side].label;
				this.warn(side, name, 'unknownSourceField', `${label} has no such field, or it may not be read`);
				return undefined;
			}
			found[side] = described;
		}
		const fields = found as Described;
		const direction = this.plan.direction === 'toRight' ? 'toRight' : (field.direction ?? 'both');
		if (this.compareOnly) return { fields, sends: { left: direction !== 'toLeft', right: direction !== 'toRight' } };
		const sends = {
			left: direction !== 'toLeft' && this.writes('right', fields.right, direction),
			right: direction !== 'toRight' && this.writes('left', fields.left, direction),
		};
		return sends.left || sends.right ? { fields, sends } : undefined;
	}

	/** Whether a field can be written; it is taken for this pair then. */
	private writes(side: SideName, { name, writable }: FieldDescription, direction: string): boolean {
		if (!writable || name === this.plan.ownId[side]?.field) {
			this.warn(side, name, 'readOnlyField', `it is read-only${direction === 'both' ? ' and only read' : ''}`);
			return false;
		}
		if (this.targets[side].has(name))
			throw configuration(
				`Two fields are written to ${name} of ${this.descriptions[side].label}.`,
				'Map one of them alone, or give one of them the other direction.',
			);
		this.targets[side].add(name);
		return true;
	}

	private reference(reference: PairReference, fields: Described, sends: Record<SideName, boolean>): PreparedField {
		const names = {
			left: { ...this.names.left, object: reference.leftObject },
			right: { ...this.names.right, object: reference.rightObject },
		};
		const { scope, source } = scopeOfPair(names);
		const association: Partial<Record<SideName, FieldDescription['association']>> = {};
		for (const side of ['left', 'right'] as const) {
			if (fields[side].association !== undefined) association[side] = fields[side].association;
		}
		return prepareReference(reference.rule, fields, sends, { scope, source, association });
	}

	private warn(side: SideName, field: string, code: string, why: string) {
		this.warnings.push({ side, field, code, message: `${field}: ${why}; the pair is left out in that direction.` });
	}
}

function fingerprintOf(plan: PairPlan, sides: Record<SideName, Side>, fields: PreparedField[]): string {
	const { direction, mode, keys, create, onDelete, ownId } = plan;
	const described = ({ type, maxLength, options }: FieldDescription) => ({
		type,
		maxLength,
		options: new Map((options ?? []).map(({ value, label }) => [value, label])),
	});
	return fingerprint({
		direction,
		mode,
		keys,
		create,
		onDelete,
		ownId,
		fields: plan.fields,
		references: plan.references,
		filters: { left: sides.left.filter, right: sides.right.filter },
		described: fields.map(({ description, sends }) => ({
			left: described(description.left),
			right: described(description.right),
			sends,
		})),
	});
}
