import type { INodeProperties } from 'n8n-workflow';

/** All that the editor shows of one operation. */
export interface OperationDescription {
	option: { name: string; value: string; description: string; action: string };
	/** Shown for this operation only: each has `displayOptions.show.operation`. */
	properties: INodeProperties[];
	/** Its outputs, by the values of parameters where they decide; the first row that fits. Absent: one, 'Results'. */
	outputs?: Array<{ when: Record<string, string>; names: string[] }>;
}
