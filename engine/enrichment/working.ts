import { decideField, isPresent, isWanted } from './decide';
import { isLeadField, type LeadField, type LeadFields } from './fields';
import type { Answer } from './answers';
import type { PreparedPlan, Step } from './plan';
import type { EnrichedLead, LeadFieldChange, Lead, MissReason } from './types';

/** What one answer has done to a lead. */
export interface Applied {
	filled: LeadField[];
	replaced: LeadField[];
	belowThreshold: number;
}

/** A lead on its way through the waterfall. */
export class WorkingLead {
	/** What is known so far. */
	readonly fields: LeadFields;
	private readonly changes = new Map<LeadField, LeadFieldChange>();
	private readonly missed = new Map<string, MissReason>();
	private readonly missedFields = new Set<LeadField>();

	constructor(
		readonly lead: Lead,
		private readonly plan: PreparedPlan,
	) {
		this.fields = {};
		for (const field of Object.keys(lead.fields)) {
			if (isLeadField(field) && isPresent(lead.fields[field])) this.fields[field] = lead.fields[field];
		}
	}

	/** True when the step could still do something for this lead. */
	wants(step: Step): boolean {
		const free = !step.provider.capabilities.metered;
		return step.fields.some((field) => this.isOpen(field, free));
	}

	/** True when an earlier step has changed something that this one looks at. */
	hasNewsFor(step: Step): boolean {
		return step.provider.reads.some((field) => {
			const change = this.changes.get(field);
			return change !== undefined && change.provider !== step.provider.name;
		});
	}

	/** The part of it that the step's provider may see. */
	knownTo(step: Step): LeadFields {
		const known: LeadFields = {};
		for (const field of step.reads) if (this.fields[field] !== undefined) known[field] = this.fields[field];
		return known;
	}

	/** Takes from an answer what the rules allow. A field is decided once: the first provider in the order wins. */
	apply(step: Step, answer: Answer): Applied {
		const applied: Applied = { filled: [], replaced: [], belowThreshold: 0 };
		for (const field of step.fields) {
			const candidate = answer.values.get(field);
			if (candidate === undefined || this.changes.has(field)) continue;
			const existing = this.fields[field];
			const decision = decideField({
				existing,
				existingConfidence: this.confidenceIn(field),
				rule: this.plan.ruleFor(field),
				candidate: candidate.value,
				confidence: candidate.confidence,
				threshold: step.threshold,
			});
			if (decision === 'belowThreshold') applied.belowThreshold++;
			if (decision === 'keep' || decision === 'belowThreshold') continue;
			(decision === 'fill' ? applied.filled : applied.replaced).push(field);
			this.fields[field] = candidate.value;
			this.changes.set(field, {
				value: candidate.value,
				provider: step.provider.name,
				confidence: candidate.confidence,
				at: answer.at,
				...(existing === undefined ? {} : { before: existing }),
			});
		}
		return applied;
	}

	/** The step did not do its part for this lead: what it could have filled stays open. */
	miss(step: Step, reason: MissReason): void {
		this.missed.set(step.provider.name, reason);
		for (const field of step.fields) if (this.isOpen(field, false)) this.missedFields.add(field);
	}

	result(): EnrichedLead {
		const changes: EnrichedLead['changes'] = {};
		const open: LeadField[] = [];
		for (const field of this.plan.fields) {
			const change = this.changes.get(field);
			if (change !== undefined) changes[field] = change;
			else if (this.missedFields.has(field)) open.push(field);
		}
		return {
			lead: this.lead,
			changes,
			fields: this.fields,
			open,
			missed: open.length === 0 ? [] : [...this.missed].map(([provider, reason]) => ({ provider, reason })),
		};
	}

	private isOpen(field: LeadField, free: boolean): boolean {
		if (this.changes.has(field)) return false;
		return isWanted(this.fields[field], this.confidenceIn(field), this.plan.ruleFor(field), free);
	}

	private confidenceIn(field: LeadField): number {
		return this.lead.provenance?.[field]?.confidence ?? this.plan.existingConfidence;
	}
}
