import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { ConditionKind, ConditionOperator } from '../../../../engine/systems/salesforce/conditions';
import { editorTraffic, salesforceCredentials } from '../../clients';
import { toNodeError } from '../../errors';
import type { SyncRoute } from '../route';

type List = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

const NAMES: Record<ConditionOperator, string> = {
	equals: 'Is',
	notEquals: 'Is Not',
	oneOf: 'Is One Of',
	noneOf: 'Is None Of',
	contains: 'Contains',
	notContains: 'Does Not Contain',
	startsWith: 'Starts With',
	endsWith: 'Ends With',
	greater: 'Greater Than',
	greaterOrEqual: 'Greater Than or Equal',
	less: 'Less Than',
	lessOrEqual: 'Less Than or Equal',
	includesAny: 'Includes Any Of',
	includesAll: 'Includes All Of',
	excludes: 'Includes None Of',
	isEmpty: 'Is Empty',
	isNotEmpty: 'Is Not Empty',
};

const DATE_NAMES: Partial<Record<ConditionOperator, string>> = {
	greater: 'After',
	greaterOrEqual: 'On or After',
	less: 'Before',
	lessOrEqual: 'On or Before',
};

const isDate = (kind: ConditionKind): boolean => kind === 'date' || kind === 'datetime';

async function access(context: ILoadOptionsFunctions) {
	return { credentials: await salesforceCredentials(context), traffic: await editorTraffic() };
}

/** A list whose failure is told as n8n tells failures. */
const list = (read: (context: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>): List =>
	async function (this: ILoadOptionsFunctions) {
		try {
			return await read(this);
		} catch (error) {
			throw toNodeError(this, error);
		}
	};

/** The fields of a Salesforce object that a condition can be about. */
export async function filterFields(context: ILoadOptionsFunctions, object: string): Promise<INodePropertyOptions[]> {
	const { listFilterFields } = await import('../../../../engine/systems/salesforce');
	const found = await listFilterFields(await access(context), object);
	return found.map(({ name, label, type }) => ({ name: `${label} (${name})`, value: name, description: type }));
}

/** How the field of a row can be compared; nothing while none is chosen. */
export async function filterOperators(context: ILoadOptionsFunctions, object: string): Promise<INodePropertyOptions[]> {
	const field = context.getCurrentNodeParameter('&field') as string | undefined;
	if (!field) return [];
	const { listOperators } = await import('../../../../engine/systems/salesforce');
	const { kind, operators: fitting } = await listOperators(await access(context), object, field);
	return fitting.map((value) => ({ name: (isDate(kind) ? DATE_NAMES[value] : undefined) ?? NAMES[value], value }));
}

const recordTypes = (object: string): List =>
	list(async (context) => {
		const { listRecordTypes } = await import('../../../../engine/systems/salesforce');
		const found = await listRecordTypes(await access(context), object);
		return found.map(({ developerName, label }) => ({ name: label, value: developerName }));
	});

/** The lists behind a node's filters, by the names that the parameters give them. */
export const filterMethods = ({ words: { objects }, routes }: SyncRoute): Record<string, List> =>
	Object.fromEntries(
		Object.keys(objects).flatMap((object) => [
			[`get${object}FilterFields`, list(async (context) => await filterFields(context, routes[object].sourceObject))],
			[`get${object}Operators`, list(async (context) => await filterOperators(context, routes[object].sourceObject))],
			[`get${object}RecordTypes`, recordTypes(routes[object].sourceObject)],
		]),
	);
