import { systemClock } from '../engine/clock';
import { derivedProvider } from '../engine/enrichment';
import { cortexCompanyProvider } from '../engine/enrichment/providers/cortex';
import { hubspotMatchProvider } from '../engine/enrichment/providers/crmMatch';
import { httpProvider } from '../engine/enrichment/providers/http';
import { portkeyCompanyProvider } from '../engine/enrichment/providers/portkey';
import { runEnrichment } from '../engine/enrichment/runEnrichment';
import type { EnrichmentReport, Provider, ProviderSettings } from '../engine/enrichment/types';
import { openSqliteState } from '../engine/state';
import { createHubspotDestination } from '../engine/systems/hubspot';
import { PortkeyGateway } from '../engine/systems/portkey';
import { SnowflakeSql } from '../engine/systems/snowflake';
import { createTraffic, type Traffic } from '../engine/traffic';
import { note, serve } from './child';
import { generatedLeads, phoneOf } from './enrichmentLeads';
import type { EnrichmentAddress } from './enrichmentSimulators';
import { Meter, type Measured } from './meter';
import { withRaisedLimits } from './raisedLimits';

export interface EnrichmentRun {
	leads: number;
	domains: number;
	address: EnrichmentAddress;
	stateDirectory: string;
}

export interface EnrichmentResult {
	measured: Measured;
	report: EnrichmentReport;
}

/** Every provider that is keyed by domain, each for a field of its own, so that none spares another one a question. */
async function waterfall(
	address: EnrichmentAddress,
	traffic: Traffic,
): Promise<{ providers: Provider[]; settings: ProviderSettings[] }> {
	const portkey = new PortkeyGateway(
		{ apiKey: address.portkeyKey, apiBaseUrl: address.portkeyUrl, provider: 'openai-main', model: 'gpt-4o-mini' },
		traffic,
	);
	const snowflake = new SnowflakeSql(
		{ accountUrl: address.snowflakeUrl, authMethod: 'token', token: 'simulator-pat', warehouse: 'COMPUTE_WH' },
		traffic,
	);
	const hubspot = createHubspotDestination({
		credentials: { accessToken: address.accessToken, apiBaseUrl: address.hubspotUrl },
		traffic,
		options: { callsPer10Seconds: 100_000 },
	});
	const http = httpProvider(
		{
			name: 'http',
			label: 'HTTP',
			url: `${address.serviceUrl}/v1/companies/{companyDomain}`,
			mapping: [{ field: 'foundedYear', path: 'founded' }],
			callsPerMinute: 100_000,
		},
		traffic,
	);
	const send: ProviderSettings['send'] = ['companyDomain'];
	return {
		providers: [
			await derivedProvider(),
			hubspotMatchProvider(hubspot),
			portkeyCompanyProvider(portkey),
			cortexCompanyProvider(snowflake, { model: 'claude-4-sonnet' }),
			http,
		],
		settings: [
			{ name: 'derived' },
			{ name: 'crmHubspot', fields: ['revenue'], cacheTtlMs: 0, notFoundTtlMs: 0 },
			{ name: 'portkey', send, fields: ['industry'] },
			{ name: 'cortex', send, fields: ['employees'] },
			{ name: 'http', send },
		],
	};
}

/** All leads through every provider. */
async function enrich({ leads, domains, address, stateDirectory }: EnrichmentRun): Promise<EnrichmentResult> {
	const given = generatedLeads(leads, domains);
	const meter = new Meter();
	const traffic = withRaisedLimits(createTraffic({}, systemClock));
	const state = await openSqliteState({ directory: stateDirectory, clock: systemClock });
	try {
		const { providers, settings } = await waterfall(address, traffic);
		const report = await runEnrichment(
			{ providers: settings },
			{
				providers,
				leads: [given],
				state,
				traffic,
				onPage: () => meter.working(),
				onProgress: (progress) => note(`${progress.leads} leads`),
			},
		);
		return { report, measured: meter.stop() };
	} finally {
		await state.close();
	}
}

export interface Timed {
	wallMs: number;
	/** Of all threads: other programs of the machine have no part in it. */
	cpuMs: number;
	/** Numbers that were read. */
	phones: number;
}

function started(): () => Omit<Timed, 'phones'> {
	const [cpuBefore, startedAt] = [process.cpuUsage(), performance.now()];
	return () => {
		const { user, system } = process.cpuUsage(cpuBefore);
		return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
	};
}

/** The same leads through derivation alone, page by page as in a run. @returns milliseconds, loading included */
async function derive({ leads, domains }: Pick<EnrichmentRun, 'leads' | 'domains'>): Promise<Timed> {
	const given = generatedLeads(leads, domains);
	const stopWatch = started();
	let phones = 0;
	await runEnrichment(
		{ providers: [] },
		{
			providers: [await derivedProvider()],
			leads: [given],
			traffic: createTraffic({}, systemClock),
			onPage: (page) => {
				phones += page.filter(({ fields }) => fields.phoneE164 !== undefined).length;
			},
		},
	);
	return { ...stopWatch(), phones };
}

/** The telephone library alone on the leads' numbers: read, validated, spelled out. Loading included. */
async function phonesAlone({ leads }: Pick<EnrichmentRun, 'leads'>): Promise<Timed> {
	const given = Array.from({ length: leads }, (_, n) => phoneOf(n));
	const stopWatch = started();
	const { parsePhoneNumberFromString } = await import('libphonenumber-js/min');
	let phones = 0;
	for (const { phone, country } of given) {
		const number = parsePhoneNumberFromString(phone, country as 'US');
		if (number?.isValid() === true && number.number !== '') phones++;
	}
	return { ...stopWatch(), phones };
}

serve({ enrich, derive, phonesAlone });
