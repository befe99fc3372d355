import { CsvError, parse } from 'csv-parse/sync';
import type { FieldSpec, Value } from '../schema/fields';
import type { ObjectSpec } from '../schema/objects';
import type { Store } from '../store/store';
import { Refused, type RecordError } from '../write/results';
import { fromCell } from '../write/values';
import type { Input } from '../write/writer';
import { DELIMITERS, LINE_ENDINGS, type Delimiter, type LineEnding } from './csv';

/** One row of an upload: as it came, and as it is to be written. */
export interface IngestRow {
	cells: string[];
	input: Input;
	/** A cell that is not of its field's type. */
	error?: RecordError;
}

/** Why a whole job fails. */
export class InvalidBatch extends Error {}

/**
 * Reads an upload.
 * @throws InvalidBatch for what is no CSV of this job, or names fields that do not exist
 */
export function readIngest(
	store: Store,
	object: ObjectSpec,
	content: string,
	form: { delimiter: Delimiter; lineEnding: LineEnding },
): { header: string[]; rows: IngestRow[] } {
	const [header = [], ...lines] = parseCsv(content, form);
	const columns = header.map((name) => {
		const field = store.schema.field(object, name);
		if (field === undefined) throw new InvalidBatch(`InvalidBatch : Field name not found : ${name}`);
		return field;
	});
	if (new Set(columns).size < columns.length) throw new InvalidBatch('InvalidBatch : Duplicate field in the header');
	return { header, rows: lines.map((cells) => readRow(columns, cells)) };
}

function parseCsv(content: string, { delimiter, lineEnding }: { delimiter: Delimiter; lineEnding: LineEnding }) {
	try {
		return parse(content, {
			bom: true,
			delimiter: DELIMITERS[delimiter],
			record_delimiter: LINE_ENDINGS[lineEnding],
		}) as unknown as string[][];
	} catch (error) {
		throw asInvalid(error, lineEnding);
	}
}

const asInvalid = (error: unknown, lineEnding: LineEnding): unknown =>
	error instanceof CsvError
		? new InvalidBatch(
				`ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
			)
		: error;

function readRow(columns: FieldSpec[], cells: string[]): IngestRow {
	const input = new Map<FieldSpec, Value>();
	for (const [index, field] of columns.entries()) {
		try {
			const value = fromCell(field, cells[index]);
			if (value !== undefined) input.set(field, value);
		} catch (error) {
			return { cells, input, error: errorOf(error) };
		}
	}
	return { cells, input };
}

/** @throws what is no refusal: a mistake of the simulator */
function errorOf(error: unknown): RecordError {
	if (error instanceof Refused) return error.errors[0];
	throw error;
}
