import { createRequire } from 'node:module';
import type * as Zod from 'zod';
import { SophiaError } from '../errors';
import { isPresent } from './decide';
import { LEAD_FIELD_NAMES, leadField, type LeadField, type LeadFields, type LeadValue } from './fields';

/**
 * One criterion of a score. It earns its weight times the share that the field's value has; a field that is not known
 * earns nothing. A negative weight takes points away.
 */
export interface ScoreCriterion {
	field: LeadField;
	/** Points at most; below 0 for a penalty. */
	weight: number;
	/** For words and yes or no: value → share, 0 to 1. What is not listed has none. */
	shares?: Record<string, number>;
	/** For numbers: the share from this figure on, ascending. */
	steps?: Array<{ from: number; share: number }>;
	/** With neither: the whole weight where the field is filled. */
	label?: string;
}

export interface ScoreReason {
	field: LeadField;
	label: string;
	/** The value that decided; absent when it is not known. */
	value?: LeadValue;
	/** Earned or taken away, in points of the score (of 100), to one decimal. */
	points: number;
	/** The most that the criterion gives, or takes. */
	of: number;
}

export interface LeadScore {
	/** 0 to 100. */
	score: number;
	/** Every criterion, in the model's order: they add up to the score, where it is not cut at 0. */
	reasons: ScoreReason[];
}

/** To whom most business is sold: who decides, in a company of some size, and can be reached. */
export const DEFAULT_SCORE_MODEL: readonly ScoreCriterion[] = [
	{
		field: 'seniority',
		weight: 25,
		shares: { founder: 1, cLevel: 1, vp: 0.9, director: 0.8, manager: 0.5, senior: 0.3, staff: 0.15, junior: 0 },
	},
	{
		field: 'buyingRole',
		weight: 10,
		shares: { decisionMaker: 1, budgetHolder: 1, champion: 0.7, influencer: 0.4, user: 0.2, gatekeeper: 0.1 },
	},
	{
		field: 'employees',
		weight: 20,
		steps: [
			{ from: 1, share: 0.1 },
			{ from: 10, share: 0.3 },
			{ from: 50, share: 0.6 },
			{ from: 200, share: 0.9 },
			{ from: 1_000, share: 1 },
		],
	},
	{
		field: 'revenue',
		weight: 10,
		steps: [
			{ from: 1_000_000, share: 0.3 },
			{ from: 10_000_000, share: 0.6 },
			{ from: 50_000_000, share: 0.9 },
			{ from: 250_000_000, share: 1 },
		],
	},
	{ field: 'companyDomain', weight: 10 },
	{ field: 'industry', weight: 5 },
	{ field: 'emailValid', weight: 10, shares: { true: 1 } },
	{ field: 'phoneE164', weight: 5 },
	{ field: 'countryCode', weight: 5 },
	{ field: 'emailValid', label: 'Email Not Valid', weight: -20, shares: { false: 1 } },
	{ field: 'disposable', weight: -40, shares: { true: 1 } },
	{ field: 'freeMail', weight: -10, shares: { true: 1 } },
	{ field: 'roleAddress', weight: -10, shares: { true: 1 } },
	{ field: 'duplicateOf', weight: -50 },
];

/**
 * Scores a lead. The points that its criteria earn, less the penalties, in percent of the most that could be earned (the
 * sum of the positive weights): weights need not add up to 100. Never below 0. Pure.
 */
export function scoreLead(
	fields: Readonly<LeadFields>,
	model: readonly ScoreCriterion[] = DEFAULT_SCORE_MODEL,
): LeadScore {
	const most = model.reduce((sum, { weight }) => sum + Math.max(0, weight), 0);
	const scale = most > 0 ? 100 / most : 0;
	let total = 0;
	const reasons = model.map((criterion): ScoreReason => {
		const value = isPresent(fields[criterion.field]) ? fields[criterion.field] : undefined;
		const points = value === undefined ? 0 : criterion.weight * shareOf(criterion, value) * scale;
		total += points;
		return {
			field: criterion.field,
			label: criterion.label ?? leadField(criterion.field).label,
			...(value === undefined ? {} : { value }),
			points: oneDecimal(points),
			of: oneDecimal(criterion.weight * scale),
		};
	});
	return { score: Math.round(Math.min(100, Math.max(0, total))), reasons };
}

/** A reason as people read it: 'Seniority director: +20 of 25', 'Employees unknown: 0 of 20'. */
export function describeReason({ label, value, points, of }: ScoreReason): string {
	const text = value === undefined ? 'unknown' : String(value).slice(0, 60);
	return `${label} ${text}: ${points > 0 ? '+' : ''}${points} of ${of}`;
}

function shareOf({ shares, steps }: ScoreCriterion, value: LeadValue): number {
	if (shares !== undefined) return Object.hasOwn(shares, String(value)) ? shares[String(value)] : 0;
	if (steps === undefined) return 1;
	const figure = Number(value);
	return steps.reduce((share, step) => (figure >= step.from ? step.share : share), 0);
}

// `+ 0`: there is no -0 in a report.
const oneDecimal = (points: number): number => Math.round(points * 10) / 10 + 0;

let modelSchema: Zod.ZodType<ScoreCriterion[], Zod.ZodTypeDef, unknown> | undefined;

function scoreModelSchema() {
	if (modelSchema !== undefined) return modelSchema;
	const { z } = createRequire(__filename)('zod') as typeof Zod;
	const share = z.number().min(0).max(1);
	const criterion = z
		.object({
			field: z.enum(LEAD_FIELD_NAMES as [LeadField, ...LeadField[]]),
			weight: z.number().min(-1000).max(1000),
			label: z.string().trim().min(1).max(80).optional(),
			shares: z.record(share).optional(),
			steps: z
				.array(z.object({ from: z.number().finite(), share }).strict())
				.min(1)
				.refine((steps) => steps.every((step, n) => n === 0 || step.from > steps[n - 1].from), 'must ascend')
				.optional(),
		})
		.strict()
		.refine(({ shares, steps }) => shares === undefined || steps === undefined, 'has shares or steps, not both');
	modelSchema = z
		.array(criterion)
		.max(100)
		.refine((model) => model.some(({ weight }) => weight > 0), 'needs a criterion with a weight above 0');
	return modelSchema;
}

/**
 * A score model as the user edits it (JSON, parsed).
 * @throws SophiaError `configuration` that names the criterion at fault
 */
export function parseScoreModel(input: unknown): ScoreCriterion[] {
	const result = scoreModelSchema().safeParse(input);
	if (result.success) return result.data;
	const [{ path, message }] = result.error.issues;
	const where =
		path.length === 0
			? 'The list'
			: `Criterion ${Number(path[0]) + 1}${path[1] === undefined ? '' : ` (${path.slice(1).join('.')})`}`;
	throw new SophiaError('configuration', `The score's criteria cannot be used. ${where}: ${message}`, {
		code: 'SCORE_MODEL',
		remedy: 'Give a list of {"field": "…", "weight": 25} with "shares" (value → 0 to 1) or "steps" (from, share).',
	});
}
