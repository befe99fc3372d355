import type { FieldMapping } from '../../../engine/mapping/types';
import type { SyncRoute } from './route';

/** A row of the ready mapping that reads a Salesforce field. */
export type ReadyRow = FieldMapping & { from: string };

/** The rows of the ready mapping that read a field, by field of the vendor's: with them a mapping of one's own begins. */
export const readyRows = ({ routes }: SyncRoute, object: string): Map<string, ReadyRow> =>
	new Map(
		routes[object].fieldMap.fields.flatMap((row) =>
			row.from === undefined ? [] : [[row.to, { ...row, from: row.from }] as const],
		),
	);

/** The expression that reads a Salesforce field, also a parent's ('Account.Name'), from an input item. */
export const itemExpression = (field: string): string => `={{ $json.${field.replaceAll('.', '?.')} }}`;
