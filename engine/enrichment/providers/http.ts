import { createHash } from 'node:crypto';
import type { Response } from 'undici';
import { SophiaError, isSophiaError } from '../../errors';
import { countryCode } from '../../mapping/values/country';
import { domainOfWebAddress } from '../../mapping/values/hostname';
import { readAnswer, type Answer } from '../../systems/shared/answer';
import { exchange, headOf } from '../../systems/shared/exchange';
import { retryAfter, type Traffic } from '../../traffic';
import { leadField, type LeadField, type LeadValue } from '../fields';
import type { Provider, ProviderAnswer, ProviderContext, ProviderRequest, ProviderValue } from '../types';
import { plainText } from '../plainText';
import { industryNamed } from './industryNames';
import { compileUrlTemplate } from './urlTemplate';

export interface HttpProviderSettings {
	/** As reports and provenance name it: 'http', 'apollo'. */
	name: string;
	label: string;
	url: string;
	/** From n8n's header and query credentials: sent with every request, never shown. */
	headers?: Record<string, string>;
	query?: Record<string, string>;
	/** Which of the answer's values fills which field: 'organization.industry', 'people.0.title'. */
	mapping: Array<{ field: LeadField; path: string; confidence?: number }>;
	/** Default 60. */
	callsPerMinute?: number;
	/** Default 3. */
	concurrency?: number;
	/** US dollars per call that is answered. Default 0. */
	costPerCall?: number;
}

const CONFIDENCE = 0.85;
const LONGEST_ANSWER = 2_000_000;
/** What services say when they know nothing of the one who is asked for. */
const KNOWS_NOTHING = new Set([204, 404, 410, 422]);

/**
 * Any service that answers in JSON to an address made of a lead's values.
 *
 * @throws SophiaError `configuration` when the address or the mapping makes no sense
 */
export function httpProvider(settings: HttpProviderSettings, traffic: Traffic): Provider {
	const template = compileUrlTemplate(settings.url);
	if (settings.mapping.length === 0)
		throw new SophiaError('configuration', `${settings.label} fills no field.`, {
			remedy: 'Add at least one row to its mapping: a field, and the path of its value in the answer.',
		});
	const account = createHash('sha256')
		.update(JSON.stringify([template.origin, settings.headers, settings.query]))
		.digest('hex')
		.slice(0, 16);
	const system = `http:${new URL(template.origin).host}`;
	traffic.define(system, account, [{ name: 'minute', calls: settings.callsPerMinute ?? 60, windowMs: 60_000 }]);
	const fills = [...new Set(settings.mapping.map(({ field }) => field))];
	const ask = async (request: ProviderRequest, context: ProviderContext): Promise<ProviderAnswer> => {
		const url = template.fill(request.known);
		if (url === undefined) return { status: 'notFound' };
		return await context.traffic
			.call(
				{
					system,
					account,
					limits: ['minute'],
					purpose: 'lookup',
					signal: context.signal,
					beforeAttempt: () => context.used({ calls: 1 }),
				},
				async ({ signal }) => await get(withQuery(url, settings.query), settings, signal, context),
			)
			.then((answer) => read(answer, settings, context), failedAlone);
	};
	return {
		name: settings.name,
		label: settings.label,
		identity: `${account}:${createHash('sha256')
			.update(`${settings.url}${JSON.stringify(settings.mapping)}`)
			.digest('hex')
			.slice(0, 16)}`,
		fills,
		reads: template.fields,
		capabilities: {
			internal: false,
			metered: true,
			cacheable: true,
			batchSize: 1,
			concurrency: settings.concurrency ?? 3,
		},
		keyFor: (known) => {
			const url = template.fill(known);
			// The address is all that is asked; a hash of it, because it may hold a person's.
			return url === undefined ? undefined : createHash('sha256').update(url.toLowerCase()).digest('base64');
		},
		estimate: (requests) => ({
			calls: requests.length,
			tokens: 0,
			cost: requests.length * (settings.costPerCall ?? 0),
		}),
		enrich: async (requests, context) =>
			await Promise.all(requests.map(async (request) => await ask(request, context))),
	};
}

function withQuery(url: string, query: Record<string, string> = {}): string {
	const full = new URL(url);
	for (const [name, value] of Object.entries(query)) full.searchParams.set(name, value);
	return full.href;
}

/** One request that the service refuses is that lead's matter, not the service's. */
function failedAlone(error: unknown): ProviderAnswer {
	if (isSophiaError(error, 'configuration') && error.status === 400)
		return { status: 'failed', reason: 'the service refused the request', retryable: false };
	throw error;
}

async function get(
	url: string,
	settings: HttpProviderSettings,
	signal: AbortSignal,
	{ traffic }: ProviderContext,
): Promise<Answer> {
	const response = await exchange(
		{ method: 'GET', url, headers: { accept: 'application/json', ...settings.headers } },
		signal,
	);
	const head = headOf(response);
	const text = await textUpTo(LONGEST_ANSWER, response);
	if (text === undefined) throw failure(settings.label, head.status, 'answers with more than it should');
	const answer = readAnswer(head.status, head.headers, text);
	if (KNOWS_NOTHING.has(answer.status) || (answer.status >= 200 && answer.status < 300)) return answer;
	throw failureOf(settings.label, answer, retryAfter(answer.headers, traffic.clock));
}

/** An answer's text; undefined when it is longer, whatever its head says, unpacked: the rest is not read. */
async function textUpTo(bytes: number, response: Response): Promise<string | undefined> {
	const parts: Uint8Array[] = [];
	let read = 0;
	for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
		read += part.byteLength;
		// Leaving the loop cancels the body.
		if (read > bytes) return undefined;
		parts.push(part);
	}
	return Buffer.concat(parts).toString('utf8');
}

const failure = (label: string, status: number, what: string, remedy?: string) =>
	new SophiaError('configuration', `${label} ${what} (${status}).`, {
		status,
		remedy: remedy ?? 'Check the URL of this provider.',
	});

function failureOf(label: string, { status }: Answer, retryAfterMs: number | undefined): SophiaError {
	if (status === 401 || status === 403)
		return new SophiaError('credentials', `${label} does not accept the credential (${status}).`, {
			status,
			remedy: 'Check the credential that this provider uses.',
		});
	if (status === 402)
		return new SophiaError('limit', `The credits of ${label} are used up.`, {
			status,
			remedy: 'Buy more, or wait until they are renewed.',
		});
	if (status === 429 || status === 408 || status >= 500)
		return new SophiaError('transient', `${label} does not answer at the moment (${status}).`, {
			status,
			retryAfterMs,
		});
	if (status >= 300 && status < 400)
		return failure(
			label,
			status,
			'points to another address, which is not followed',
			'Put the new address into the URL.',
		);
	return failure(label, status, 'refused the request');
}

function read(answer: Answer, settings: HttpProviderSettings, context: ProviderContext): ProviderAnswer {
	if (KNOWS_NOTHING.has(answer.status)) return { status: 'notFound' };
	if (answer.body === undefined)
		return { status: 'failed', reason: 'the service did not answer in JSON', retryable: true };
	context.used({ cost: settings.costPerCall ?? 0 });
	const values: Partial<Record<LeadField, ProviderValue>> = {};
	for (const { field, path, confidence = CONFIDENCE } of settings.mapping) {
		const value = converted(field, valueAt(answer.body, path));
		if (value !== undefined) values[field] ??= { value, confidence };
	}
	return Object.keys(values).length === 0 ? { status: 'notFound' } : { status: 'found', values };
}

/** A value inside JSON by its path: names and positions with dots between. Own members only. */
function valueAt(body: unknown, path: string): unknown {
	let value = body;
	for (const step of path.split('.')) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
		value = (value as Record<string, unknown>)[step];
	}
	return value;
}

/** Services spell the same things in their own ways; what cannot be read is passed over. */
function converted(field: LeadField, value: unknown): LeadValue | undefined {
	if (typeof value === 'number' || typeof value === 'boolean') return typed(field, value);
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	const text = value.trim();
	switch (leadField(field).format) {
		case 'count':
		case 'year':
		case 'amount':
			return /^\d+(?:\.\d+)?$/.test(text.replaceAll(',', ''))
				? typed(field, Number(text.replaceAll(',', '')))
				: undefined;
		case 'boolean':
			return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined;
		case 'countryCode':
			return countryCode(text);
		case 'domain':
			return domainOfWebAddress(text);
		case 'text':
			return plainText(text) || undefined;
		default:
			return field === 'industry' ? industryNamed(text) : text;
	}
}

function typed(field: LeadField, value: number | boolean): LeadValue {
	const { format } = leadField(field);
	if (typeof value === 'boolean' || ['count', 'year', 'amount'].includes(format)) return value;
	return String(value);
}
