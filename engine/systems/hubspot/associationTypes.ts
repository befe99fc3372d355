import { SophiaError } from '../../errors';
import type { AssociationKind } from '../types';
import type { HubspotClient } from './client';
import { asObject, asObjects } from '../shared/json';

/** HubSpot's own association types: from → to → the plain one and the primary one (which implies the plain one). */
const TYPES: Record<string, { plain: number; primary: number }> = {
	'contacts>companies': { plain: 279, primary: 1 },
	'companies>contacts': { plain: 280, primary: 2 },
};

/**
 * The number of HubSpot's own association type between two objects; asked of the account where it is not
 * known.
 *
 * @throws SophiaError `configuration` when the account has no such type
 */
export async function associationType(
	client: HubspotClient,
	kind: AssociationKind,
	signal?: AbortSignal,
): Promise<number> {
	const { fromObject, toObject, primary } = kind;
	const known = TYPES[`${fromObject}>${toObject}`];
	if (known !== undefined) return primary ? known.primary : known.plain;
	const { body } = await client.call(
		{ purpose: 'meta', signal },
		async (crm, options) =>
			await crm.associations.v4.schema.definitionsApi.getAllWithHttpInfo(fromObject, toObject, options),
	);
	for (const { category, typeId, label } of asObjects(asObject(body).results)) {
		const isPrimary = typeof label === 'string' && /^primary\b/i.test(label);
		const isPlain = label === null || label === undefined || label === '';
		if (category === 'HUBSPOT_DEFINED' && (primary ? isPrimary : isPlain)) return Number(typeId);
	}
	const what = primary ? 'primary association' : 'association';
	throw new SophiaError('configuration', `HubSpot has no ${what} from ${fromObject} to ${toObject}.`, {
		system: 'hubspot',
		remedy: 'Take the association out of the plan.',
	});
}
