/** Values that must stand in no log, and where they do. */
export interface Known {
	secrets: Iterable<string>;
	/** First and last names, phone numbers. E-mail addresses are found whoever's they are. */
	personal: Iterable<string>;
}

/** What looks like a secret whoever made it. */
const SECRET_FORMS: Array<[RegExp, string]> = [
	[/\b(?:Bearer|Basic)\s+[\w.~+/=-]{12,}/g, 'an Authorization header'],
	[/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}/g, 'a JSON Web Token'],
	[/-----BEGIN [A-Z ]*PRIVATE KEY-----/g, 'a private key'],
	[/\b00D\w{12,15}![\w.]{8,}/g, 'a Salesforce session'],
];
const EMAIL = /[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/gi;
const NUMBER = /\+?\d[\d ()./-]{6,}\d/g;
const WORD = /\p{L}[\p{L}\p{M}'’-]*/gu;
/** Shorter ones are found in every text. */
const SHORTEST = { secret: 8, word: 4, phone: 8 };

const digits = (text: string): string => text.replace(/\D/g, '');

/** Looks for secrets and personal values in text. What it tells of a find never holds the value itself. */
export class LeakScan {
	private readonly secrets: string[];
	private readonly words = new Set<string>();
	private readonly phrases: string[] = [];
	private readonly phones = new Set<string>();

	/** @param allowed e-mail addresses that are nobody's, and words that are no names in this text */
	constructor(
		{ secrets, personal }: Known,
		private readonly allowed: ReadonlySet<string> = new Set(),
	) {
		this.secrets = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST.secret);
		for (const value of new Set(personal)) {
			if (/^[+(\d][\d ()./-]+$/.test(value)) {
				if (digits(value).length >= SHORTEST.phone) this.phones.add(digits(value));
			} else if (value.length >= SHORTEST.word && !allowed.has(value)) {
				if (value.match(WORD)?.[0] === value) this.words.add(value);
				else if (!value.includes('@')) this.phrases.push(value);
			}
		}
	}

	/** @returns one sentence per kind of find and line; empty when there is none */
	find(text: string): string[] {
		const finds = new Set<string>();
		text.split('\n').forEach((line, index) => {
			for (const what of this.inLine(line)) finds.add(`line ${index + 1}: ${what}`);
		});
		return [...finds];
	}

	private *inLine(line: string): Generator<string> {
		for (const secret of this.secrets)
			if (line.includes(secret)) yield `a secret of ${secret.length} characters, ${secret[0]}…`;
		for (const [form, what] of SECRET_FORMS) if (line.search(form) >= 0) yield what;
		for (const [email] of line.matchAll(EMAIL))
			if (!this.allowed.has(email.toLowerCase())) yield `an e-mail address, ${email[0]}…@${email.split('@')[1]}`;
		for (const [number] of line.matchAll(NUMBER)) if (this.phones.has(digits(number))) yield 'a phone number';
		for (const [word] of line.matchAll(WORD))
			if (this.words.has(word)) yield `a name of ${word.length} letters, ${word[0]}…`;
		for (const phrase of this.phrases)
			if (line.includes(phrase)) yield `a name of ${phrase.length} characters, ${phrase[0]}…`;
	}
}

/** The fields of a credential that are secret. */
export const SECRET_FIELD = /secret|token|password|passphrase|(api|private|encryption)Key/i;

/** The values of a credential's secret fields, those within fields (`oauthTokenData`) too. */
export const secretsOf = (data: object): string[] =>
	Object.entries(data).flatMap(([name, value]: [string, unknown]) => {
		if (typeof value === 'object' && value !== null) return secretsOf(value);
		return SECRET_FIELD.test(name) && typeof value === 'string' ? [value] : [];
	});

const PERSONAL =
	/"(?:FirstName|LastName|Phone|MobilePhone|HomePhone|firstname|lastname|phone|mobilephone|phoneNumber)":\s*"((?:[^"\\]|\\.)+)"/g;

/** The names and phone numbers of people in a JSON text of any system. */
export const personalValuesIn = (json: string): string[] =>
	[...json.matchAll(PERSONAL)].map(([, value]) => JSON.parse(`"${value}"`) as string);
