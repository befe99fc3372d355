import { coercer, type Coercer } from '../../mapping/coerce';
import { HUBSPOT_INDUSTRIES } from '../../mapping/presets/hubspotIndustries';
import { INDUSTRY_TO_HUBSPOT } from '../../mapping/presets/industries';
import type { FieldDescription, ObjectDescription } from '../../systems/types';
import { SophiaError } from '../../errors';
import type { LeadField, LeadValue } from '../fields';
import { industryNamed } from '../providers/industryNames';
import type { WriteBackPlan } from './types';

/** A field that is written, and how a lead's value becomes one of its own. */
export interface Target {
	field: LeadField;
	description: FieldDescription;
	/** undefined: the system has no such value (an industry that is none of its options). */
	valueOf(value: LeadValue): string | undefined;
}

export interface Targets {
	fields: Target[];
	score?: FieldDescription;
	enrichedAt?: FieldDescription;
}

/**
 * Checks what is to be written against the system's object.
 * @throws SophiaError `configuration` that names a field which does not exist or cannot be written
 */
export function targetsOf(plan: WriteBackPlan, object: ObjectDescription, system: string): Targets {
	const named = (name: string): FieldDescription => {
		const found =
			object.fields.get(name) ??
			[...object.fields.values()].find((one) => one.name.toLowerCase() === name.toLowerCase());
		if (found?.writable === true) return found;
		throw new SophiaError('configuration', `${object.label} in ${system} has no field ${name} that can be written.`, {
			system: system.toLowerCase(),
			remedy: 'Choose another field under "Write Back", or give the user of the credential access to it.',
		});
	};
	return {
		fields: Object.entries(plan.fields).map(([field, name]) => targetOf(field as LeadField, named(name))),
		...(plan.scoreField === undefined ? {} : { score: named(plan.scoreField) }),
		...(plan.enrichedAtField === undefined ? {} : { enrichedAt: named(plan.enrichedAtField) }),
	};
}

function targetOf(field: LeadField, description: FieldDescription): Target {
	const convert: Coercer = coercer(description);
	const spelled = (value: LeadValue): string | undefined => {
		const coerced = convert(value);
		return coerced.kind === 'value' && coerced.tooLong !== true ? coerced.value : undefined;
	};
	if (field !== 'industry') return { field, description, valueOf: spelled };
	return {
		field,
		description,
		valueOf: (value) =>
			industrySpellings(String(value))
				.map(spelled)
				.find((one) => one !== undefined),
	};
}

/** An industry in the words of Salesforce's picklist, HubSpot's codes and our own, the closest first. */
function industrySpellings(industry: string): string[] {
	const same = (name: string) => industryNamed(name) === industry;
	const exact = (name: string) => (name.toLowerCase().replace(/\W/g, '') === industry.toLowerCase() ? 0 : 1);
	return [
		...Object.keys(INDUSTRY_TO_HUBSPOT).filter(same),
		...Object.keys(HUBSPOT_INDUSTRIES).filter(same),
		...Object.values(HUBSPOT_INDUSTRIES).filter(same),
		industry,
	].sort((a, b) => exact(a) - exact(b));
}
