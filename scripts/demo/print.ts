import type { Item } from '../../test/n8n/harness';

/** Widest cell of a table; longer texts end in "…". */
const WIDEST = 44;

const cell = (text: string): string => (text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text);

/** Rows under a heading, every column as wide as it has to be. */
export function table(headings: string[], rows: Array<Array<string | null | undefined>>): string {
	const shown = [headings, ...rows].map((row) => row.map((text) => cell(text ?? '')));
	const widths = headings.map((_, column) => Math.max(...shown.map((row) => row[column].length)));
	const lines = shown.map((row) => `   ${row.map((text, column) => text.padEnd(widths[column])).join('  ')}`.trimEnd());
	lines.splice(1, 0, `   ${widths.map((width) => '-'.repeat(width)).join('  ')}`);
	return lines.join('\n');
}

/** The items of the second output: which records the vendor has not got, and why. */
export function rejected(items: Item[], nameOf: (object: string, id: string) => string): string {
	return items
		.map(({ json: { object, recordId, category, field, reason } }) => {
			const where = field === undefined ? category : `${category}, ${field}`;
			return `   ${object} ${nameOf(String(object), String(recordId))} (${where})\n      ${reason}`;
		})
		.join('\n');
}

/** The run's own summary: one line per object. */
export function summary(items: Item[]): string {
	const numbers = ['read', 'created', 'updated', 'adopted', 'unchanged', 'shadowed', 'rejected'] as const;
	const rows = items
		.filter(({ json }) => json.object !== 'Run')
		.map(({ json }) => [
			`${json.object} to ${json.hubspotObject ?? json.intercomObject}`,
			...numbers.map((name) => String(json[name])),
		]);
	return table(['', ...numbers], rows);
}
