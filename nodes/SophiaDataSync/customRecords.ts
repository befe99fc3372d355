import type { IExecuteFunctions } from 'n8n-workflow';
import { SophiaError } from '../../engine/errors';
import type { ConflictRule, KeyPart, PairField, PairPlan, PairReference, SideName } from '../../engine/pairs/types';
import type { PairRecords } from '../../engine/routes/salesforceAndHubspot';
import type { DataSyncOptions } from './dataSyncOptions';
import { itemsSideOf, LABELS, type PairChoice } from './pairs';

/** One row of "Match Keys". */
interface KeyRow {
	left?: string;
	right?: string;
	normalise?: KeyPart['normalise'];
	region?: string;
}

/** One row of "Fields". */
interface FieldRow {
	left?: string;
	right?: string;
	direction?: PairField['direction'];
	rule?: '' | ConflictRule;
	nullPolicy?: 'clear' | 'keep';
	unknownOption?: 'add' | 'skip' | 'reject';
	toRight?: string[];
	toLeft?: string[];
}

/** One row of "References". */
interface ReferenceRow extends Pick<FieldRow, 'left' | 'right' | 'direction' | 'rule'> {
	leftObject?: string;
	rightObject?: string;
}

/**
 * What a user has put together: match keys, pairs of fields, references, id fields.
 *
 * @param rule of the fields that have none of their own
 * @throws SophiaError `configuration` that names the parameter and the row
 */
export function customRecords(
	context: IExecuteFunctions,
	pair: PairChoice,
	objects: Record<SideName, string>,
	rule: ConflictRule,
	options: DataSyncOptions,
): PairRecords {
	const rows = <Row>(name: string): Row[] => context.getNodeParameter(name, 0, []) as Row[];
	const defaults: Defaults = { rule, direction: 'both' };
	return {
		leftObject: objects.left,
		rightObject: objects.right,
		keys: some(rows<KeyRow>('keys.key').map(keyPart), 'Match Keys', 'a field by which records recognise each other'),
		fields: some(
			rows<FieldRow>('fields.field').map((row, index) => pairField(row, index, defaults)),
			'Fields',
			'a pair of fields that are to agree',
		),
		references:
			itemsSideOf(pair) === undefined
				? rows<ReferenceRow>('references.reference').map((row, index) => reference(row, index, defaults))
				: [],
		ownId: ownIds(pair, objects, options),
	};
}

function keyPart({ left, right, normalise = 'exact', region }: KeyRow, index: number): KeyPart {
	const where = `"Match Keys", row ${index + 1}`;
	const dialled = region?.trim().toUpperCase();
	return {
		left: named(left, where, 'left field'),
		right: named(right, where, 'right field'),
		normalise,
		...(normalise === 'phone' && dialled ? { region: dialled } : {}),
	};
}

type Defaults = Required<Pick<PairField, 'rule' | 'direction'>>;

function pairField(row: FieldRow, index: number, defaults: Defaults): PairField {
	const where = `"Fields", row ${index + 1}`;
	const { nullPolicy = 'clear', unknownOption = 'skip', toRight = [], toLeft = [] } = row;
	return {
		left: named(row.left, where, 'left field'),
		right: named(row.right, where, 'right field'),
		...directed(row, defaults),
		toRight: { transforms: toRight, nullPolicy, unknownOption },
		toLeft: { transforms: toLeft, nullPolicy, unknownOption },
	};
}

function reference(row: ReferenceRow, index: number, defaults: Defaults): PairReference {
	const where = `"References", row ${index + 1}`;
	return {
		left: named(row.left, where, 'left field'),
		leftObject: named(row.leftObject, where, 'left object'),
		right: named(row.right, where, 'right field'),
		rightObject: named(row.rightObject, where, 'right object'),
		...directed(row, defaults),
	};
}

const directed = (row: Pick<FieldRow, 'direction' | 'rule'>, { rule, direction }: Defaults): Defaults => ({
	rule: row.rule || rule,
	direction: row.direction ?? direction,
});

function ownIds(
	pair: PairChoice,
	objects: Record<SideName, string>,
	{ ownIdLeft, ownIdRight }: DataSyncOptions,
): PairPlan['ownId'] {
	const ownId = (field: string | undefined, other: SideName) =>
		field?.trim() ? { field: field.trim(), label: `${LABELS[pair[other]]} ${objects[other]} ID (Sophia)` } : undefined;
	const [left, right] = [ownId(ownIdLeft, 'right'), ownId(ownIdRight, 'left')];
	return { ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) };
}

function named(value: unknown, where: string, what: string): string {
	if (typeof value === 'string' && value.trim() !== '') return value.trim();
	throw new SophiaError('configuration', `${where} names no ${what}.`, {
		remedy: `Choose the ${what}, or remove the row.`,
		code: 'EMPTY_ROW',
	});
}

function some<Row>(rows: Row[], parameter: string, what: string): Row[] {
	if (rows.length > 0) return rows;
	throw new SophiaError('configuration', `"${parameter}" is empty.`, {
		remedy: `Add ${what}.`,
		code: 'NOTHING_CHOSEN',
	});
}
