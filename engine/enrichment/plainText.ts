import { htmlToText } from '../mapping/values/html';

const LONGEST = 5000;

/** What a stranger has written, without markup and without what a spreadsheet would take for a formula; '' for nothing. */
export const plainText = (text: string): string =>
	htmlToText(text.slice(0, LONGEST))
		.replace(/^[\s=+\-@|]+/, '')
		.trim();
