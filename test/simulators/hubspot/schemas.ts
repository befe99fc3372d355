import type { FastifyInstance } from 'fastify';
import { asArray, asObject, asOptionalText, asText, asTexts, checkMembers, type JsonObject } from './body';
import { hubspotStamps } from './catalogue/common';
import { standard } from './catalogue/define';
import { HubSpotError, notFound, validationError } from './errors';
import type { Portal, PortalObject } from './portal';
import { route } from './routing';

const FIRST_OBJECT = 2_001_001;
const PREFIXES = ['/crm/v3/schemas', '/crm-object-schemas/v3/schemas'];

/** The schemas of custom objects. */
export function registerSchemaRoutes(app: FastifyInstance, portal: Portal): void {
	const rules = (action: string) => ({ scopes: () => [`crm.schemas.custom.${action}`] });
	const route3 = (method: 'GET' | 'POST', path: string, action: string, handler: Parameters<typeof route>[5]) =>
		route(app, PREFIXES, method, path, rules(action), handler);
	route3('GET', '', 'read', ({ query }) => [
		200,
		{
			results:
				query.archived === 'true' ? [] : portal.objects.filter(isCustom).map((object) => schemaOf(portal, object)),
		},
	]);
	route3('GET', '/:type', 'read', ({ params }) => {
		const object = portal.find(params.type);
		if (object === undefined) throw notFound(`Unable to infer object type from: ${params.type}`);
		return [200, schemaOf(portal, object)];
	});
	route3('POST', '', 'write', ({ body }) => [201, schemaOf(portal, addCustomObject(portal, readSchema(body())))]);
}

const isCustom = ({ kind }: PortalObject) => kind.objectTypeId.startsWith('2-');

export interface CustomSchema {
	name: string;
	labels: { singular: string; plural: string };
	/** Default: any that is free. */
	objectTypeId?: string;
	/** As the Properties API takes them, without a group. Default: a text `name`. */
	properties?: JsonObject[];
	requiredProperties?: string[];
	/** The objects it can be associated with, by any of their names. */
	associatedObjects?: string[];
}

/** The body of `POST /crm/v3/schemas`. @throws HubSpotError 400 */
function readSchema(input: JsonObject): CustomSchema {
	checkMembers(
		input,
		['name', 'labels', 'properties', 'primaryDisplayProperty', 'requiredProperties'],
		['searchableProperties', 'secondaryDisplayProperties', 'associatedObjects', 'description'],
	);
	const labels = asObject(input.labels, 'labels');
	checkMembers(labels, [], ['singular', 'plural']);
	const name = asText(input.name, 'name');
	const properties = asArray(input.properties, 'properties').map((item) => asObject(item, 'properties'));
	const requiredProperties = asTexts(input.requiredProperties, 'requiredProperties')!;
	const display = asText(input.primaryDisplayProperty, 'primaryDisplayProperty');
	const absent = [...requiredProperties, display].find((one) => !properties.some((property) => property.name === one));
	if (absent !== undefined) throw validationError(`Property ${absent} does not exist`);
	return {
		name,
		labels: {
			singular: asOptionalText(labels.singular, 'singular') ?? name,
			plural: asOptionalText(labels.plural, 'plural') ?? name,
		},
		properties,
		requiredProperties,
		associatedObjects: asTexts(input.associatedObjects, 'associatedObjects'),
	};
}

/** Defines an object of the account's own. @throws HubSpotError 400, 409 */
export function addCustomObject(portal: Portal, schema: CustomSchema): PortalObject {
	const { labels, requiredProperties = [] } = schema;
	if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(schema.name)) throw validationError(`Invalid object name: ${schema.name}`);
	const name = schema.name.toLowerCase();
	const fullName = `p${portal.settings.portalId}_${name}`;
	if (portal.find(fullName) !== undefined)
		throw new HubSpotError(409, 'OBJECT_ALREADY_EXISTS', `An object named '${name}' already exists.`);
	const others = (schema.associatedObjects ?? []).map((other) => portal.object(other));
	const objectTypeId = schema.objectTypeId ?? `2-${FIRST_OBJECT + portal.objects.length}`;
	const group = `${name}_information`;
	const object = portal.addObject({
		name: fullName,
		singular: labels.singular,
		plural: labels.plural,
		objectTypeId,
		aliases: [objectTypeId, `p_${name}`],
		scope: 'custom',
		modified: 'hs_lastmodifieddate',
		created: 'hs_createdate',
		required: requiredProperties,
		defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
		indexed: [],
		firstId: 31_000_000_001 + portal.objects.length * 1_000_000_000,
		properties: () => [
			...hubspotStamps(group, 'hs_lastmodifieddate').filter((property) => property.name !== 'createdate'),
			standard(group, 'hubspot_owner_id', 'Owner', 'enumeration', { owner: true }),
		],
		groups: { [group]: `${labels.singular} information` },
	});
	const properties = schema.properties ?? [{ name: 'name', label: 'Name', type: 'string', fieldType: 'text' }];
	for (const property of properties) object.catalogue.create({ groupName: group, ...property });
	for (const other of others) portal.associations.connect(objectTypeId, other.kind.objectTypeId);
	return object;
}

function schemaOf(portal: Portal, { kind, catalogue }: PortalObject): JsonObject {
	const { objectTypeId } = kind;
	const associations = portal.objects.flatMap(({ kind: other }) => {
		const forth = portal.associations.typesOf(objectTypeId, other.objectTypeId);
		const back = portal.associations.typesOf(other.objectTypeId, objectTypeId);
		if (forth === undefined || back === undefined) return [];
		return [[forth, objectTypeId, other.objectTypeId] as const, [back, other.objectTypeId, objectTypeId] as const].map(
			([types, from, to]) => ({
				id: String(types.plain.typeId),
				fromObjectTypeId: from,
				toObjectTypeId: to,
				name: `${from}_to_${to}`,
			}),
		);
	});
	const short = kind.name.replace(/^p\d+_/, '');
	return {
		id: objectTypeId.replace(/^\d+-/, ''),
		objectTypeId,
		fullyQualifiedName: isStandard(objectTypeId) ? kind.singular : kind.name,
		name: isStandard(objectTypeId) ? kind.singular : short,
		labels: { singular: kind.singular, plural: kind.plural ?? `${kind.singular}S` },
		requiredProperties: kind.required ?? [],
		searchableProperties: kind.required ?? [],
		primaryDisplayProperty: kind.required?.[0] ?? 'hs_object_id',
		secondaryDisplayProperties: [],
		properties: catalogue.list(false).map((definition) => ({ ...definition }) as unknown as JsonObject),
		associations,
		archived: false,
	};
}

const isStandard = (objectTypeId: string) => objectTypeId.startsWith('0-');
