import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** What the node reads of n8n, for a test: parameters by name (dotted for collections) and input items. */
export const contextOf = (
	parameters: IDataObject,
	items: IDataObject[] = [{}],
	tool = false,
): IExecuteFunctions & { hints: string[] } => {
	const hints: string[] = [];
	return {
		hints,
		getInputData: () => items.map((json) => ({ json })),
		getNodeParameter: (name: string, _index: number, fallback?: unknown) => {
			const value = name
				.split('.')
				.reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], parameters);
			if (value === undefined && fallback === undefined) throw new Error(`Could not get parameter "${name}"`);
			return value ?? fallback;
		},
		getNode: () => ({ name: 'Sophia Data Sync', type: 'sophiaDataSync' }),
		getWorkflow: () => ({ id: 'w1' }),
		isToolExecution: () => tool,
		continueOnFail: () => false,
		addExecutionHints: (...added: Array<{ message: string }>) => hints.push(...added.map(({ message }) => message)),
	} as unknown as IExecuteFunctions & { hints: string[] };
};
