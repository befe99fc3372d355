import type { FieldOption, SourceRecord } from '../systems/types';
import { foldLabel, optionForLabel } from './options';
import type { CompiledRow } from './row';
import type { MappedRecord } from './types';

/** Maps one record. Pure; never throws, whatever the record holds. The first problem found is the one reported. */
export function mapRecord(rows: readonly CompiledRow[], record: SourceRecord): MappedRecord {
	const mapped: MappedRecord = { properties: {}, onlyIfBlank: new Set(), warnings: [], newOptions: {} };
	for (const row of rows) {
		const cell = row.evaluate(record);
		const property = row.field.name;
		// A constant's warning is reported once, when the map is compiled.
		if (cell.warning !== undefined && row.mapping.from !== undefined) mapped.warnings.push(cell.warning);
		if (cell.problem !== undefined) mapped.problem ??= cell.problem;
		if (cell.newOptions !== undefined) mapped.newOptions[property] = [...cell.newOptions];
		if (cell.value === undefined) continue;
		mapped.properties[property] = cell.value;
		if (row.onlyIfBlank) mapped.onlyIfBlank.add(property);
	}
	return mapped;
}

/**
 * The options that records ask for (policy 'add'), each once: labels that differ only in case or
 * punctuation are one option, the first. Once they exist, compile the map again with the new description
 * and map the same records again, so that all of them use the option that was made.
 */
export function optionsToAdd(records: Iterable<Pick<MappedRecord, 'newOptions'>>): Map<string, FieldOption[]> {
	const wanted = new Map<string, Map<string, FieldOption>>();
	for (const { newOptions } of records) {
		for (const [property, labels] of Object.entries(newOptions)) {
			const options = wanted.get(property) ?? new Map<string, FieldOption>();
			wanted.set(property, options);
			for (const label of labels) {
				const key = foldLabel(label) || label;
				if (!options.has(key)) options.set(key, optionForLabel(label));
			}
		}
	}
	return new Map([...wanted].map(([property, options]) => [property, [...options.values()]]));
}
