/** A column: its header, and its text for a row. Absent: empty. */
export type Columns<Row> = Array<[header: string, text: (row: Row) => string | number | undefined]>;

/**
 * Rows as CSV (RFC 4180: commas, CRLF, quotes where they are needed; UTF-8 with a byte-order mark, so that Excel takes
 * it for UTF-8). A text that a spreadsheet would take for a formula begins with an apostrophe.
 */
export async function toCsv<Row>(columns: Columns<Row>, pages: AsyncIterable<Row[]>): Promise<Buffer> {
	const { stringify } = await import('csv-stringify');
	const writer = stringify({
		bom: true,
		header: true,
		columns: columns.map(([header]) => header),
		record_delimiter: 'windows',
		escape_formulas: true,
	});
	const parts: Buffer[] = [];
	writer.on('data', (part: Buffer) => parts.push(part));
	const ended = new Promise<void>((resolve, reject) => {
		writer.once('end', resolve);
		writer.once('error', reject);
	});
	for await (const rows of pages) {
		for (const row of rows) writer.write(columns.map(([, text]) => text(row) ?? ''));
	}
	writer.end();
	await ended;
	return Buffer.concat(parts);
}
