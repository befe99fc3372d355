import type { FieldMap } from '../mapping/types';

/** What becomes of the owner of a record that no active user of HubSpot owns. A warning names them in any case. */
export interface OwnerRule {
	/** `leave`: HubSpot keeps what it has. */
	unknown: 'leave' | 'default';
	/** HubSpot's id of the user for `default`. */
	defaultOwner?: string;
}

/** A field map under the rule. Rows that reject a record for its owner go on doing so. */
export function withOwnerRule(fieldMap: FieldMap, rule: OwnerRule | undefined): FieldMap {
	if (rule?.unknown !== 'default' || !rule.defaultOwner) return fieldMap;
	const { defaultOwner } = rule;
	return {
		fields: fieldMap.fields.map((row) =>
			row.to.toLowerCase() === 'hubspot_owner_id' && row.from !== undefined && row.unknownOption !== 'reject'
				? { ...row, unknownOption: 'default', defaultOption: defaultOwner }
				: row,
		),
	};
}
