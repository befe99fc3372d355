import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { TRANSFORMS } from '../../../../engine/mapping/transforms';
import { toNodeError } from '../../errors';
import type { SyncRoute } from '../route';
import { writableFields } from './writableFields';

/** Lists the writable fields of what the chosen Salesforce object becomes. */
export const listFieldsOf = (route: SyncRoute) =>
	async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const object = this.getCurrentNodeParameter('&object') as string | undefined;
		try {
			const fields = await writableFields(route, this, object ?? 'Account');
			return fields.map(({ name, label }) => ({ name: label, value: name, description: name }));
		} catch (error) {
			throw toNodeError(this, error);
		}
	};

export async function getTransforms(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return TRANSFORMS.map(({ name, label, description }) => ({ name: label, value: name, description }));
}
