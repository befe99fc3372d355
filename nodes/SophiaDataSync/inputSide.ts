import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { itemsSide, type ItemsSide } from '../../engine/pairs/itemsSide';
import type { SideName } from '../../engine/pairs/types';

/** The input items as one of the sides. */
export interface InputSide extends ItemsSide {
	name: SideName;
}

export interface ChosenItems {
	/** Which side they are. */
	name: SideName;
	/** What the list is called in what is remembered. */
	object: string;
	items: INodeExecutionData[];
	/** Where they are written: the fields that they may be given. */
	fields: string[];
}

/**
 * Of several items with one id the last counts. Where the list is written, it may be empty: that comes in as one item
 * without a field, for without an item no node runs ("Always Output Data").
 *
 * @throws SophiaError `configuration` for an item without an id
 */
export function inputSide(context: IExecuteFunctions, { name, object, items, fields }: ChosenItems): InputSide {
	const idField = (context.getNodeParameter('itemsIdField', 0, 'id') as string).trim();
	const modifiedField = (context.getNodeParameter('itemsModifiedField', 0, '') as string).trim();
	const list = items.map(({ json }) => json);
	const empty = fields.length > 0 && list.length === 1 && Object.keys(list[0]).length === 0;
	const options = { object, idField, ...(modifiedField === '' ? {} : { modifiedField }), fields };
	return { name, ...itemsSide(empty ? [] : list, options) };
}
