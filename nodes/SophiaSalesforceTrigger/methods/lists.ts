import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { editorTraffic, salesforceCredentials, salesforceFields } from '../../shared/clients';
import { toNodeError } from '../../shared/errors';

/** The organisation's objects, by label or name. */
export async function searchObjects(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	try {
		const { listObjects } = await import('../../../engine/systems/salesforce');
		const objects = await listObjects({
			credentials: await salesforceCredentials(this),
			traffic: await editorTraffic(),
		});
		const words = (filter ?? '').toLowerCase();
		const found = objects.filter(({ name, label }) => `${label} ${name}`.toLowerCase().includes(words));
		return { results: found.map(({ name, label }) => ({ name: `${label} (${name})`, value: name })) };
	} catch (error) {
		throw toNodeError(this, error);
	}
}

/** The fields of the chosen object. */
export async function getFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const object = this.getCurrentNodeParameter('object', { extractValue: true });
	if (typeof object !== 'string' || object === '') return [];
	try {
		const fields = await salesforceFields(this, object);
		return fields.map(({ name, label }) => ({ name: `${label} (${name})`, value: name }));
	} catch (error) {
		throw toNodeError(this, error);
	}
}
