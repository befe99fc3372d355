import { ALERT_KINDS, DEFAULT_THRESHOLDS } from '../../../engine/alerts/rules';
import type { AlertKind } from '../../../engine/alerts/types';
import { ALERT_UNITS } from '../alertUnits';
import { syncKeys } from './syncKeys';
import type { OperationDescription } from './types';

const SHOW = { show: { operation: ['alerts'] } };

const kinds = Object.keys(ALERT_UNITS) as AlertKind[];

/** The thresholds as people type them. */
const standardRules = ALERT_KINDS.map((kind) => ({
	kind,
	threshold: Math.round(DEFAULT_THRESHOLDS[kind] / ALERT_UNITS[kind].factor),
}));

export const alerts: OperationDescription = {
	option: {
		name: 'Alerts',
		value: 'alerts',
		description:
			'Compares the runs with thresholds. Each condition comes out once when it begins, and once when it is over.',
		action: 'Tell what has begun to be wrong and what is over',
	},
	outputs: [{ when: {}, names: ['Fired', 'Cleared', 'Still Firing'] }],
	properties: [
		{
			displayName: 'Rules',
			name: 'rules',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			placeholder: 'Add Rule',
			default: { rule: standardRules },
			description: 'What is watched. A condition without a rule is not watched.',
			displayOptions: SHOW,
			options: [
				{
					displayName: 'Rule',
					name: 'rule',
					values: [
						{
							displayName: 'Condition',
							name: 'kind',
							type: 'options',
							options: kinds.map((kind) => ({
								name: ALERT_UNITS[kind].name,
								value: kind,
								description: ALERT_UNITS[kind].description,
							})),
							default: 'errorRate',
						},
						{
							displayName: 'Sync',
							name: 'syncKey',
							type: 'string',
							default: '',
							placeholder: 'all',
							description: 'A sync key, for which this rule stands instead of the one for all. Empty: all syncs.',
						},
						{
							displayName: 'Threshold',
							name: 'threshold',
							type: 'number',
							typeOptions: { minValue: 0, numberPrecision: 2 },
							default: 5,
							description: 'Fires when this is reached, in the unit of the condition. 0: not watched.',
						},
					],
				},
			],
		},
		syncKeys('alerts'),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			displayOptions: SHOW,
			options: [
				{
					displayName: 'Alert Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. night-shift',
					description:
						'Under which what fires is remembered. Nodes with the same name tell of a condition once among them. Empty: this node alone.',
				},
				{
					displayName: 'Clears Below (% Under Threshold)',
					name: 'hysteresisPercent',
					type: 'number',
					typeOptions: { minValue: 0, maxValue: 100 },
					default: 10,
					description:
						'What fires is over when its value is below the threshold by so much, so that a value that wavers around it tells nobody again and again',
				},
				{
					displayName: 'Least Records for a Rate',
					name: 'leastRecords',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 20,
					description: 'With fewer records in the period there is no error rate',
				},
				{
					displayName: 'Look Only',
					name: 'lookOnly',
					type: 'boolean',
					default: false,
					description: 'Whether nothing is remembered: for trying out, the next execution tells the same again',
				},
				{
					displayName: 'Period (Hours)',
					name: 'periodHours',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: 720 },
					default: 24,
					description: 'Error rates, run times and API calls are those of the last so many hours',
				},
			],
		},
	],
};
