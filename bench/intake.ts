import { join } from 'node:path';
import { outputOf } from './launch';
import { INTAKE, LEAST_RATIO } from './intakeSettings';
import { ratio } from './show';
import { step } from './step';
import type { Section } from './table';

/** The Sophia Trigger against n8n's own Webhook node, in the real n8n. */
export async function intake(): Promise<Section[]> {
	const program = [join('test', 'shared', 'typescript.cjs'), join('bench', 'intakeProcess.ts')];
	const output = await step('requests to the two nodes', async () => outputOf(program[0], [program[1]]));
	const { sophia, bare } = JSON.parse(output) as { sophia: number; bare: number };
	const perSecond = (value: number) => `${value.toFixed(1)} requests/s`;
	return [
		{
			title: `Intake: ${INTAKE.rounds} rounds by turns of ${INTAKE.requests} requests, ${INTAKE.atOnce} at once, medians; executions not saved`,
			lines: [
				{ figure: "n8n's Webhook node, no authentication", value: perSecond(bare) },
				{ figure: 'Sophia Trigger, API key, each body on the disk', value: perSecond(sophia) },
				{
					figure: 'Sophia Trigger by Webhook node',
					value: ratio(sophia / bare),
					aim: `>= ${LEAST_RATIO}`,
					met: sophia / bare >= LEAST_RATIO,
				},
			],
		},
	];
}
