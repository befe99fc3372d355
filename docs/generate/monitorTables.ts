import { monitorOperations, monitorProperties } from '../../nodes/SophiaMonitor/description';
import { NodeTables } from './nodeTables';

/** For the names that the node shows. */
export const monitorNode = new NodeTables(monitorProperties, { collections: {} });

/** The names of all outputs, whichever parameters show them. */
export const monitorOutputNames = (): string[] =>
	monitorOperations.flatMap(({ outputs = [] }) => outputs.flatMap(({ names }) => names));

/** The operations, and of each a table of its parameters and one of its options. */
export function monitorBlocks(): Map<string, string> {
	const blocks = new Map([['operations', monitorNode.blocks().get('operations') ?? '']]);
	for (const { option, properties } of monitorOperations) {
		const hasOptions = properties.some(({ name }) => name === 'options');
		const tables = new NodeTables([...monitorProperties.slice(0, 1), ...properties], {
			collections: hasOptions ? { options: 'options' } : {},
		}).blocks();
		blocks.set(option.value, [tables.get('parameters'), ...(hasOptions ? [tables.get('options')] : [])].join('\n\n'));
	}
	return blocks;
}
