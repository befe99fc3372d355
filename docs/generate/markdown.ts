export const code = (text: string): string => `\`${text}\``;

/** n8n's descriptions may hold links; a table needs only their words. Everything else is shown as it is written. */
const plain = (cell: string): string =>
	cell
		.replace(/<\/?a\b[^<>]*>/g, '')
		.replaceAll('<', '&lt;')
		.replaceAll('|', '\\|')
		.replaceAll('\n', ' ');

const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;

/** A Markdown table. */
export const table = (head: string[], rows: string[][]): string =>
	[line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(plain)))].join('\n');

const block = (name: string): RegExp => new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(\n<!-- end -->)`);

/**
 * A page with its generated blocks replaced. A block stands between `<!-- generated: name -->` and `<!-- end -->`.
 *
 * @throws Error when the page lacks one of them
 */
export function withBlocks(page: string, blocks: ReadonlyMap<string, string>): string {
	let result = page;
	for (const [name, text] of blocks) {
		if (!block(name).test(result)) throw new Error(`There is no place for the generated block '${name}'.`);
		result = result.replace(block(name), (_whole, before: string, after: string) => `${before}\n${text}\n${after}`);
	}
	return result;
}
