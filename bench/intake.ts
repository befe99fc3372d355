import { join } from 'node:path';
import { outputOf } from './launch';
import { INTAKE, LEAST_RATIO, type IntakeRound, type IntakeRounds } from './intakeSettings';
import { median, ms, ratio } from './show';
import { step } from './step';
import type { Section } from './table';

const perSecond = (rounds: IntakeRound[]): number[] => rounds.map((one) => one.perSecond);

function shown(rounds: IntakeRound[]): string {
	const values = perSecond(rounds);
	const range = `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
	return `${median(values).toFixed(1)} requests/s (${range}), ${ms(median(rounds.map(({ cpuMs }) => cpuMs)))} CPU each`;
}

/** The median of the rounds' ratios, and all of them. */
function compare(rounds: IntakeRound[], by: IntakeRound[]): { ratio: number; value: string } {
	const ratios = perSecond(rounds).map((value, round) => value / by[round].perSecond);
	return { ratio: median(ratios), value: `${ratio(median(ratios))} (${ratios.map(ratio).join(', ')})` };
}

/** The Sophia Trigger against n8n's own Webhook node and a node that does nothing, in the real n8n. */
export async function intake(): Promise<Section[]> {
	const program = [join('test', 'shared', 'typescript.cjs'), join('bench', 'intakeProcess.ts')];
	const output = await step('requests to the three nodes', async () => outputOf(program[0], [program[1]]));
	const { sophia, empty, bare } = JSON.parse(output) as IntakeRounds;
	const aim = compare(sophia, bare);
	return [
		{
			title: `Intake: ${INTAKE.rounds} rounds by turns of ${INTAKE.requests} requests, ${INTAKE.atOnce} at once, medians; executions not saved`,
			lines: [
				{ figure: "n8n's Webhook node, no authentication", value: shown(bare) },
				{ figure: 'A node of the community that does nothing', value: shown(empty) },
				{ figure: 'Sophia Trigger, API key, each body on the disk', value: shown(sophia) },
				{ figure: 'Node that does nothing by Webhook node', value: compare(empty, bare).value },
				{ figure: 'Sophia Trigger by node that does nothing', value: compare(sophia, empty).value },
				{
					figure: 'Sophia Trigger by Webhook node',
					value: aim.value,
					aim: `>= ${LEAST_RATIO}`,
					met: aim.ratio >= LEAST_RATIO,
				},
			],
		},
	];
}
