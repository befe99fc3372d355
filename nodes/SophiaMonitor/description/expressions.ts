import type { ExpressionString } from 'n8n-workflow';
import type { OperationDescription } from './types';

/** As a literal inside an expression, which ends at two closing braces. */
const literal = (value: unknown): string => JSON.stringify(value).replaceAll('}}', '} }');

/** Which outputs the node shows: n8n evaluates it on the node's parameters, wherever the node is drawn or run. */
export function outputsExpression(operations: OperationDescription[]): ExpressionString {
	const rows = operations.flatMap(({ option, outputs = [] }) =>
		outputs.map(({ when, names }) => ({ when: [['operation', option.value], ...Object.entries(when)], names })),
	);
	const fits = '({ when }) => when.every(([name, value]) => $parameter[name] === value)';
	const found = `(${literal(rows)}.find(${fits}) ?? { names: ["Results"] }).names`;
	return `={{ ${found}.map((displayName) => ({ type: "main", displayName })) }}`;
}

/** The operation's name, below the node's. */
export function subtitleExpression(operations: OperationDescription[]): ExpressionString {
	const names = Object.fromEntries(operations.map(({ option }) => [option.value, option.name]));
	return `={{ (${literal(names)})[$parameter["operation"]] }}`;
}
