import { isObject, own, wrongShape } from './sophia21Shape';

const wrong = wrongShape(
	'{"lead_data": {"email": "…", "company": "…", "title": "…"}, "enrichment_sources": ["basic"]}; only "lead_data" is needed',
);

/** What the lead-enrichment webhook of Sophia 2.1 answered. */
export interface Sophia21LeadPayload {
	status: 'success';
	enriched_lead: Record<string, unknown>;
	transformation_type: 'lead_enrichment';
	/** ISO 8601. */
	timestamp: string;
}

/**
 * Looked for in this order, anywhere in the title: a 'vice president' is an executive for the 'president' in it, and so is
 * every 'director' for its 'cto'. Those who rely on the old answers rely on these, too.
 */
const LEVELS: Array<[level: string, words: string[]]> = [
	['executive', ['ceo', 'cto', 'cfo', 'president', 'founder']],
	['senior', ['director', 'vp', 'vice president', 'head of']],
	['mid', ['manager', 'lead', 'senior']],
];

/**
 * The payload that the lead-enrichment webhook of Sophia 2.1 made of `{lead_data, enrichment_sources}`: the lead as it
 * is, with the date and sources of its enrichment, the domain of its e-mail address (as written, '' without an @) and,
 * where it has company and title, a seniority level. The node's own seniority is the better one.
 *
 * @throws SophiaError `configuration` that names the field whose shape is wrong
 */
export function sophia21LeadPayload(item: unknown, now: Date): Sophia21LeadPayload {
	if (!isObject(item)) throw wrong('the item', 'an object');
	const lead = own(item, 'lead_data');
	if (!isObject(lead)) throw wrong('lead_data', 'an object');
	const sources = own(item, 'enrichment_sources') ?? ['basic'];
	if (!Array.isArray(sources)) throw wrong('enrichment_sources', 'a list');
	const timestamp = now.toISOString();
	const email = textOf(lead, 'email');
	const title = textOf(lead, 'title');
	return {
		status: 'success',
		enriched_lead: {
			...lead,
			enrichment_timestamp: timestamp,
			enrichment_sources: sources as unknown[],
			enrichment_status: 'completed',
			...(email === '' ? {} : { email_domain: email.split('@')[1] ?? '' }),
			...(title === '' || textOf(lead, 'company') === '' ? {} : { seniority_level: levelOf(title) }),
		},
		transformation_type: 'lead_enrichment',
		timestamp,
	};
}

function levelOf(title: string): string {
	const text = title.toLowerCase();
	return LEVELS.find(([, words]) => words.some((word) => text.includes(word)))?.[0] ?? 'junior';
}

/** A text of the lead; '' when it is absent or empty. @throws SophiaError `configuration` when it is anything else */
function textOf(lead: object, field: string): string {
	const value = own(lead, field) ?? '';
	if (typeof value !== 'string') throw wrong(`lead_data.${field}`, 'a text');
	return value;
}
