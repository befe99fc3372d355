import type { ObjectSpec } from '../schema/objects';
import type { Row } from '../store/row';
import type { Table } from '../store/table';
import { Refused } from './results';
import type { Candidate, DuplicateRule, Rules } from './rules';

/**
 * Applies the duplicate rules of an object.
 * @param allowSave the caller wants to save in spite of rules that only warn
 * @throws Refused DUPLICATES_DETECTED with what was found
 */
export function duplicatesOf(
	rules: Rules,
	object: ObjectSpec,
	table: Table,
	candidate: Candidate,
	row: Row | undefined,
	allowSave: boolean,
): void {
	for (const rule of rules.duplicates) {
		if (rule.object.toLowerCase() !== object.name.toLowerCase()) continue;
		if (!rule.on.includes(row === undefined ? 'create' : 'update') || (rule.allowSave && allowSave)) continue;
		const matches = matching(rule, object, table, candidate).filter(({ number }) => number !== row?.number);
		if (matches.length === 0) continue;
		throw new Refused('DUPLICATES_DETECTED', 'Use one of these records?', [], {
			duplicateResult: finding(
				rule,
				object,
				matches.map((match) => table.id(match)),
			),
		});
	}
}

function matching(rule: DuplicateRule, object: ObjectSpec, table: Table, candidate: Candidate): Row[] {
	const fields = rule.fields.map((name) => object.fields.find((field) => field.name === name));
	let found: Row[] | undefined;
	for (const field of fields) {
		const value = field === undefined ? null : (candidate[field.name] ?? null);
		if (field === undefined || value === null) return [];
		const having = table.having(field, value);
		found = found === undefined ? having : found.filter((row) => having.includes(row));
	}
	return found ?? [];
}

function finding(rule: DuplicateRule, object: ObjectSpec, ids: string[]): unknown {
	return {
		allowSave: rule.allowSave,
		duplicateRule: rule.name,
		duplicateRuleEntityType: object.name,
		errorMessage: rule.text,
		matchResults: [
			{
				entityType: object.name,
				errors: [],
				matchEngine: 'ExactMatchEngine',
				matchRecords: ids.map((Id) => ({
					additionalInformation: [],
					fieldDiffs: [],
					matchConfidence: 100,
					record: { attributes: { type: object.name, url: `/services/data/v67.0/sobjects/${object.name}/${Id}` }, Id },
				})),
				rule: `${rule.name}_Match`,
				size: ids.length,
				success: true,
			},
		],
	};
}
