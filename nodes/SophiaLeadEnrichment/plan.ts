import type { IExecuteFunctions } from 'n8n-workflow';
import { DEFAULT_SCORE_MODEL, parseScoreModel, type LeadField, type ScoreCriterion } from '../../engine/enrichment';
import {
	SALESFORCE_LEAD_FIELDS,
	type LeadFieldNames,
	type LeadWork,
	type WriteBackPlan,
} from '../../engine/enrichment/leads';
import type { Budget, EnrichmentPlan, ExistingRule } from '../../engine/enrichment/types';
import { SophiaError } from '../../engine/errors';
import { syncKeyOf } from '../shared/sync/syncKey';
import type { ConnectionName, FieldRow, LeadEnrichmentOptions, ProviderRow } from './leadEnrichmentOptions';
import { isPaid } from './providers';

export type RunOperation = 'enrich' | 'preview' | 'score';

/** What the node is set to, read once. */
export interface Choices {
	operation: RunOperation;
	source: 'salesforce' | 'items';
	reading: 'changed' | 'neverEnriched';
	connections: ConnectionName[];
	/** The rows of providers that this run asks. */
	providers: ProviderRow[];
	/** Rows that a preview leaves out, because they may cost money. */
	leftOut: ProviderRow[];
	/** The engine's plan but for the providers, which have to be made first. */
	work: Omit<LeadWork, 'enrichment'> & { enrichment: Omit<EnrichmentPlan, 'providers'> };
	/** Where Salesforce keeps what is known of a lead. */
	leadFields: LeadFieldNames;
	/** Which field of the items is which of a lead; absent: by name. */
	itemFields?: LeadFieldNames;
	/** Absent: leads are not scored. */
	scoreModel?: readonly ScoreCriterion[];
	options: LeadEnrichmentOptions;
}

const DAY_MS = 86_400_000;

/** @throws SophiaError `configuration` for a parameter that makes no sense, naming it */
export function choicesOf(context: IExecuteFunctions, operation: RunOperation): Choices {
	const read = <T>(name: string, fallback: T): T => context.getNodeParameter(name, 0, fallback) as T;
	const options = read<LeadEnrichmentOptions>('options', {});
	const scores = operation === 'score';
	const rows = scores ? [] : read<ProviderRow[]>('providers.provider', []);
	const asksPaid = operation === 'enrich' || options.previewAsksPaid === true;
	const writeBack = writeBackOf(read, scores);
	const source = read<Choices['source']>('source', 'salesforce');
	const rules = options.existingByField?.rule ?? [];
	const syncKey = syncKeyOf(context);
	return {
		operation,
		source,
		reading: read<Choices['reading']>('reading', 'changed'),
		connections: read<ConnectionName[]>('connections', []),
		providers: asksPaid ? rows : rows.filter((row) => !isPaid(row)),
		leftOut: asksPaid ? [] : rows.filter(isPaid),
		work: {
			// A lead that was only scored is still to be enriched.
			syncKey: scores ? scoreKey(syncKey) : syncKey,
			operation: operation === 'preview' ? 'preview' : 'enrich',
			enrichment: {
				...(scores ? {} : { threshold: read('threshold', 0.7), existing: read<ExistingRule>('existing', 'keep') }),
				existingByField: Object.fromEntries(rules.flatMap(({ field, rule }) => (field && rule ? [[field, rule]] : []))),
				budget: budgetOf(options),
				...(options.cacheDays === undefined ? {} : { cacheTtlMs: options.cacheDays * DAY_MS }),
				...(options.notFoundDays === undefined ? {} : { notFoundTtlMs: options.notFoundDays * DAY_MS }),
				...(options.maxRunMinutes ? { maxRunMs: options.maxRunMinutes * 60_000 } : {}),
			},
			writeBack,
		},
		leadFields: {
			...SALESFORCE_LEAD_FIELDS,
			// What an earlier run has written is known.
			...writeBack.salesforce?.fields,
			...fieldNames(options.leadFields?.field ?? [], '"Further Lead Fields"'),
		},
		...(source === 'items' && read<string>('itemMatching', 'names') === 'rows'
			? { itemFields: fieldNames(read<FieldRow[]>('itemFields.field', []), '"Item Fields"') }
			: {}),
		...(scores || read('score', true) ? { scoreModel: scoreModelOf(read) } : {}),
		options,
	};
}

/** Under what scoring alone remembers the leads that it has taken. */
export const scoreKey = (syncKey: string): string => `${syncKey}/score`;

type Read = <T>(name: string, fallback: T) => T;

function writeBackOf(read: Read, scores: boolean): LeadWork['writeBack'] {
	const writeTo = read<Array<'salesforce' | 'hubspot'>>('writeTo', []);
	const planFor = (system: 'salesforce' | 'hubspot', label: string): WriteBackPlan => {
		const [scoreField, enrichedAtField] = ['ScoreField', 'EnrichedAtField'].map((name) =>
			read<string>(`${system}${name}`, '').trim(),
		);
		const plan: WriteBackPlan = {
			fields: scores ? {} : fieldNames(read<FieldRow[]>(`${system}Fields.field`, []), `"${label} Fields"`),
			...(scoreField === '' ? {} : { scoreField }),
			...(scores || enrichedAtField === '' ? {} : { enrichedAtField }),
		};
		if (Object.keys(plan.fields).length > 0 || plan.scoreField !== undefined || plan.enrichedAtField !== undefined)
			return plan;
		throw new SophiaError('configuration', `Nothing is chosen that could be written to ${label}.`, {
			remedy: scores
				? `Choose the "${label} Score Field", or untick ${label} under "Write Back To".`
				: `Add a row to "${label} Fields", or untick ${label} under "Write Back To".`,
			code: 'NOTHING_CHOSEN',
		});
	};
	return {
		...(writeTo.includes('salesforce') ? { salesforce: planFor('salesforce', 'Salesforce') } : {}),
		...(writeTo.includes('hubspot') ? { hubspot: planFor('hubspot', 'HubSpot') } : {}),
	};
}

function fieldNames(rows: readonly FieldRow[], parameter: string): LeadFieldNames {
	const names: LeadFieldNames = {};
	const taken = new Map<string, LeadField>();
	rows.forEach(({ field, name }, index) => {
		const target = name?.trim() ?? '';
		if (!field || target === '')
			throw row(parameter, index, 'is not filled in', 'Choose both fields, or remove the row.');
		if (names[field] !== undefined)
			throw row(parameter, index, `names the lead field ${field} again`, 'Remove one of the two rows.');
		if (taken.has(target.toLowerCase()))
			throw row(parameter, index, `names ${target.slice(0, 60)} again`, 'Remove one of the two rows.');
		taken.set(target.toLowerCase(), field);
		names[field] = target;
	});
	return names;
}

const row = (parameter: string, index: number, what: string, remedy: string): SophiaError =>
	new SophiaError('configuration', `${parameter}, row ${index + 1}, ${what}.`, { remedy, code: 'FIELD_ROW' });

function budgetOf({ budgetCalls, budgetTokens, budgetCost }: LeadEnrichmentOptions): Budget {
	return {
		...(budgetCalls ? { calls: budgetCalls } : {}),
		...(budgetTokens ? { tokens: budgetTokens } : {}),
		...(budgetCost ? { cost: budgetCost } : {}),
	};
}

function scoreModelOf(read: Read): readonly ScoreCriterion[] {
	if (read<string>('scoreModel', 'standard') === 'standard') return DEFAULT_SCORE_MODEL;
	const given = read<unknown>('scoreCriteria', '');
	return parseScoreModel(typeof given === 'string' ? parsed(given) : given);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return parseScoreModel(text);
	}
}
