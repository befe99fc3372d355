import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { scoreLead } from '../../../engine/enrichment';
import {
	runGivenLeads,
	runLeads,
	type LeadRunReport,
	type LeadWorkOptions,
	type LeadWorkSystems,
} from '../../../engine/enrichment/leads';
import type { StateStore } from '../../../engine/state';
import { createTraffic, type Traffic } from '../../../engine/traffic';
import { refuseToAgents } from '../../shared/agents';
import { trafficSettings } from '../../shared/description/runOptions';
import { fromAll } from '../../shared/results';
import { runSettings } from '../../shared/runSettings';
import { withState } from '../../shared/state';
import { Connections } from '../connections';
import { AGENTS_MAY } from '../description/options';
import { PROVIDER_LABELS } from '../description/providers';
import { itemLeads, type ItemLeads } from '../itemLeads';
import { DEFAULT_MAX_ITEMS } from '../leadEnrichmentOptions';
import { choicesOf, type Choices, type RunOperation } from '../plan';
import { waterfallOf } from '../providers';
import { LeadResultKeeper, leadItem, leadRunItem, notReachedItem, rejectedItem } from '../results';

/** Enrich, Preview and Score: leads on the first output with the run as the last item, refused ones on the second. */
export async function enrich(context: IExecuteFunctions, operation: RunOperation): Promise<INodeExecutionData[][]> {
	const choices = choicesOf(context, operation);
	if (choices.work.operation === 'enrich' && Object.keys(choices.work.writeBack).length > 0)
		refuseToAgents(context, 'Writing to Salesforce and HubSpot', AGENTS_MAY);
	const { connections: chosen, options } = choices;
	const traffic = createTraffic(trafficSettings(options));
	const connections = new Connections(context, traffic, chosen, options.hubspotBurst);
	try {
		if (choices.source === 'items') return await fromItems(context, choices, connections, traffic);
		return await fromSalesforce(context, choices, connections, traffic);
	} finally {
		await connections.close();
	}
}

async function fromSalesforce(
	context: IExecuteFunctions,
	choices: Choices,
	connections: Connections,
	traffic: Traffic,
): Promise<INodeExecutionData[][]> {
	const { work, reading, leadFields, options } = choices;
	const source = await connections.source('"Source"');
	const keeper = new LeadResultKeeper(options.maxItems ?? DEFAULT_MAX_ITEMS);
	const report = await withState(context, async (state) => {
		const { plan, systems } = await prepared(choices, connections, traffic, state);
		return await runLeads(
			{
				...plan,
				reading,
				leadFields,
				...(options.filter?.trim() ? { filter: options.filter.trim() } : {}),
				...(options.maxLeads ? { maxLeads: options.maxLeads } : {}),
				overlapMs: (options.overlapMinutes ?? 5) * 60_000,
			},
			{ ...systems, source },
			{ ...runOptions(context, choices, keeper), forceFullRead: options.forceFullRead },
		);
	});
	const inputs = context.getInputData().length;
	return [
		fromAll([...keeper.results.map(leadItem), leadRunItem(report, told(choices, work.syncKey))], inputs),
		fromAll(keeper.rejected.map(rejectedItem), inputs),
	];
}

/** Every item's result comes out, linked to its item; those that the run did not come to on the second output. */
async function fromItems(
	context: IExecuteFunctions,
	choices: Choices,
	connections: Connections,
	traffic: Traffic,
): Promise<INodeExecutionData[][]> {
	const input = itemLeads(context.getInputData(), choices.itemFields);
	const keeper = new LeadResultKeeper(Infinity);
	const report = await withState(context, async (state) => {
		const { plan, systems } = await prepared(choices, connections, traffic, state);
		return await runGivenLeads(plan, input.leads, systems, runOptions(context, choices, keeper));
	});
	if (report.status === 'skipped')
		throw new NodeOperationError(context.getNode(), 'The enrichment did not start', { description: report.reason });
	return itemOutputs(context, choices, input, keeper, report);
}

function itemOutputs(
	context: IExecuteFunctions,
	choices: Choices,
	input: ItemLeads,
	keeper: LeadResultKeeper,
	report: LeadRunReport,
): INodeExecutionData[][] {
	const paired = (json: IDataObject, leadId: string): INodeExecutionData => ({
		json,
		pairedItem: input.itemIndexes(leadId).map((item) => ({ item })),
	});
	const reached = new Set(keeper.results.map(({ lead }) => lead.id));
	const missed = input.leads.filter(({ id }) => !reached.has(id));
	const run = leadRunItem(report, { ...told(choices, report.syncKey), mapping: { ...input.mapping } as IDataObject });
	return [
		[
			...keeper.results.map((result) => paired(leadItem(result), result.lead.id)),
			...fromAll([run], context.getInputData().length),
		],
		[
			...keeper.rejected.map((rejected) => paired(rejectedItem(rejected), rejected.lead.lead.id)),
			...missed.map(({ id }) => paired(notReachedItem(id, report.reason ?? 'the run ended'), id)),
		],
	];
}

/** The engine's plan with its providers, and the systems to write to. */
async function prepared(choices: Choices, connections: Connections, traffic: Traffic, state: StateStore) {
	const { work, providers: rows, options } = choices;
	const { providers, settings } = await waterfallOf(rows, connections, traffic, options.defaultCountry?.trim());
	const { salesforce, hubspot } = work.writeBack;
	const user = '"Write Back To"';
	const systems: LeadWorkSystems = {
		providers,
		state,
		traffic,
		...(salesforce === undefined ? {} : { salesforce: await connections.salesforce(user) }),
		...(hubspot === undefined ? {} : { hubspot: await connections.hubspot(user) }),
	};
	return { plan: { ...work, enrichment: { ...work.enrichment, providers: settings } }, systems };
}

function runOptions(context: IExecuteFunctions, { scoreModel }: Choices, keeper: LeadResultKeeper): LeadWorkOptions {
	return {
		...runSettings(context),
		onResult: keeper.listen,
		...(scoreModel === undefined ? {} : { scorer: ({ fields }) => scoreLead(fields, scoreModel) }),
	};
}

/** What a run's item says beside the engine's report. */
const told = ({ operation, leftOut }: Choices, syncKey: string): IDataObject => ({
	operation,
	syncKey,
	...(leftOut.length === 0
		? {}
		: {
				notAskedInPreview: leftOut.map(
					({ type, name }) => (type === 'http' && name) || PROVIDER_LABELS[type ?? 'http'],
				),
			}),
});
