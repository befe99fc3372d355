import { slices } from '../shared/slices';
import { textValue, type Row, type WireValue } from './write-values';

/** What clears a field in a bulk upload; an empty cell leaves it as it is. */
const CLEAR = '#N/A';

/** Rows that make one upload, with the columns that they have among them. */
export interface Upload {
	rows: Row[];
	csv: string;
}

/** Halves of characters and NUL do not come back from CSV as they were sent. */
const unprintable = /\p{Surrogate}|\0/u;

/**
 * False for a record that CSV cannot carry: a text that is Salesforce's own sign for 'clear', one of blanks
 * alone, which would leave the field as it is, or one that would not be recognised in the results.
 */
export const fitsCsv = ({ values }: Row): boolean => Object.values(values).every(fitsCell);

function fitsCell(value: WireValue): boolean {
	if (typeof value !== 'string' || value === '') return true;
	const text = value.trim();
	return text !== '' && text !== CLEAR && !unprintable.test(text);
}

const cellOf = (value: WireValue | undefined): string => (value === undefined ? '' : (textValue(value) ?? CLEAR));

/** One line, every value quoted. Salesforce takes line ends within quotes. */
const line = (cells: readonly string[]): string =>
	`${cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`;

/** Cuts rows into uploads of at most `maxBytes`; a single row may be larger. */
export async function* uploads(rows: readonly Row[], maxBytes: number): AsyncGenerator<Upload> {
	const columns = await columnsOf(rows);
	const header = line(columns);
	let upload: Upload = { rows: [], csv: header };
	let bytes = Buffer.byteLength(header);
	for await (const slice of slices(rows)) {
		for (const row of slice) {
			const text = line(cellsOf(columns, row));
			const length = Buffer.byteLength(text);
			if (upload.rows.length > 0 && bytes + length > maxBytes) {
				yield upload;
				upload = { rows: [], csv: header };
				bytes = Buffer.byteLength(header);
			}
			upload.rows.push(row);
			upload.csv += text;
			bytes += length;
		}
	}
	if (upload.rows.length > 0) yield upload;
}

async function columnsOf(rows: readonly Row[]): Promise<string[]> {
	const columns = new Set<string>();
	for await (const slice of slices(rows)) {
		for (const { values } of slice) for (const name of Object.keys(values)) columns.add(name);
	}
	return [...columns];
}
const cellsOf = (columns: readonly string[], { values }: Row): string[] => columns.map((name) => cellOf(values[name]));

/**
 * Finds the row that a line of the results belongs to: by its key, or for new records, which have none, by all
 * that was sent. Salesforce repeats it, takes no column of ours, and promises no order. Rows with the same
 * content are as good as each other, so each of them gets one of their results.
 */
export class RowFinder {
	private readonly open = new Map<string, Row[]>();

	private constructor(private readonly columns: readonly string[]) {}

	/** @param key the column that no two rows share a value of */
	static async of(rows: readonly Row[], key?: string): Promise<RowFinder> {
		const finder = new RowFinder(key === undefined ? await columnsOf(rows) : [key]);
		for await (const slice of slices(rows)) for (const row of slice) finder.add(row);
		return finder;
	}

	private add(row: Row): void {
		const key = keyOf(cellsOf(this.columns, row));
		const same = this.open.get(key);
		if (same === undefined) this.open.set(key, [row]);
		else same.push(row);
	}

	/** @param cells values by lower-case column name */
	take(cells: (column: string) => string | undefined): Row | undefined {
		return this.open.get(keyOf(this.columns.map((name) => cells(name.toLowerCase()) ?? '')))?.shift();
	}
}

/** Salesforce may show line ends and blanks at the ends differently from what was sent. */
const keyOf = (cells: readonly string[]): string =>
	JSON.stringify(cells.map((text) => text.replace(/\r\n?/g, '\n').trim()));
