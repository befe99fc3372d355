/** What CSV of the bulk API may be separated by. */
export const DELIMITERS = { COMMA: ',', SEMICOLON: ';', PIPE: '|', TAB: '\t', CARET: '^', BACKQUOTE: '`' };
export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' };

export type Delimiter = keyof typeof DELIMITERS;
export type LineEnding = keyof typeof LINE_ENDINGS;

/** One line, every value quoted, quotes doubled. */
export const csvLine = (cells: readonly string[], delimiter: Delimiter, lineEnding: LineEnding): string =>
	cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(DELIMITERS[delimiter]) + LINE_ENDINGS[lineEnding];
