import { derivedProvider, type LeadField } from '../../engine/enrichment';
import { cortexCompanyProvider, cortexTitleProvider } from '../../engine/enrichment/providers/cortex';
import { hubspotMatchProvider, salesforceMatchProvider } from '../../engine/enrichment/providers/crmMatch';
import { httpProvider } from '../../engine/enrichment/providers/http';
import { portkeyCompanyProvider, portkeyTitleProvider } from '../../engine/enrichment/providers/portkey';
import { compileUrlTemplate } from '../../engine/enrichment/providers/urlTemplate';
import type { Provider, ProviderSettings } from '../../engine/enrichment/types';
import { SophiaError } from '../../engine/errors';
import type { Traffic } from '../../engine/traffic';
import type { Connections } from './connections';
import { PROVIDER_LABELS } from './description/providers';
import type { ProviderRow, ProviderType } from './leadEnrichmentOptions';

/** The waterfall: the providers in the user's order, and how each is used. */
export interface Waterfall {
	providers: Provider[];
	settings: ProviderSettings[];
}

const PAID: ReadonlySet<ProviderType> = new Set(['portkey', 'cortex', 'http']);

/** Whether asking it may cost money, and sends data to somebody else. */
export const isPaid = ({ type }: ProviderRow): boolean => type !== undefined && PAID.has(type);

/**
 * Makes the providers of the rows. Nothing is called yet.
 *
 * @throws SophiaError `configuration` that names the row and what is wrong with it
 */
export async function waterfallOf(
	rows: readonly ProviderRow[],
	connections: Connections,
	traffic: Traffic,
	defaultCountry?: string,
): Promise<Waterfall> {
	const waterfall: Waterfall = { providers: [], settings: [] };
	for (const [index, row] of rows.entries()) {
		const where = `"Providers", row ${index + 1} (${labelOf(row)})`;
		const provider = await providerOf(row, where, connections, traffic, defaultCountry);
		if (waterfall.providers.some(({ name }) => name === provider.name))
			throw refused(
				`${where} stands in the list twice.`,
				'Remove one of the rows; give each HTTP provider a name of its own.',
			);
		waterfall.providers.push(provider);
		waterfall.settings.push(settingsOf(row, provider, where));
	}
	// Always on, also where somebody has removed its row.
	if (!waterfall.providers.some(({ name }) => name === 'derived'))
		waterfall.providers.unshift(await derivedProvider({ defaultCountry }));
	return waterfall;
}

async function providerOf(
	row: ProviderRow,
	where: string,
	connections: Connections,
	traffic: Traffic,
	defaultCountry?: string,
): Promise<Provider> {
	switch (row.type) {
		case 'hubspotMatch':
			return hubspotMatchProvider(await connections.hubspot(where));
		case 'salesforceMatch':
			return salesforceMatchProvider(await connections.salesforce(where));
		case 'portkey': {
			const make = row.about === 'title' ? portkeyTitleProvider : portkeyCompanyProvider;
			return make(await connections.portkey(where, row.model?.trim() || undefined), { prices: pricesOf(row) });
		}
		case 'cortex': {
			const make = row.about === 'title' ? cortexTitleProvider : cortexCompanyProvider;
			const model = row.model?.trim() ?? '';
			if (model === '') throw refused(`${where} names no model.`, 'Fill in "Model", e.g. claude-4-sonnet.');
			return make(await connections.snowflake(where), { model, prices: pricesOf(row) });
		}
		case 'http':
			return await httpOf(row, where, connections, traffic);
		default:
			return await derivedProvider({ defaultCountry });
	}
}

async function httpOf(row: ProviderRow, where: string, connections: Connections, traffic: Traffic): Promise<Provider> {
	const { url = '', authentication = 'none', mapping, callsPerMinute = 60, costPerCall = 0 } = row;
	const { origin } = compileUrlTemplate(url);
	const label = httpLabel(row);
	return httpProvider(
		{
			name: `http:${label.toLowerCase()}`,
			label,
			url,
			...(await connections.http(where, origin, authentication)),
			mapping: (mapping?.row ?? []).map(({ field, path, confidence }, index) => {
				if (field && path?.trim()) return { field, path: path.trim(), confidence };
				throw refused(
					`${where}: row ${index + 1} of its mapping is not filled in.`,
					'Choose a field and give the path.',
				);
			}),
			callsPerMinute,
			costPerCall,
		},
		traffic,
	);
}

const httpLabel = ({ name }: ProviderRow): string => name?.trim() || PROVIDER_LABELS.http;

const labelOf = (row: ProviderRow): string =>
	row.type === 'http' ? httpLabel(row) : PROVIDER_LABELS[row.type ?? 'derived'];

function settingsOf(row: ProviderRow, provider: Provider, where: string): ProviderSettings {
	const { fields = [], threshold = 0 } = row;
	const send = row.send ?? [];
	const sent = provider.reads.filter((field) => send.includes(field));
	if (!provider.capabilities.internal && sent.length === 0)
		throw refused(
			`${where} may be sent nothing, so it cannot be asked.`,
			`Tick under "Fields to Send" what it may get: ${provider.reads.join(', ')}.`,
		);
	return {
		name: provider.name,
		...(fields.length > 0 ? { fields: allowed(fields, provider, where) } : {}),
		...(provider.capabilities.internal ? {} : { send: sent }),
		...(threshold > 0 ? { threshold } : {}),
		// Companies in the CRM change all day, and looking them up costs nothing.
		...(provider.name.startsWith('crm') ? { cacheTtlMs: 0, notFoundTtlMs: 0 } : {}),
	};
}

function allowed(fields: LeadField[], provider: Provider, where: string): LeadField[] {
	if (fields.some((field) => provider.fills.includes(field))) return fields;
	throw refused(
		`${where} can fill none of the fields under "Fields It May Fill".`,
		`It can fill: ${provider.fills.join(', ')}.`,
	);
}

const pricesOf = ({ inputPrice = 0, outputPrice = 0 }: ProviderRow) =>
	inputPrice > 0 || outputPrice > 0 ? { input: inputPrice, output: outputPrice } : undefined;

const refused = (message: string, remedy: string): SophiaError =>
	new SophiaError('configuration', message, { remedy, code: 'PROVIDER_ROW' });
