import { compileFieldMap } from '../../../engine/mapping/compile';
import { STANDARD_PIPELINE, standardDescription } from '../../../engine/mapping/presets/hubspotStandardProperties';
import { opportunityToDeal } from '../../../engine/mapping/presets/salesforceToHubspot';
import type { StageRow } from '../../../engine/mapping/stages';
import type { FieldMapping } from '../../../engine/mapping/types';
import { ROUTES } from '../../../engine/routes/salesforceToHubspot';
import type { Pipeline } from '../../../engine/systems/types';

const renewals: Pipeline = {
	id: '77',
	label: 'Renewals',
	stages: [
		{ id: '771', label: 'In Legal' },
		{ id: '772', label: 'closed / WON', closed: 'won' },
	],
};
const twice: Pipeline = {
	id: '88',
	label: 'Twice',
	stages: [
		{ id: '881', label: 'Open' },
		{ id: '882', label: 'Open' },
	],
};

interface Given {
	rows?: StageRow[];
	pipeline?: string;
	pipelines?: Pipeline[];
	fields?: FieldMapping[];
}

function mapped(stage: unknown, { rows = [], pipeline, pipelines, fields }: Given = {}, recordType = '') {
	const plan = ROUTES.Opportunity.stages;
	if (plan === undefined) throw new Error('Opportunities have stages');
	const map = compileFieldMap(
		{ fields: fields ?? opportunityToDeal.fieldMap.fields },
		{
			destination: standardDescription('deals'),
			stages: { plan: { ...plan, rows, pipeline }, pipelines: pipelines ?? [STANDARD_PIPELINE, renewals, twice] },
		},
	);
	const { properties, problem } = map.map({
		id: '006',
		modifiedAt: '',
		fields: { StageName: stage as string, 'RecordType.Name': recordType },
	});
	return { target: `${properties.pipeline}/${properties.dealstage}`, problem, properties, fields: map.sourceFields };
}

describe('the stage of an opportunity', () => {
	it.each([
		['Prospecting', 'default/appointmentscheduled'],
		['Proposal/Price Quote', 'default/contractsent'],
		['Closed Won', 'default/closedwon'],
		['closed lost', 'default/closedlost'],
		['Presentation scheduled', 'default/presentationscheduled'],
	])('%s goes to %s on a standard account, without a table', (stage, target) => {
		expect(mapped(stage)).toMatchObject({ target, problem: undefined });
	});

	it('is found by the label before the standard names, in the pipeline that is chosen by id or label', () => {
		const own: Pipeline = {
			...STANDARD_PIPELINE,
			stages: [...STANDARD_PIPELINE.stages, { id: '5', label: 'Prospecting' }],
		};
		expect(mapped('Prospecting', { pipelines: [own] }).target).toBe('default/5');
		for (const pipeline of ['77', ' renewals']) {
			expect(mapped('Closed Won', { pipeline }).target).toBe('77/772');
			expect(mapped('In legal', { pipeline }).target).toBe('77/771');
		}
	});

	it('goes where the table says, whatever its name; rows of the record type come first', () => {
		const rows: StageRow[] = [
			{ stage: 'Closed Won', pipeline: 'Renewals', dealStage: '771' },
			{ stage: 'closed won', recordType: 'Renewal', pipeline: 'default', dealStage: 'Contract sent' },
			{ recordType: 'Renewal', pipeline: '77' },
		];
		expect(mapped('Closed Won', { rows }).target).toBe('77/771');
		expect(mapped('Closed Won', { rows }, 'renewal').target).toBe('default/contractsent');
		expect(mapped('In Legal', { rows }, 'Renewal').target).toBe('77/771');
		expect(mapped('Qualification', { rows }, 'Other').target).toBe('default/qualifiedtobuy');
		expect(mapped('In Legal', { rows }).fields).toContain('RecordType.Name');
		expect(mapped('In Legal').fields).not.toContain('RecordType.Name');
	});

	it.each([
		['In Legal', {}, /"Sales Pipeline" has no stage "In Legal"/],
		['Open', { pipeline: 'Twice' }, /"Twice" has no stage "Open"/],
		['Open', { pipeline: 'gone' }, /no pipeline "gone".*"Open"/],
		['Open', { rows: [{ stage: 'Open', pipeline: 'default', dealStage: 'gone' }] }, /no stage "gone".*"Open"/],
		['Open', { pipelines: [] }, /no pipeline/],
		['x'.repeat(500), {}, /x{80}…"/],
	])('rejects %.10s with %j, naming stage and pipeline', (stage, given, reason) => {
		const { problem, properties } = mapped(stage, given as Given);
		expect(problem).toMatchObject({ category: 'unknownOption', field: 'dealstage', retryable: false });
		expect(problem?.reason).toMatch(reason);
		expect(properties.dealstage).toBeUndefined();
		expect(properties.pipeline).toBeUndefined();
	});

	it.each([null, '', '  ', 7])('rejects an opportunity whose stage is %j', (stage) => {
		expect(mapped(stage).problem).toMatchObject({ category: 'requiredField', field: 'dealstage' });
	});

	it('is looked for in the pipeline that a constant names', () => {
		const fields = [...opportunityToDeal.fieldMap.fields, { to: 'pipeline', constant: 'Renewals' }];
		expect(mapped('In Legal', { fields }).target).toBe('77/771');
	});

	it('is left to the user where another field or a constant fills it', () => {
		const fields: FieldMapping[] = [
			{ to: 'dealstage', constant: 'closedlost' },
			{ to: 'pipeline', constant: 'default' },
		];
		expect(mapped('In Legal', { fields })).toMatchObject({ target: 'default/closedlost', problem: undefined });
	});

	it('is written only where HubSpot has none if the user wants so', () => {
		const fields = opportunityToDeal.fieldMap.fields.map(
			(row): FieldMapping => (row.to === 'dealstage' ? { ...row, rule: 'onlyIfBlank' } : row),
		);
		const map = compileFieldMap(
			{ fields },
			{
				destination: standardDescription('deals'),
				stages: { plan: ROUTES.Opportunity.stages!, pipelines: [STANDARD_PIPELINE] },
			},
		);
		const { onlyIfBlank } = map.map({ id: '006', modifiedAt: '', fields: { StageName: 'Closed Won' } });
		expect([...onlyIfBlank].sort()).toEqual(['dealstage', 'pipeline']);
	});
});
