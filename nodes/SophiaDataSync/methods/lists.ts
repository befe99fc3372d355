import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import type { SideName } from '../../../engine/pairs/types';
import { editorTraffic } from '../../shared/clients';
import { toNodeError } from '../../shared/errors';
import type { Connection, Listed } from '../connections';
import { pairNamed } from '../pairs';

/** What a search in a list of objects shows at once. */
const PAGE = 200;

/** The objects of the system on a side, for a resource locator. */
export const searchObjectsOf = (side: SideName) =>
	async function (
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const objects = await objectsOf(this, side);
		const words = (filter ?? '').toLowerCase();
		const found = objects.filter(({ name, label }) => `${label} ${name}`.toLowerCase().includes(words));
		const from = Number(paginationToken ?? 0);
		return {
			results: found.slice(from, from + PAGE).map((object) => ({ name: shown(object), value: object.name })),
			...(from + PAGE < found.length ? { paginationToken: String(from + PAGE) } : {}),
		};
	};

/** The same as plain options, for references. */
export const listObjectsOf = (side: SideName) =>
	async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return (await objectsOf(this, side)).map(option);
	};

/** The fields of what is chosen for a side. */
export const listFieldsOf = (side: SideName) =>
	async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const object = this.getCurrentNodeParameter(`${side}Object`, { extractValue: true });
		if (typeof object !== 'string' || object === '') return [];
		return (await connected(this, side, async (connection) => await connection.fields(object))).map(option);
	};

const objectsOf = async (context: ILoadOptionsFunctions, side: SideName): Promise<Listed[]> =>
	await connected(context, side, async (connection) => await connection.objects());

/** Nothing where the side is input items: they are not there while the workflow is edited. */
async function connected(
	context: ILoadOptionsFunctions,
	side: SideName,
	ask: (connection: Connection) => Promise<Listed[]>,
): Promise<Listed[]> {
	const system = pairNamed(context.getCurrentNodeParameter('pair'))?.[side];
	if (system === undefined || system === 'items') return [];
	try {
		const { connectTo } = await import('../connections');
		const connection = await connectTo(context, system, await editorTraffic());
		try {
			return await ask(connection);
		} finally {
			await connection.close();
		}
	} catch (error) {
		throw toNodeError(context, error);
	}
}

const shown = ({ name, label }: Listed): string => (label === name ? name : `${label} (${name})`);

const option = (listed: Listed): INodePropertyOptions => ({ name: shown(listed), value: listed.name });
