import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Side, SideName } from '../../engine/pairs/types';
import { createTraffic, type Traffic } from '../../engine/traffic';
import { trafficSettings } from '../shared/description/runOptions';
import { connectTo, type Connection, type StoreName } from './connections';
import type { DataSyncOptions, TableColumns } from './dataSyncOptions';
import { inputSide, type InputSide } from './inputSide';
import { itemsSideOf, type PairChoice } from './pairs';

/** Both sides of a run behind one traffic controller, so that its limits and counts are its own. */
export interface Sides {
	left: Side;
	right: Side;
	traffic: Traffic;
	/** Where a side is the input items. */
	input?: InputSide;
	close(): Promise<void>;
}

/** What sides to open. */
export interface ChosenSides {
	pair: PairChoice;
	objects: Record<SideName, string>;
	options: DataSyncOptions;
	filters: Partial<Record<SideName, string>>;
	/** Of a side that is input items. */
	items: INodeExecutionData[];
	itemFields: string[];
}

/** The sides that are chosen. The same system on both sides is one connection. Nothing is called yet. */
export async function openSides(
	context: IExecuteFunctions,
	{ pair, objects, options, filters, items, itemFields }: ChosenSides,
): Promise<Sides> {
	const traffic = createTraffic(trafficSettings(options));
	const open = new Map<string, Connection>();
	const store = async (system: StoreName, side: SideName): Promise<Side> => {
		// What a table's columns mean is a matter of its side.
		const columns =
			system === 'postgres' ? (context.getNodeParameter(`${side}Columns`, 0, {}) as TableColumns) : undefined;
		const name = columns === undefined ? system : `${system} ${side}`;
		const connection = open.get(name) ?? (await connectTo(context, system, traffic, { ...options, ...columns }));
		open.set(name, connection);
		return {
			object: objects[side],
			source: connection.source,
			destination: connection.destination,
			...(filters[side] === undefined ? {} : { filter: filters[side] }),
			tellsChanges: connection.tells.changes,
			tellsDeletions: connection.tells.deletions,
		};
	};
	const listed = itemsSideOf(pair);
	const input =
		listed === undefined
			? undefined
			: inputSide(context, { name: listed, object: objects[listed], items, fields: itemFields });
	const side = async (name: SideName): Promise<Side> => {
		const system = pair[name];
		return system === 'items' && input !== undefined ? input.side : await store(system as StoreName, name);
	};
	return {
		left: await side('left'),
		right: await side('right'),
		traffic,
		...(input === undefined ? {} : { input }),
		close: async () => {
			for (const connection of open.values()) await connection.close();
		},
	};
}
