import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { SophiaError } from '../../engine/errors';
import type { ConflictRule, DeletionRule, PairPlan, SideName } from '../../engine/pairs/types';
import { exchanged, salesforceAndHubspot, type PairRecords } from '../../engine/routes/salesforceAndHubspot';
import { syncKeyOf } from '../shared/sync/syncKey';
import { customRecords } from './customRecords';
import type { DataSyncOptions } from './dataSyncOptions';
import { itemsSideOf, pairNamed, type PairChoice } from './pairs';
import { fieldsToldOf, itemFieldsOf } from './inputFields';

export type RunOperation = 'syncOneWay' | 'syncBothWays' | 'reconcile' | 'repair';

/** What the node is set to, read once. */
export interface Choices {
	operation: RunOperation;
	pair: PairChoice;
	objects: Record<SideName, string>;
	filters: Partial<Record<SideName, string>>;
	plan: PairPlan;
	preview: boolean;
	options: DataSyncOptions;
	/** The input items, which are a side of some pairs. */
	items: INodeExecutionData[];
	/** Where the items are written: their fields that the plan names. */
	itemFields: string[];
}

/** @throws SophiaError `configuration` for a parameter that makes no sense, naming it */
export function choicesOf(context: IExecuteFunctions, operation: RunOperation): Choices {
	const pair = chosenPair(context);
	const options = context.getNodeParameter('options', 0, {}) as DataSyncOptions;
	const rule: ConflictRule =
		operation === 'reconcile' ? 'leftWins' : (context.getNodeParameter('rule', 0, 'leftWins') as ConflictRule);
	const items = context.getInputData();
	const side = itemsSideOf(pair);
	const itemsWritten =
		side !== undefined && (isBothWays(operation) || (operation === 'syncOneWay' && side === 'right'));
	const chosen = recordsOf(context, pair, rule, options);
	const records = itemsWritten ? { ...chosen, fields: fieldsToldOf(chosen, side, items) } : chosen;
	const filters = { left: options.filterLeft?.trim(), right: options.filterRight?.trim() };
	return {
		operation,
		pair,
		objects: { left: records.leftObject, right: records.rightObject },
		filters: {
			...(filters.left ? { left: filters.left } : {}),
			...(filters.right ? { right: filters.right } : {}),
		},
		plan: planOf(context, operation, records, { options, side }),
		preview: operation !== 'reconcile' && context.getNodeParameter('preview', 0, false) === true,
		options,
		items,
		itemFields: itemsWritten ? itemFieldsOf(chosen, side) : [],
	};
}

/** @throws SophiaError `configuration` */
export function chosenPair(context: IExecuteFunctions): PairChoice {
	const pair = pairNamed(context.getNodeParameter('pair', 0));
	if (pair !== undefined) return pair;
	throw new SophiaError('configuration', '"Left and Right" names no pair of systems that there is.', {
		remedy: 'Choose one from its list.',
		code: 'UNKNOWN_PAIR',
	});
}

/** The objects of a pair, by side. */
export function chosenObjects(context: IExecuteFunctions, pair: PairChoice): Record<SideName, string> {
	if (pair.ready !== undefined) {
		const { leftObject, rightObject } = readyRecords(pair.ready, 'leftWins');
		return { left: leftObject, right: rightObject };
	}
	return { left: objectOf(context, pair, 'left'), right: objectOf(context, pair, 'right') };
}

function recordsOf(
	context: IExecuteFunctions,
	pair: PairChoice,
	rule: ConflictRule,
	options: DataSyncOptions,
): PairRecords {
	if (pair.ready !== undefined) return readyRecords(pair.ready, rule);
	return customRecords(context, pair, chosenObjects(context, pair), rule, options);
}

function readyRecords(ready: NonNullable<PairChoice['ready']>, rule: ConflictRule): PairRecords {
	const records = salesforceAndHubspot(ready.pair, rule);
	return ready.exchanged ? exchanged(records) : records;
}

function objectOf(context: IExecuteFunctions, pair: PairChoice, side: SideName): string {
	const name =
		pair[side] === 'items'
			? context.getNodeParameter('itemsName', 0, '')
			: context.getNodeParameter(`${side}Object`, 0, '', { extractValue: true });
	const text = typeof name === 'string' ? name.trim() : '';
	if (text !== '') return text;
	throw new SophiaError('configuration', `Nothing is chosen for the ${side} side.`, {
		remedy: `Choose it from the list, or enter its name.`,
		code: 'NO_OBJECT',
	});
}

function planOf(
	context: IExecuteFunctions,
	operation: RunOperation,
	records: PairRecords,
	{ options, side: itemsSide }: { options: DataSyncOptions; side?: SideName },
): PairPlan {
	const oneWay = operation === 'syncOneWay';
	const create = (oneWay ? ['right'] : context.getNodeParameter('create', 0, [])) as SideName[];
	const approval = oneWay ? (context.getNodeParameter('approval', 0, '') as string).trim() : '';
	const deletion = (side: 'Left' | 'Right') =>
		(operation === 'syncBothWays' && itemsSide !== (side === 'Left' ? 'left' : 'right')
			? context.getNodeParameter(`onDelete${side}`, 0, 'ignore')
			: 'ignore') as DeletionRule;
	return {
		syncKey: syncKeyOf(context),
		direction: oneWay ? 'toRight' : 'both',
		mode: oneWay ? (context.getNodeParameter('mode', 0, 'upsert') as PairPlan['mode']) : 'upsert',
		keys: records.keys,
		// A list on the left is compared as what is to be on the right: nothing comes back to fill its blanks.
		fields:
			oneWay || (operation === 'reconcile' && itemsSide === 'left') ? towardsRight(records.fields) : records.fields,
		references: oneWay ? towardsRight(records.references) : records.references,
		create: { left: create.includes('left'), right: create.includes('right') },
		onDelete: { left: deletion('Left'), right: deletion('Right') },
		ownId: records.ownId,
		// The guard is a mirror's: both ways every archive follows from one deletion, by the rule of its side.
		maxArchiveShare: oneWay ? (context.getNodeParameter('maxArchivePercent', 0, 10) as number) / 100 : 1,
		...(approval === '' ? {} : { approval }),
		fullCompareDays: options.fullCompareDays ?? 7,
		overlapMs: (options.overlapMinutes ?? 5) * 60_000,
		...(options.maxRunMinutes ? { maxRunMs: options.maxRunMinutes * 60_000 } : {}),
		retryRejected: options.retryRejected ?? false,
		...(options.forceFullRead ? { forceFullRead: true } : {}),
	};
}

/** In one direction there is nothing to say about it; fields that go the other way only have no part in it. */
const towardsRight = <Field extends { direction?: 'both' | 'toRight' | 'toLeft' }>(fields: Field[]): Field[] =>
	fields.filter(({ direction }) => direction !== 'toLeft').map((field) => ({ ...field, direction: 'toRight' }));

const isBothWays = (operation: RunOperation): boolean => operation === 'syncBothWays' || operation === 'repair';
