import { SophiaError } from '../../errors';
import { isLeadField, type LeadField, type LeadFields } from '../fields';

/** A web address with places for a lead's values: https://api.example.com/companies/{companyDomain}?fields=all */
export interface UrlTemplate {
	/** Scheme, host and port: never filled from a lead. */
	origin: string;
	/** The fields it needs, each once. */
	fields: LeadField[];
	/** The address for a lead; undefined when a value is missing, or cannot be part of an address. */
	fill(known: Readonly<LeadFields>): string | undefined;
}

const PLACE = /\{([A-Za-z0-9]+)\}/g;

const refuse = (message: string, remedy: string) => new SophiaError('configuration', message, { remedy });

/**
 * Checks a template. A lead's values may stand in its path and query only, and are encoded there, so that no lead can
 * send a request to another host or path.
 *
 * @throws SophiaError `configuration` that says what is wrong with it
 */
export function compileUrlTemplate(template: string): UrlTemplate {
	const text = template.trim();
	const fields = [...new Set([...text.matchAll(PLACE)].map(([, name]) => name))];
	const unknown = fields.find((name) => !isLeadField(name));
	if (unknown !== undefined)
		throw refuse(
			`The URL asks for {${unknown}}, which is no field of a lead.`,
			'Use the names that the list of fields shows, e.g. {companyDomain} or {email}.',
		);
	if (fields.length === 0)
		throw refuse('The URL has no place for a value of the lead.', 'Put {companyDomain} or {email} where it belongs.');
	// A place in scheme, user, host or port is not part of the path: the address without it would be another one.
	const origin = /^https?:\/\/[^/?#{}@\s]+(?=[/?#]|$)/i.exec(text)?.[0];
	const url = origin !== undefined && URL.canParse(origin) ? new URL(origin) : undefined;
	if (url === undefined)
		throw refuse(
			'The URL is no web address, or has a place for a value before its path.',
			'Begin it with https:// and a fixed host, e.g. https://api.example.com/companies/{companyDomain}.',
		);
	return {
		origin: url.origin,
		fields: fields as LeadField[],
		fill: (known) => fillIn(text, known),
	};
}

function fillIn(template: string, known: Readonly<LeadFields>): string | undefined {
	let complete = true;
	const filled = template.replaceAll(PLACE, (_, name: LeadField) => {
		const value = known[name];
		const text = value === undefined ? '' : String(value).trim();
		// '..' would leave its folder even when it is encoded.
		if (text === '' || text.length > 500 || /^\.+$/.test(text) || /\p{Surrogate}/u.test(text)) complete = false;
		return complete ? encodeURIComponent(text) : '';
	});
	return complete ? filled : undefined;
}
