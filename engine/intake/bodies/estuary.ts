import { invalidField } from '../refusal';
import type { BodyKind, BodySettings } from '../types';
import { valueAt } from './valueAt';
import { lazyCheck } from './schema';

interface EstuaryDocument {
	_meta?: { uuid?: string | null; op?: string | null } | null;
}

const check = lazyCheck(({ z }) =>
	z.array(z.object({ _meta: z.object({ uuid: z.string().min(1).nullish(), op: z.string().nullish() }).nullish() })),
);

/**
 * What Estuary Flow's webhook materialisation sends: a list of full documents, each at least once and without an id of
 * the delivery. A document is the same one when its `_meta.uuid`, and the collection's key if it is named, are the same;
 * without a uuid nothing tells a repetition from a value that has come back. `_meta.op` 'd' is a deletion.
 */
export const estuary: BodyKind = {
	supportedTypes: ['estuary_documents'],
	read(body, { keyFields = [] }) {
		check(body);
		return (body as EstuaryDocument[]).map((document, index) => {
			const key = keyOf(document, index, keyFields);
			const uuid = document._meta?.uuid;
			return { body: document, ...(uuid ? { dedupeKey: JSON.stringify([key, uuid]) } : {}) };
		});
	},
	items: (body) => [{ output: (body as EstuaryDocument)._meta?.op === 'd' ? 1 : 0, json: { ...(body as object) } }],
};

function keyOf(document: object, index: number, fields: NonNullable<BodySettings['keyFields']>): unknown[] {
	return fields.map((field) => {
		const value = valueAt(document, field);
		if (value === undefined || value === null)
			throw invalidField(`[${index}].${field}`, 'is missing: it is a key field');
		return value;
	});
}
