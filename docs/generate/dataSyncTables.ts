import { dataSyncProperties } from '../../nodes/SophiaDataSync/description';
import { isCustom, itemsSideOf, LABELS, pairsWhere, PAIRS, type SystemName } from '../../nodes/SophiaDataSync/pairs';
import { NodeTables } from './nodeTables';

/** Groups of the choices of "Left and Right", in words: there are too many to name each. */
const GROUPS: Array<[words: string, values: string[]]> = [
	['any but the ready pairs', pairsWhere(isCustom)],
	['any but the ready pairs and those of input items', pairsWhere((pair) => isCustom(pair) && !itemsSideOf(pair))],
	...(['left', 'right'] as const).flatMap((side): Array<[string, string[]]> => {
		const words = `any but those of input items on the ${side}`;
		return [
			[words, pairsWhere((pair) => pair[side] !== 'items')],
			[`${words}, and the ready pairs`, pairsWhere((pair) => isCustom(pair) && pair[side] !== 'items')],
		];
	}),
	...(Object.keys(LABELS) as SystemName[]).flatMap(
		(system): Array<[string, string[]]> => [
			[`${LABELS[system]} on the left`, pairsWhere((pair) => isCustom(pair) && pair.left === system)],
			[`${LABELS[system]} on the right`, pairsWhere((pair) => isCustom(pair) && pair.right === system)],
			[`${LABELS[system]} on either side`, pairsWhere((pair) => pair.left === system || pair.right === system)],
		],
	),
];

function wordsOf(values: readonly unknown[]): string {
	const found = GROUPS.find(
		([, group]) => group.length === values.length && group.every((value) => values.includes(value)),
	);
	return found?.[0] ?? values.map((value) => PAIRS.find((pair) => pair.value === value)?.name).join(', ');
}

export const dataSyncNode = new NodeTables(dataSyncProperties, {
	collections: {
		options: 'options',
		matchKeys: 'keys',
		fieldPairs: 'fields',
		references: 'references',
		columns: 'leftColumns',
		forms: 'normalise',
	},
	conditionWords: { pair: wordsOf },
});
