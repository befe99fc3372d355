import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { runAlerts, type AlertKind, type AlertRule } from '../../../engine/alerts';
import { systemClock } from '../../../engine/clock';
import { fromAll } from '../../shared/results';
import { withState } from '../../shared/state';
import { clearedItem, firingItem } from '../alertItems';
import { ALERT_UNITS } from '../alertUnits';
import { chosenSyncs } from '../syncKeys';

interface Options {
	name?: string;
	hysteresisPercent?: number;
	leastRecords?: number;
	lookOnly?: boolean;
	periodHours?: number;
}

/** Alerts: what has begun, what is over, what goes on. */
export async function alerts(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const options = context.getNodeParameter('options', 0, {}) as Options;
	const { hysteresisPercent = 10, leastRecords = 20, lookOnly = false, periodHours = 24 } = options;
	const syncKeys = chosenSyncs(context.getNodeParameter('syncKeys', 0, '') as string);
	const signal = context.getExecutionCancelSignal();
	const { fired, cleared, still } = await withState(
		context,
		async (state) =>
			await runAlerts(state, {
				name: nameOf(context, options.name),
				settings: { rules: rulesOf(context), hysteresis: hysteresisPercent / 100, leastRecords },
				periodHours,
				...(syncKeys === undefined ? {} : { syncKeys }),
				// An alert is for those behind the outputs: an agent that asks must not take it from them.
				lookOnly: lookOnly || context.isToolExecution(),
				nowMs: systemClock.now(),
				...(signal === undefined ? {} : { signal }),
			}),
	);
	const inputs = context.getInputData().length;
	const items: IDataObject[][] = [
		fired.map((alert) => firingItem('fired', alert)),
		cleared.map(clearedItem),
		still.map((alert) => firingItem('stillFiring', alert)),
	];
	return items.map((list) => fromAll(list, inputs));
}

const nameOf = (context: IExecuteFunctions, chosen = ''): string =>
	`alerts/${chosen.trim() === '' ? `${context.getWorkflow().id ?? 'unsaved'}/${context.getNode().name}` : chosen.trim()}`;

/** A threshold of 0 means: not watched. */
function rulesOf(context: IExecuteFunctions): AlertRule[] {
	const typed = context.getNodeParameter('rules.rule', 0, []) as Array<{
		kind: AlertKind;
		threshold?: number;
		syncKey?: string;
	}>;
	return typed.map(({ kind, threshold = 0, syncKey = '' }) => ({
		kind,
		threshold: threshold * ALERT_UNITS[kind].factor,
		...(syncKey.trim() === '' ? {} : { syncKey: syncKey.trim() }),
		...(threshold > 0 ? {} : { off: true }),
	}));
}
