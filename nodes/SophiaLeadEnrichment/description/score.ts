import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_SCORE_MODEL } from '../../../engine/enrichment/score';
import { ENRICHERS, TAKERS } from './operation';

/** One criterion per line. */
const shown = `[\n${DEFAULT_SCORE_MODEL.map((criterion) => `  ${JSON.stringify(criterion)}`).join(',\n')}\n]`;

/** By what leads are scored. */
export const scoreProperties: INodeProperties[] = [
	{
		displayName: 'Score',
		name: 'score',
		type: 'boolean',
		default: true,
		description: 'Whether to score each lead from 0 to 100, with the reasons',
		displayOptions: { show: { operation: ENRICHERS } },
	},
	{
		displayName: 'Score Criteria',
		name: 'scoreModel',
		type: 'options',
		options: [
			{ name: 'Own', value: 'own', description: 'Weights of your own, as JSON' },
			{
				name: 'Standard',
				value: 'standard',
				description: 'Who decides, in a company of some size, and can be reached',
			},
		],
		default: 'standard',
		description: 'What earns points and what costs some',
		displayOptions: { show: { operation: TAKERS }, hide: { score: [false] } },
	},
	{
		displayName: 'Criteria',
		name: 'scoreCriteria',
		type: 'json',
		typeOptions: { rows: 18 },
		default: shown,
		description:
			'A list. Each criterion has a field and a weight (below 0: a penalty), and either "shares" (value to share of the weight, 0 to 1) or "steps" (from a number on); with neither, the field only has to be filled.',
		displayOptions: { show: { operation: TAKERS, scoreModel: ['own'] }, hide: { score: [false] } },
	},
];
