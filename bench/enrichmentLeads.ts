import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lead } from '../engine/enrichment/types';

/** A title and what a careful reader makes of it. */
export interface LabelledTitle {
	title: string;
	seniority: string;
	jobFunction: string;
}

/** One of the labelled sets of bench/titles: 'work', 'measure', 'blind'. */
export function labelledTitles(set: string): LabelledTitle[] {
	const text = readFileSync(join(process.cwd(), 'bench', 'titles', `${set}.csv`), 'utf8');
	// A title with a comma stands in quotation marks; nothing else needs any.
	const rows = text.trim().split('\n').slice(1);
	return rows.map((row) => {
		const [, quoted, plain, seniority, jobFunction] = /^\w+,(?:"((?:[^"]|"")*)"|([^,]*)),(\w+),(\w+)$/.exec(row) ?? [];
		if (seniority === undefined) throw new Error(`No labelled title: ${row}`);
		return { title: quoted?.replaceAll('""', '"') ?? plain, seniority, jobFunction };
	});
}

/** Where leads come from, and how people write a telephone number there. */
const PLACES: Array<[country: string, phone: (digits: string) => string]> = [
	['United States', (digits) => `(212) ${digits.slice(0, 3).replace(/^[01]/, '5')}-${digits.slice(3, 7)}`],
	['Germany', (digits) => `030 ${digits.slice(0, 7)}`],
	['France', (digits) => `01 4${digits[0]} ${digits.slice(1, 3)} ${digits.slice(3, 5)} ${digits.slice(5, 7)}`],
	['Spain', (digits) => `+34 91 ${digits.slice(0, 3)} ${digits.slice(3, 7)}`],
	['Brasil', (digits) => `+55 (11) 3${digits.slice(0, 3)}-${digits.slice(3, 7)}`],
	['UK', (digits) => `020 7${digits.slice(0, 3)} ${digits.slice(3, 7)}`],
];

/** The codes of those places, for the telephone library. */
const CODES = ['US', 'DE', 'FR', 'ES', 'BR', 'GB'];

/** What was typed, and the country that it was typed in. */
export interface TypedPhone {
	phone: string;
	country: string;
}

const digitsOf = (n: number): string => String((n * 7_919_993 + 2_345_678) % 10_000_000).padStart(7, '0');

const placeOf = (n: number): number => n % PLACES.length;

/** Lead n's telephone number, as it stands in the lead. */
export const phoneOf = (n: number): TypedPhone => ({
	phone: PLACES[placeOf(n)][1](digitsOf(n)),
	country: CODES[placeOf(n)],
});

/** Leads of so many companies, from fixed rules: every number another one, names and titles that repeat as they do. */
export function generatedLeads(count: number, domains: number): Lead[] {
	const titles = ['work', 'measure', 'blind'].flatMap((set) => labelledTitles(set).map(({ title }) => title));
	return Array.from({ length: count }, (_, n): Lead => {
		const domain = `company${n % domains}.example.com`;
		return {
			id: `lead-${n}`,
			system: 'item',
			fields: {
				email: `person.${n}@${domain}`,
				firstName: FIRST[n % FIRST.length],
				lastName: LAST[n % LAST.length](lettersOf(n)),
				title: titles[n % titles.length],
				company: `Company ${n % domains}`,
				phone: phoneOf(n).phone,
				country: PLACES[placeOf(n)][0],
			},
		};
	});
}

const FIRST = ['Ann', 'JÜRGEN', 'Chloé', 'maría', 'João', 'Olivia', 'Paul'];
const LAST: Array<(letters: string) => string> = [
	(letters) => `Lee${letters}`,
	(letters) => `o'brien${letters}`,
	(letters) => `MÜLLER${letters.toUpperCase()}`,
	(letters) => `de la Cruz${letters}`,
	(letters) => `Martin${letters}`,
];

/** Tells names apart: 'aaab' for 1. */
const lettersOf = (n: number): string =>
	[17_576, 676, 26, 1].map((power) => String.fromCharCode(97 + (Math.floor(n / power) % 26))).join('');
