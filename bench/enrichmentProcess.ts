import { systemClock } from '../engine/clock';
import { derivedProvider } from '../engine/enrichment';
import { cortexCompanyProvider } from '../engine/enrichment/providers/cortex';
import { hubspotMatchProvider } from '../engine/enrichment/providers/crmMatch';
import { httpProvider } from '../engine/enrichment/providers/http';
import { portkeyCompanyProvider } from '../engine/enrichment/providers/portkey';
import { runEnrichment } from '../engine/enrichment/runEnrichment';
import type { EnrichmentReport, Lead, Provider, ProviderSettings } from '../engine/enrichment/types';
import { openSqliteState } from '../engine/state';
import { chunks } from '../engine/systems/shared/batches';
import { createHubspotDestination } from '../engine/systems/hubspot';
import { PortkeyGateway } from '../engine/systems/portkey';
import { SnowflakeSql } from '../engine/systems/snowflake';
import { createTraffic, type Traffic } from '../engine/traffic';
import { note, serve } from './child';
import { generatedLeads, phoneOf, type TypedPhone } from './enrichmentLeads';
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
	globalThis.gc?.();
	const [cpuBefore, startedAt] = [process.cpuUsage(), performance.now()];
	return () => {
		const { user, system } = process.cpuUsage(cpuBefore);
		return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
	};
}

type Leads = Pick<EnrichmentRun, 'leads' | 'domains'>;

/** The first leads are not timed: with them libraries and lists are loaded, and code is compiled. */
const LOADING = 1_000;

/** Derivation alone: the provider, asked as a run asks it. */
async function derive({ leads, domains }: Leads): Promise<Timed> {
	const provider = await derivedProvider();
	const requests = generatedLeads(leads + LOADING, domains).map(({ id, fields }) => ({
		key: id,
		fields: provider.fills,
		known: fields,
		leadId: id,
	}));
	const traffic = createTraffic({}, systemClock);
	const context = { clock: systemClock, traffic, used: () => undefined };
	await provider.enrich(requests.slice(0, LOADING), context);
	const stopWatch = started();
	let phones = 0;
	for (const batch of chunks(requests.slice(LOADING), provider.capabilities.batchSize)) {
		const answers = await provider.enrich(batch, context);
		phones += answers.filter((answer) => answer.status === 'found' && answer.values.phoneE164 !== undefined).length;
	}
	return { ...stopWatch(), phones };
}

/** The same in a run: with thresholds, checks and decisions. */
async function deriveInRun({ leads, domains }: Leads): Promise<Timed> {
	const given = generatedLeads(leads + LOADING, domains);
	let phones = 0;
	const run = async (some: Lead[]) =>
		await runEnrichment(
			{ providers: [] },
			{
				providers: [await derivedProvider()],
				leads: [some],
				traffic: createTraffic({}, systemClock),
				onPage: (page) => {
					phones += page.filter(({ fields }) => fields.phoneE164 !== undefined).length;
				},
			},
		);
	await run(given.slice(0, LOADING));
	phones = 0;
	const stopWatch = started();
	await run(given.slice(LOADING));
	return { ...stopWatch(), phones };
}

/** The telephone library alone on the leads' numbers: read, validated, spelled out. */
async function phonesAlone({ leads }: Leads): Promise<Timed> {
	const given = Array.from({ length: leads + LOADING }, (_, n) => phoneOf(n));
	const { parsePhoneNumberFromString } = await import('libphonenumber-js/min');
	const read = ({ phone, country }: TypedPhone): boolean => {
		const number = parsePhoneNumberFromString(phone, country as 'US');
		return number?.isValid() === true && number.number !== '';
	};
	given.slice(0, LOADING).forEach(read);
	const stopWatch = started();
	const phones = given.slice(LOADING).filter(read).length;
	return { ...stopWatch(), phones };
}

serve({ enrich, derive, deriveInRun, phonesAlone });
