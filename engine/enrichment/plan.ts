import { SophiaError } from '../errors';
import { LEAD_FIELD_NAMES, isLeadField, type LeadField } from './fields';
import type { EnrichmentPlan, ExistingRule, Provider, ProviderSettings } from './types';

const DAY_MS = 86_400_000;

export const ENRICHMENT_DEFAULTS = {
	threshold: 0.7,
	existing: 'keep',
	existingConfidence: 0.8,
	cacheTtlMs: 30 * DAY_MS,
	notFoundTtlMs: 3 * DAY_MS,
	breakerFailures: 3,
	breakerPauseMs: 60_000,
} as const;

const RULES: readonly ExistingRule[] = ['keep', 'tidy', 'replaceIfMoreConfident', 'replace'];

/** One step of the waterfall, everything decided. */
export interface Step {
	provider: Provider;
	/** The fields it may fill, in the catalogue's order. */
	fields: LeadField[];
	/** The fields it is handed. */
	reads: LeadField[];
	threshold: number;
	settings: ProviderSettings;
	cacheTtlMs: number;
	notFoundTtlMs: number;
}

export interface PreparedPlan {
	steps: Step[];
	/** Every field wanted, in the catalogue's order. */
	fields: LeadField[];
	ruleFor(field: LeadField): ExistingRule;
	existingConfidence: number;
	plan: EnrichmentPlan;
}

/**
 * Checks a plan against the providers at hand. A provider named `derived` is always on: where the plan does not name
 * it, it comes first.
 * @throws SophiaError `configuration` that names the setting
 */
export function preparePlan(plan: EnrichmentPlan, providers: readonly Provider[]): PreparedPlan {
	const byName = new Map(providers.map((provider) => [provider.name, provider]));
	const named = new Set(plan.providers.map(({ name }) => name));
	if (named.size < plan.providers.length) throw refused('A provider stands in the waterfall twice.');
	const settings = byName.has('derived') && !named.has('derived') ? [{ name: 'derived' }] : [];
	const wanted = plan.fields === undefined ? undefined : new Set(known(plan.fields, 'the fields wanted'));
	const threshold = share(plan.threshold ?? ENRICHMENT_DEFAULTS.threshold, 'The confidence threshold');
	const steps = [...settings, ...plan.providers].map((one: ProviderSettings): Step => {
		const provider = byName.get(one.name);
		if (provider === undefined) throw refused(`There is no provider named '${one.name.slice(0, 60)}'.`);
		const allowed = one.fields && new Set(known(one.fields, `the fields of ${provider.label}`));
		const fills = new Set(provider.fills);
		const sent = provider.capabilities.internal
			? undefined
			: new Set(known(one.send ?? [], `the fields sent to ${provider.label}`));
		checkBudget(one.budget);
		return {
			provider,
			fields: LEAD_FIELD_NAMES.filter(
				(field) => fills.has(field) && (allowed?.has(field) ?? true) && (wanted?.has(field) ?? true),
			),
			reads: provider.reads.filter((field) => sent?.has(field) ?? true),
			threshold: one.threshold === undefined ? threshold : share(one.threshold, `The threshold of ${provider.label}`),
			settings: one,
			cacheTtlMs: duration(one.cacheTtlMs ?? plan.cacheTtlMs ?? ENRICHMENT_DEFAULTS.cacheTtlMs),
			notFoundTtlMs: duration(one.notFoundTtlMs ?? plan.notFoundTtlMs ?? ENRICHMENT_DEFAULTS.notFoundTtlMs),
		};
	});
	checkBudget(plan.budget);
	const rules = plan.existingByField ?? {};
	known(Object.keys(rules), 'the rules for existing values');
	const rule = plan.existing ?? ENRICHMENT_DEFAULTS.existing;
	for (const one of [rule, ...Object.values(rules)]) {
		if (!RULES.includes(one)) throw refused(`A rule for existing values must be one of ${RULES.join(', ')}.`);
	}
	const filled = new Set(steps.flatMap(({ fields }) => fields));
	return {
		steps,
		fields: LEAD_FIELD_NAMES.filter((field) => filled.has(field)),
		ruleFor: (field) => rules[field] ?? rule,
		existingConfidence: share(
			plan.existingConfidence ?? ENRICHMENT_DEFAULTS.existingConfidence,
			'The confidence in existing values',
		),
		plan,
	};
}

const refused = (message: string, remedy?: string): SophiaError =>
	new SophiaError('configuration', message, { code: 'ENRICHMENT_PLAN', remedy });

function known(names: readonly string[], where: string): LeadField[] {
	return names.map((name) => {
		if (isLeadField(name)) return name;
		throw refused(`'${name.slice(0, 60)}' in ${where} is no field of a lead.`, `Use: ${LEAD_FIELD_NAMES.join(', ')}.`);
	});
}

function share(value: number, what: string): number {
	if (value >= 0 && value <= 1) return value;
	throw refused(`${what} must be between 0 and 1.`);
}

function duration(ms: number): number {
	if (ms >= 0 && Number.isFinite(ms)) return ms;
	throw refused('Answers can be kept for 0 days or more.');
}

function checkBudget(budget: EnrichmentPlan['budget'] = {}): void {
	for (const limit of Object.values(budget)) {
		if (limit !== undefined && !(limit >= 0)) throw refused('A budget must be 0 or more.');
	}
}
