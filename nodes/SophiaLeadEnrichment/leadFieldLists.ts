import type { INodePropertyOptions } from 'n8n-workflow';
import { LEAD_FIELD_NAMES, leadField, type LeadField } from '../../engine/enrichment/fields';
import { byName } from '../shared/byName';

/** Fields of a lead as a list to choose from, by label. */
export const leadFieldOptions = (fields: readonly LeadField[] = LEAD_FIELD_NAMES): INodePropertyOptions[] =>
	fields
		.map((field) => ({ name: leadField(field).label, value: field, description: leadField(field).description }))
		.sort((one, other) => byName(one.name, other.name));
