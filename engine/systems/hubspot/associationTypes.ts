import type { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec';
import { SophiaError } from '../../errors';
import type { AssociationKind } from '../types';
import type { HubspotClient } from './client';
import { asObject, asObjects } from '../shared/json';

/** An association type as HubSpot takes it. */
export interface AssociationSpec {
	associationCategory: AssociationSpecAssociationCategoryEnum;
	associationTypeId: number;
}

/** HubSpot's own association types: from → to → the plain one and the primary one (which implies the plain one). */
const TYPES: Record<string, { plain: number; primary?: number }> = {
	'contacts>companies': { plain: 279, primary: 1 },
	'companies>contacts': { plain: 280, primary: 2 },
	'deals>contacts': { plain: 3 },
	'contacts>deals': { plain: 4 },
	'deals>companies': { plain: 341, primary: 5 },
	'companies>deals': { plain: 342, primary: 6 },
	'tickets>contacts': { plain: 16 },
	'contacts>tickets': { plain: 15 },
	'tickets>companies': { plain: 339, primary: 26 },
	'companies>tickets': { plain: 340, primary: 25 },
	'deals>tickets': { plain: 27 },
	'tickets>deals': { plain: 28 },
};

/** The number of HubSpot's own primary association between two objects, where it is known. */
export const primaryType = (fromObject: string, toObject: string): number | undefined =>
	TYPES[`${fromObject}>${toObject}`]?.primary;

/** The client's own enumeration would have to be loaded from deep inside it. */
const spec = (category: string, associationTypeId: number): AssociationSpec => ({
	associationCategory: category as AssociationSpecAssociationCategoryEnum,
	associationTypeId,
});

/**
 * The association type between two objects: the primary one or the one without a label. Asked of the account
 * where it is not known: those of custom objects are the account's own.
 *
 * @throws SophiaError `configuration` when the account has no such type
 */
export async function associationType(
	client: HubspotClient,
	kind: AssociationKind,
	signal?: AbortSignal,
): Promise<AssociationSpec> {
	const { fromObject, toObject, primary } = kind;
	const known = TYPES[`${fromObject}>${toObject}`];
	const number = primary ? known?.primary : known?.plain;
	if (number !== undefined) return spec('HUBSPOT_DEFINED', number);
	const { body } = await client.call(
		{ purpose: 'meta', signal },
		async (crm, options) =>
			await crm.associations.v4.schema.definitionsApi.getAllWithHttpInfo(fromObject, toObject, options),
	);
	const types = asObjects(asObject(body).results).filter(({ label, category }) =>
		primary
			? category === 'HUBSPOT_DEFINED' && typeof label === 'string' && /^primary\b/i.test(label)
			: label === null || label === undefined || label === '',
	);
	const chosen = types.find(({ category }) => category === 'HUBSPOT_DEFINED') ?? types.at(0);
	if (chosen !== undefined) return spec(String(chosen.category), Number(chosen.typeId));
	const what = primary ? 'primary association' : 'association';
	throw new SophiaError('configuration', `HubSpot has no ${what} from ${fromObject} to ${toObject}.`, {
		system: 'hubspot',
		remedy: 'Take the association out of the plan.',
	});
}
