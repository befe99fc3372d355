import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Side, SideName } from '../../engine/pairs/types';
import { createTraffic, type Traffic } from '../../engine/traffic';
import { trafficSettings } from '../shared/description/runOptions';
import { connectTo, type Connection, type StoreName } from './connections';
import type { DataSyncOptions, TableColumns } from './dataSyncOptions';
import { inputSide, type InputSide } from './inputSide';
import type { PairChoice } from './pairs';

/** Both sides of a run behind one traffic controller, so that its limits and counts are its own. */
export interface Sides {
	left: Side;
	right: Side;
	traffic: Traffic;
	/** Where the left side is the input items. */
	input?: InputSide;
	close(): Promise<void>;
}

/** What sides to open. */
export interface ChosenSides {
	pair: PairChoice;
	objects: Record<SideName, string>;
	options: DataSyncOptions;
	filters: Partial<Record<SideName, string>>;
	/** What the left side is where it is input items. */
	items: INodeExecutionData[];
}

/** The sides that are chosen. The same system on both sides is one connection. Nothing is called yet. */
export async function openSides(
	context: IExecuteFunctions,
	{ pair, objects, options, filters, items }: ChosenSides,
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
	const input = pair.left === 'items' ? inputSide(context, objects.left, items) : undefined;
	return {
		left: input?.side ?? (await store(pair.left as StoreName, 'left')),
		right: await store(pair.right as StoreName, 'right'),
		traffic,
		...(input === undefined ? {} : { input }),
		close: async () => {
			for (const connection of open.values()) await connection.close();
		},
	};
}
