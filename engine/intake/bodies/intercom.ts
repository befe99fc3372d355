import type { BodyKind } from '../types';
import { hashWithout } from './hash';
import { lazyCheck } from './schema';

interface IntercomNotification extends Record<string, unknown> {
	id?: string | null;
	topic: string;
}

const check = lazyCheck(({ z }) =>
	z.object({
		type: z.literal('notification_event'),
		topic: z.string().min(1).max(100),
		id: z.string().nullish(),
		data: z.object({ item: z.object({}).nullish() }).nullish(),
	}),
);

/** Topics about the records that this package keeps in step. */
const RECORDS = new Set(['contact', 'user', 'lead', 'company', 'visitor']);
const DELETED = new Set(['deleted', 'archived', 'archive']);
const [CHANGED, GONE, OTHER] = [0, 1, 2];

/** Differ when Intercom sends a notification again. */
const PER_DELIVERY = ['delivery_attempts', 'delivery_status', 'delivered_at', 'first_sent_at'];

/** Intercom's webhooks: one notification each. The `ping` that tries an address is acknowledged and goes no further. */
export const intercom: BodyKind = {
	supportedTypes: ['intercom_notification'],
	read(body) {
		check(body);
		const notification = body as IntercomNotification;
		if (notification.topic === 'ping') return [];
		return [{ body, dedupeKey: notification.id || hashWithout(notification, PER_DELIVERY) }];
	},
	items: (body) => [{ output: outputOf((body as IntercomNotification).topic), json: { ...(body as object) } }],
};

function outputOf(topic: string): number {
	const parts = topic.split('.');
	if (!RECORDS.has(parts[0])) return OTHER;
	return DELETED.has(parts[parts.length - 1]) ? GONE : CHANGED;
}
