import type { IDataObject } from 'n8n-workflow';
import type { ClearedAlert, Firing } from '../../engine/alerts';
import { ALERT_UNITS } from './alertUnits';

/** In the unit in which the threshold was typed. */
const typed = (kind: Firing['kind'], value: number): number =>
	Math.round((value / ALERT_UNITS[kind].factor) * 100) / 100;

/** An alert that fires, as its item: `text` and `remedy` are ready to be sent. */
export const firingItem = (
	status: 'fired' | 'stillFiring',
	{ kind, syncKey, system, since, threshold, value, text, remedy }: Firing,
): IDataObject => ({
	status,
	alert: kind,
	syncKey,
	...(system === undefined ? {} : { system }),
	text,
	remedy,
	value: typed(kind, value),
	threshold: typed(kind, threshold),
	unit: ALERT_UNITS[kind].unit,
	since,
});

/** An alert that is over. */
export const clearedItem = ({ clearedAt, why, valueNow, ...alert }: ClearedAlert): IDataObject => ({
	...firingItem('fired', alert),
	status: 'cleared',
	text: why === 'ended' ? `Over: ${alert.text}` : `No longer watched: ${alert.text}`,
	remedy: 'Nothing to do.',
	value: valueNow === null ? null : typed(alert.kind, valueNow),
	clearedAt,
	why,
	lastedMs: Date.parse(clearedAt) - Date.parse(alert.since),
});
