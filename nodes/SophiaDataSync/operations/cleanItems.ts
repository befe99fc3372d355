import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sophia21SyncPayload } from '../../../engine/mapping/presets/sophia21Sync';
import { cleanItems as clean, type CleanRules } from '../../../engine/pairs/clean';
import { failedItem, toNodeError } from '../../shared/errors';

/** One row of "Bring Into One Form". */
type FormRow = Partial<NonNullable<CleanRules['normalise']>[number]>;

/** Clean Items: no network. With the preset of the former webhook, every item is answered as it did. */
export async function cleanItems(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const preset = context.getNodeParameter('preset', 0, 'clean') as 'clean' | 'sophia21';
	return [preset === 'sophia21' ? sophia21(context) : await cleaned(context), [], []];
}

async function cleaned(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const rows = context.getNodeParameter('normalise.field', 0, []) as FormRow[];
	const uniqueBy = context.getNodeParameter('uniqueBy', 0, '') as string;
	const normalise = rows.flatMap(({ path = '', form = 'email', region }) =>
		path.trim() === '' ? [] : [{ path: path.trim(), form, ...(region?.trim() ? { region: region.trim() } : {}) }],
	);
	const input = context.getInputData();
	const { items, unread } = await clean(
		input.map(({ json }) => json),
		{ normalise, uniqueBy: uniqueBy.split(',') },
	);
	unread.forEach((count, index) => {
		if (count === 0) return;
		const { path, form } = normalise[index];
		context.addExecutionHints({
			message: `${count} ${count === 1 ? 'value' : 'values'} of ${path} could not be read as ${FORMS[form]} and stayed as they were.`,
			location: 'outputPane',
		});
	});
	return items.map(({ index, json }) => ({
		json: json as IDataObject,
		...(input[index].binary === undefined ? {} : { binary: input[index].binary }),
		pairedItem: { item: index },
	}));
}

const FORMS = { country: 'a country', domain: 'a domain', email: 'an e-mail address', phone: 'a phone number' };

function sophia21(context: IExecuteFunctions): INodeExecutionData[] {
	const now = new Date();
	return context.getInputData().map(({ json }, index) => {
		try {
			return { json: { ...sophia21SyncPayload(json, now) } as IDataObject, pairedItem: { item: index } };
		} catch (error) {
			const nodeError = toNodeError(context, error, index);
			if (!context.continueOnFail()) throw nodeError;
			return failedItem(nodeError, [index]);
		}
	});
}
