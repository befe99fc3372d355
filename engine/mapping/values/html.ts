const ENTITIES: Record<string, string> = {
	amp: '&',
	apos: "'",
	copy: '©',
	euro: '€',
	gt: '>',
	hellip: '…',
	ldquo: '“',
	lsquo: '‘',
	lt: '<',
	mdash: '—',
	nbsp: ' ',
	ndash: '–',
	quot: '"',
	rdquo: '”',
	reg: '®',
	rsquo: '’',
	trade: '™',
};
/** Elements that begin on a line of their own. */
const BLOCK = new Set([
	'address',
	'blockquote',
	'br',
	'div',
	'h1',
	'h2',
	'h3',
	'h4',
	'h5',
	'h6',
	'hr',
	'li',
	'ol',
	'p',
	'pre',
	'table',
	'tr',
	'ul',
]);
/** Elements whose content is no text. */
const HIDDEN = new Set(['script', 'style']);

/**
 * The text of a piece of HTML, as a rich text area of Salesforce holds it: tags go, blocks become lines,
 * entities become characters, scripts and styles vanish. '<' that begins no tag stays ('a < b').
 * Linear in the length of the input, whatever it holds. The result is text, not safe HTML.
 */
export function htmlToText(html: string): string {
	const parts: string[] = [];
	/** Names of hidden elements that are known to have no end tag ahead: not looked for again. */
	const unclosed = new Set<string>();
	let at = 0;
	while (at < html.length) {
		const open = html.indexOf('<', at);
		if (open < 0) break;
		parts.push(html.slice(at, open));
		const comment = html.startsWith('<!--', open);
		const name = /^<[/!?]?([a-z][a-z0-9]{0,15})?/i.exec(html.slice(open, open + 20))?.[1]?.toLowerCase() ?? '';
		if (!comment && name === '' && !/[!?]/.test(html.charAt(open + 1))) {
			parts.push('<');
			at = open + 1;
			continue;
		}
		const end = html.indexOf(comment ? '-->' : '>', open + 1);
		// An unfinished tag ends the text: what follows is not meant to be read.
		at = end < 0 ? html.length : end + (comment ? 3 : 1);
		if (BLOCK.has(name)) parts.push('\n');
		if (HIDDEN.has(name) && html.charAt(open + 1) !== '/' && !unclosed.has(name)) {
			const close = new RegExp(`</${name}`, 'gi');
			close.lastIndex = at;
			const found = close.exec(html);
			if (found === null) unclosed.add(name);
			else at = found.index;
		}
	}
	parts.push(html.slice(at));
	return decodeEntities(parts.join(''))
		.replace(/[^\S\n]+/g, ' ')
		.replace(/ ?\n ?/g, '\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A text as HTML that looks like it: nothing in it is a tag, and its line breaks stay. */
export const textToHtml = (text: string): string =>
	text
		.trim()
		.replace(/[&<>]/g, (character) => ESCAPES[character])
		.replace(/\r\n?|\n/g, '<br>');

function decodeEntities(text: string): string {
	return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
		if (name !== undefined) {
			const key = String(name).toLowerCase();
			return Object.hasOwn(ENTITIES, key) ? ENTITIES[key] : whole;
		}
		const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
		return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
	});
}
