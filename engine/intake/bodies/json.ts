import { isObject } from '../../systems/shared/json';
import type { BodyKind } from '../types';
import { valueAt } from './valueAt';

/**
 * Any JSON. A list gives an item for each of its parts, as n8n does; what is no object comes as `value`. A body is the
 * same one when the field that was named for it is.
 */
export const json: BodyKind = {
	supportedTypes: ['json'],
	read(body, { idField }) {
		const id = idField === undefined ? undefined : valueAt(body, idField);
		return [{ body, ...(id === undefined || id === null ? {} : { dedupeKey: JSON.stringify(id) }) }];
	},
	items: (body) => (Array.isArray(body) ? body : [body]).map((part: unknown) => ({ output: 0, json: asItem(part) })),
};

const asItem = (part: unknown): Record<string, unknown> => (isObject(part) ? { ...part } : { value: part });
