import type {
	PropertyCreateFieldTypeEnum,
	PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate';
import { isSophiaError, SophiaError } from '../../errors';
import type { ProvisionRequest, ProvisionResult } from '../types';
import { isCustomObject } from './associationFields';
import type { HubspotClient } from './client';
import { unknownObject } from './describe';
import { HubspotRefusal } from './errors';
import { asObject, asObjects } from '../shared/json';

/** The property groups that every account has. */
const GROUPS: Record<string, string> = {
	companies: 'companyinformation',
	contacts: 'contactinformation',
	deals: 'dealinformation',
	tickets: 'ticketinformation',
};

/**
 * Makes sure that the unique property for the source record's id exists.
 *
 * @throws SophiaError `configuration` when it exists and is not unique, or the account has no room for
 * another unique property; `credentials` when the token may not create properties
 */
export async function provisionProperty(
	client: HubspotClient,
	request: ProvisionRequest,
	{ dryRun, signal }: { dryRun: boolean; signal?: AbortSignal },
): Promise<ProvisionResult> {
	const result = (status: ProvisionResult['status']): ProvisionResult => ({
		object: request.object,
		property: request.idProperty,
		status,
	});
	if (await isProvisioned(client, request, signal)) return result('exists');
	if (dryRun) return result('wouldCreate');
	return await create(client, request, signal).then(
		() => result('created'),
		async (error: unknown) => {
			// Another run was faster, or this call's first answer was lost: what counts is what is there now.
			if (error instanceof HubspotRefusal && (await isProvisioned(client, request, signal))) return result('exists');
			throw creationFailure(error, request);
		},
	);
}

/** @throws SophiaError `configuration` when the property exists but is not unique */
async function isProvisioned(client: HubspotClient, request: ProvisionRequest, signal?: AbortSignal): Promise<boolean> {
	const { object, idProperty } = request;
	const answer = await client
		.call(
			{ purpose: 'meta', signal },
			async (crm, options) =>
				await crm.properties.coreApi.getByNameWithHttpInfo(object, idProperty, false, undefined, options),
		)
		.catch((error: unknown) => unlessAbsent(error, object));
	if (answer === undefined) return false;
	if (asObject(answer.body).hasUniqueValue === true) return true;
	throw notUnique(object, idProperty);
}

function unlessAbsent(error: unknown, object: string): undefined {
	if (!(error instanceof HubspotRefusal)) throw error;
	if (/object type/i.test(error.error.message)) throw unknownObject(error, object);
	if (error.status !== 404) throw error;
}

/** The id property is there, but two records may share a value. */
export const notUnique = (object: string, property: string): SophiaError =>
	new SophiaError(
		'configuration',
		`The HubSpot property ${property} of ${object} exists, but its values are not unique.`,
		{
			system: 'hubspot',
			code: 'NOT_UNIQUE',
			remedy: `In HubSpot (Settings → Properties), delete or rename the property ${property} of ${object}, then run Set Up HubSpot: it creates the property with unique values. Uniqueness cannot be changed afterwards.`,
		},
	);

/** The group for a property of ours: an object of the account's own has one for its information, named after it. */
async function groupOf(client: HubspotClient, object: string, signal?: AbortSignal): Promise<string> {
	const known = GROUPS[object];
	if (known !== undefined) return known;
	const { body } = await client
		.call(
			{ purpose: 'meta', signal },
			async (crm, options) => await crm.properties.groupsApi.getAllWithHttpInfo(object, options),
		)
		.catch(async (error: unknown) => await Promise.reject(unknownObject(error, object)));
	const names = asObjects(asObject(body).results)
		.filter(({ archived }) => archived !== true)
		.map(({ name }) => String(name));
	return names.find((name) => /_?information$/.test(name)) ?? names.at(0) ?? `${object}_information`;
}

async function create(client: HubspotClient, request: ProvisionRequest, signal?: AbortSignal): Promise<void> {
	const groupName = await groupOf(client, request.object, signal);
	await client.call(
		{ purpose: 'meta', signal },
		async (crm, options) =>
			await crm.properties.coreApi.createWithHttpInfo(
				request.object,
				{
					name: request.idProperty,
					label: request.idPropertyLabel,
					description: 'The id of the record that Sophia keeps in step with this one. Do not change it.',
					groupName,
					type: 'string' as PropertyCreateTypeEnum,
					fieldType: 'text' as PropertyCreateFieldTypeEnum,
					hasUniqueValue: true,
					formField: false,
				},
				options,
			),
	);
}

/** What HubSpot's scopes call an object. Activities have none of their own. */
function scopeOf(object: string): string {
	if (isCustomObject(object)) return 'custom';
	return ['calls', 'notes', 'meetings'].includes(object) ? 'contacts' : object;
}

function creationFailure(error: unknown, { object, idProperty }: ProvisionRequest): unknown {
	if (isSophiaError(error, 'credentials') && error.status === 403) {
		const scope = `crm.schemas.${scopeOf(object)}.write`;
		return new SophiaError(
			'credentials',
			`The HubSpot access token may not create the property ${idProperty}: it lacks the scope ${scope}.`,
			{
				system: 'hubspot',
				status: 403,
				code: error.code,
				correlationId: error.correlationId,
				remedy: `Add ${scope} to the private app in HubSpot (Settings → Integrations → Private Apps → your app → Scopes), or create the property ${idProperty} by hand: single-line text, "require unique values".`,
			},
		);
	}
	if (!(error instanceof HubspotRefusal)) return error;
	const full =
		/unique/i.test(error.error.message) && /limit|maximum|at most|more than|\b10\b/i.test(error.error.message);
	const message = full
		? `HubSpot allows ten properties with unique values per object, and ${object} has ten: ${idProperty} cannot be created.`
		: `HubSpot does not create the property ${idProperty} of ${object} (${error.status} ${error.code ?? ''}).`;
	return new SophiaError('configuration', message, {
		system: 'hubspot',
		status: error.status,
		code: error.code,
		correlationId: error.correlationId,
		remedy: full
			? `Delete a property of ${object} with unique values that is no longer needed (Settings → Properties), then run Set Up HubSpot again.`
			: `Look in HubSpot (Settings → Properties → Archived) for a property ${idProperty} of ${object}: restore or delete it, then run Set Up HubSpot again.`,
	});
}
