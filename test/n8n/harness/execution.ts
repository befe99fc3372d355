import { createRequire } from 'node:module';
import { join } from 'node:path';
import { n8nFolder } from './paths';

export interface Item {
	json: Record<string, unknown>;
	pairedItem?: unknown;
	[key: string]: unknown;
}

/** One run of one node as n8n keeps it. */
export interface NodeRun {
	executionStatus: string;
	error?: { message: string; description?: string | null; [key: string]: unknown };
	/** Output index → items; `null` for an output that had none. */
	data?: { main: Array<Item[] | null> };
	executionTime: number;
}

interface ResultData {
	error?: { message: string; description?: string | null };
	lastNodeExecuted?: string;
	runData: Record<string, NodeRun[]>;
}

/** A finished (or failed, cancelled, crashed) execution and what its nodes gave out. */
export class Execution {
	constructor(
		readonly id: string | undefined,
		readonly status: string,
		readonly result: ResultData,
	) {}

	/** The items a node gave out on an output, in its last run. Empty when it did not run. */
	items(node: string, output = 0): Item[] {
		return this.result.runData[node]?.at(-1)?.data?.main[output] ?? [];
	}

	/** The same, without n8n's wrapping. */
	json(node: string, output = 0): Array<Record<string, unknown>> {
		return this.items(node, output).map((item) => item.json);
	}

	/** The names of the nodes that ran, in no order. */
	nodesThatRan(): string[] {
		return Object.keys(this.result.runData);
	}

	/** The node's error in its last run, or the whole execution's. */
	error(node?: string): { message: string; description?: string | null } | undefined {
		return node === undefined ? this.result.error : this.result.runData[node]?.at(-1)?.error;
	}
}

/** Reads the execution data of n8n's REST interface, which comes in the `flatted` form, with n8n's own library. */
export function parseFlatted(text: string): unknown {
	const n8nRequire = createRequire(join(n8nFolder, 'node_modules', 'n8n', 'package.json'));
	const { parse } = n8nRequire('flatted') as { parse: (text: string) => unknown };
	return parse(text);
}

export interface StoredExecution {
	id?: string;
	status: string;
	/** Nothing was saved when n8n died before the first node ended. */
	data?: string | { resultData?: Partial<ResultData> } | null;
}

/** From what `GET /rest/executions/:id` (or the CLI) gives. */
export function toExecution(stored: StoredExecution): Execution {
	const data =
		typeof stored.data === 'string'
			? (parseFlatted(stored.data) as Exclude<StoredExecution['data'], string>)
			: stored.data;
	return new Execution(stored.id, stored.status, { runData: {}, ...data?.resultData });
}
