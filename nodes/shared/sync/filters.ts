import type { IExecuteFunctions } from 'n8n-workflow';
import type { FilterCondition, FilterConditions } from '../../../engine/systems/types';

/** The parameter "Filter …" of an object, as stored. */
interface StoredFilter {
	match?: FilterConditions['match'];
	conditions?: { condition?: FilterCondition[] };
	recordTypes?: string[];
}

/** The filters that a user has built from fields, by object. */
export function conditionsOf(context: IExecuteFunctions, objects: string[]): Record<string, FilterConditions> {
	return Object.fromEntries(
		objects.flatMap((object) => {
			const stored = context.getNodeParameter(`conditions${object}.filter`, 0, {}) as StoredFilter;
			const conditions = stored.conditions?.condition ?? [];
			const recordTypes = stored.recordTypes ?? [];
			if (conditions.length === 0 && recordTypes.length === 0) return [];
			return [[object, { match: stored.match ?? 'all', conditions, recordTypes }]];
		}),
	);
}
