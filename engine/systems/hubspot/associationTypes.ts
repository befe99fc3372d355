import type { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec';
import { SophiaError } from '../../errors';
import type { AssociationKind } from '../types';
import type { HubspotClient } from './client';
import { HubspotRefusal } from './errors';
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
	'notes>contacts': { plain: 202 },
	'notes>companies': { plain: 190 },
	'notes>deals': { plain: 214 },
	'calls>contacts': { plain: 194 },
	'calls>companies': { plain: 182 },
	'calls>deals': { plain: 206 },
	'meetings>contacts': { plain: 200 },
	'meetings>companies': { plain: 188 },
	'meetings>deals': { plain: 212 },
};

/** The number of HubSpot's own primary association between two objects, where it is known. */
export const primaryType = (fromObject: string, toObject: string): number | undefined =>
	TYPES[`${fromObject}>${toObject}`]?.primary;

/** The type of a kind, asked for once. */
export type TypeOf = (kind: AssociationKind, signal?: AbortSignal) => Promise<AssociationSpec>;

/** The client's own enumeration would have to be loaded from deep inside it. */
const spec = (category: string, associationTypeId: number): AssociationSpec => ({
	associationCategory: category as AssociationSpecAssociationCategoryEnum,
	associationTypeId,
});

/**
 * The association type between two objects: the primary one, the one with the kind's label, or the one without a label. Asked of the account
 * where it is not known: those of custom objects are the account's own.
 *
 * @throws SophiaError `configuration` when the account has no such type
 */
export async function associationType(
	client: HubspotClient,
	kind: AssociationKind,
	signal?: AbortSignal,
): Promise<AssociationSpec> {
	const { fromObject, toObject, primary, label: wanted } = kind;
	const known = TYPES[`${fromObject}>${toObject}`];
	const number = primary ? known?.primary : known?.plain;
	if (number !== undefined && wanted === undefined) return spec('HUBSPOT_DEFINED', number);
	const types = (await readTypes(client, fromObject, toObject, signal)).filter(({ label, category }) => {
		if (wanted !== undefined) return label?.toLowerCase() === wanted.toLowerCase();
		return primary ? category === 'HUBSPOT_DEFINED' && /^primary\b/i.test(label ?? '') : label === undefined;
	});
	const chosen = types.find(({ category }) => category === 'HUBSPOT_DEFINED') ?? types.at(0);
	if (chosen !== undefined) return spec(chosen.category, chosen.typeId);
	const what = wanted !== undefined ? `association label "${wanted}"` : primary ? 'primary association' : 'association';
	throw new SophiaError('configuration', `HubSpot has no ${what} from ${fromObject} to ${toObject}.`, {
		system: 'hubspot',
		remedy:
			wanted === undefined
				? 'Let the two objects be associated in HubSpot (Settings → Objects), or take the association out.'
				: 'Choose a label from the list, or make it in HubSpot (Settings → Objects → Associations).',
	});
}

/** How two objects can be associated, seen from one of them. */
export interface AssociationTypeRead {
	category: string;
	typeId: number;
	/** Absent: the plain association. */
	label?: string;
}

/**
 * The account's association types between two objects, in HubSpot's order. One call.
 *
 * @throws SophiaError `configuration` when the two cannot be associated
 */
export async function readTypes(
	client: HubspotClient,
	fromObject: string,
	toObject: string,
	signal?: AbortSignal,
): Promise<AssociationTypeRead[]> {
	const { body } = await client
		.call(
			{ purpose: 'meta', signal },
			async (crm, options) =>
				await crm.associations.v4.schema.definitionsApi.getAllWithHttpInfo(fromObject, toObject, options),
		)
		.catch(async (error: unknown) => await Promise.reject(notAssociable(error, fromObject, toObject)));
	return asObjects(asObject(body).results).map(({ category, typeId, label }) => ({
		category: String(category),
		typeId: Number(typeId),
		...(typeof label === 'string' && label !== '' ? { label } : {}),
	}));
}

function notAssociable(error: unknown, fromObject: string, toObject: string): unknown {
	if (!(error instanceof HubspotRefusal)) return error;
	return new SophiaError('configuration', `HubSpot has no association from ${fromObject} to ${toObject}.`, {
		system: 'hubspot',
		status: error.status,
		correlationId: error.correlationId,
		remedy: 'Let the two objects be associated in HubSpot (Settings → Objects), or take the association out.',
	});
}
