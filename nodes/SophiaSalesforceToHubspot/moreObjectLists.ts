import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { ROUTES, type HubspotRouteObject } from '../../engine/routes/salesforceToHubspot';
import type { HubspotDestination } from '../../engine/systems/hubspot';
import type { FieldDescription, ObjectDescription } from '../../engine/systems/types';
import {
	editorTraffic,
	hubspotCredentials,
	hubspotFor,
	salesforceCredentials,
	salesforceFields,
} from '../shared/clients';
import { toNodeError } from '../shared/errors';
import { filterFields, filterOperators } from '../shared/sync/methods/filterLists';
import { nameOf, type MoreObjectRow } from './moreObjects';

/** What a search in a list of objects shows at once. */
const PAGE = 200;

/** The fields of which a record can be recognised by the value. */
const MATCHING = new Set<FieldDescription['type']>(['string', 'email', 'phone', 'url', 'number', 'integer']);

const text = (context: ILoadOptionsFunctions, name: string): string =>
	String(context.getCurrentNodeParameter(name) ?? '').trim();

/** A list whose failure is told as n8n tells failures; none where it depends on what is not chosen yet. */
const list = (read: (context: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>) =>
	async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		try {
			return await read(this);
		} catch (error) {
			throw toNodeError(this, error);
		}
	};

async function inHubspot<T>(
	context: ILoadOptionsFunctions,
	ask: (hubspot: HubspotDestination) => Promise<T>,
): Promise<T> {
	const hubspot = await hubspotFor(context, await editorTraffic());
	try {
		return await ask(hubspot);
	} finally {
		hubspot.close();
	}
}

async function describe(context: ILoadOptionsFunctions, object: string): Promise<ObjectDescription> {
	const { createSalesforceSource } = await import('../../engine/systems/salesforce');
	const credentials = await salesforceCredentials(context);
	return await createSalesforceSource({ credentials, traffic: await editorTraffic() }).describe(object);
}

/** What a Salesforce object becomes, as far as it is synced: Salesforce's name → HubSpot's. */
function counterparts(context: ILoadOptionsFunctions): Map<string, string> {
	const standard = (context.getCurrentNodeParameter('objects') ?? []) as HubspotRouteObject[];
	const rows = (context.getCurrentNodeParameter('moreObjects.object') ?? []) as MoreObjectRow[];
	return new Map([
		...standard.flatMap((object) =>
			ROUTES[object] === undefined ? [] : [[ROUTES[object].sourceObject, ROUTES[object].destinationObject] as const],
		),
		...rows.map((row) => [nameOf(row), row.hubspotObject ?? ''] as const),
	]);
}

const option = ({ name, label }: { name: string; label: string }): INodePropertyOptions => ({
	name: label === name ? name : `${label} (${name})`,
	value: name,
});

/** The organisation's objects, by label or name. */
async function searchSalesforceObjects(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	try {
		const { listObjects } = await import('../../engine/systems/salesforce');
		const objects = await listObjects({
			credentials: await salesforceCredentials(this),
			traffic: await editorTraffic(),
		});
		const words = (filter ?? '').toLowerCase();
		const found = objects.filter(({ name, label }) => `${label} ${name}`.toLowerCase().includes(words));
		const from = Number(paginationToken ?? 0);
		return {
			results: found.slice(from, from + PAGE).map((object) => ({ ...option(object), value: object.name })),
			...(from + PAGE < found.length ? { paginationToken: String(from + PAGE) } : {}),
		};
	} catch (error) {
		throw toNodeError(this, error);
	}
}

export const moreObjectSearches = { searchSalesforceObjects };

/** The lists behind "More Objects", "More Filters", "More Properties" and "More Associations". */
export const moreObjectLists = {
	getHubspotObjects: list(async (context) => {
		const { listObjects } = await import('../../engine/systems/hubspot/listObjects');
		const objects = await listObjects({
			credentials: await hubspotCredentials(context),
			traffic: await editorTraffic(),
		});
		return objects.map(({ name, label, custom }) => ({ name: custom ? `${label} (${name})` : label, value: name }));
	}),

	getMoreObjects: list(async (context) => {
		const rows = (context.getCurrentNodeParameter('moreObjects.object') ?? []) as MoreObjectRow[];
		return rows.flatMap((row) => (nameOf(row) === '' ? [] : [{ name: nameOf(row), value: nameOf(row) }]));
	}),

	getMatchProperties: list(async (context) => {
		const object = text(context, '&hubspotObject');
		if (object === '') return [];
		const properties = await inHubspot(context, async (hubspot) => await hubspot.listProperties(object));
		return [
			{ name: 'None', value: '' },
			...properties.filter(({ writable, type }) => writable && MATCHING.has(type)).map(option),
		];
	}),

	getMoreProperties: list(async (context) => {
		const object = counterparts(context).get(text(context, '&object'));
		if (!object) return [];
		const properties = await inHubspot(context, async (hubspot) => await hubspot.listProperties(object));
		return properties.filter(({ writable }) => writable).map(option);
	}),

	getMoreFields: list(async (context) => {
		const object = text(context, '&object');
		return object === '' ? [] : (await salesforceFields(context, object)).map(option);
	}),

	getMoreFilterFields: list(async (context) => {
		const object = text(context, '&object');
		return object === '' ? [] : await filterFields(context, object);
	}),

	getMoreOperators: list(async (context) => {
		const object = text(context, '&object');
		return object === '' ? [] : await filterOperators(context, object);
	}),

	getLookupFields: list(async (context) => {
		const object = text(context, '&object');
		if (object === '') return [];
		const { fields } = await describe(context, object);
		return [...fields.values()]
			.filter(({ referenceTo = [] }) => referenceTo.length > 0)
			.sort((a, b) => a.label.localeCompare(b.label))
			.map(option);
	}),

	getLookupTargets: list(async (context) => {
		const [object, field] = [text(context, '&object'), text(context, '&field')];
		if (object === '' || field === '') return [];
		const { fields } = await describe(context, object);
		const synced = counterparts(context);
		const targets = fields.get(field)?.referenceTo ?? [];
		return targets.filter((target) => synced.has(target)).map((target) => ({ name: target, value: target }));
	}),

	getAssociationLabels: list(async (context) => {
		const synced = counterparts(context);
		const [from, to] = [synced.get(text(context, '&object')), synced.get(text(context, '&target'))];
		if (!from || !to) return [];
		const labels = await inHubspot(context, async (hubspot) => await hubspot.associationLabels(from, to));
		return [{ name: 'Without a Label', value: '' }, ...labels.map((label) => ({ name: label, value: label }))];
	}),
};
