/** Text that is markup already: nothing in it is escaped again. */
export class Markup {
	constructor(readonly text: string) {}

	toString(): string {
		return this.text;
	}
}

type Part = Markup | string | number | false | undefined | Part[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** What XML does not allow, halves of surrogate pairs, and marks that turn the direction of what follows. */
const UNPRINTABLE = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** A text as content or as a quoted attribute of HTML and of SVG. */
export const escape = (text: string): string =>
	text.replace(UNPRINTABLE, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character]);

/** A template whose parts are escaped unless they are markup; lists are joined, false and undefined are nothing. */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
	return new Markup(strings.reduce((all, string, index) => all + rendered(parts[index - 1]) + string));
}

function rendered(part: Part): string {
	if (part === undefined || part === false) return '';
	if (Array.isArray(part)) return part.map(rendered).join('');
	return part instanceof Markup ? part.text : escape(String(part));
}

/** A name of somebody else's choice, short enough for its place. */
export const shortened = (text: string, most: number): string => {
	const characters = [...text];
	return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
};
