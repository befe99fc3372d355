import type { BodyKind } from '../types';
import { hashWithout } from './hash';
import { lazyCheck } from './schema';

interface HubSpotEvent extends Record<string, unknown> {
	subscriptionType: string;
}

const check = lazyCheck(({ z }) => {
	const id = z.union([z.string().min(1), z.number()]);
	return z
		.array(
			z.object({
				subscriptionType: z.string().min(1).max(100),
				eventId: id,
				portalId: id.nullish(),
				objectId: id.nullish(),
				occurredAt: z.number().nullish(),
			}),
		)
		.min(1);
});

/** What follows the object in `subscriptionType`: 'contact.creation', 'object.creation'. */
const BY_EVENT: Readonly<Record<string, number>> = {
	creation: 0,
	propertyChange: 0,
	restore: 0,
	deletion: 1,
	privacyDeletion: 1,
};
const OTHER = 2;

/** Differs when HubSpot sends an event again. */
const PER_DELIVERY = ['attemptNumber'];

/**
 * HubSpot's webhooks: a list of up to 100 events. `eventId` alone is not unique, as HubSpot says: an event is the same
 * one when all of it but the number of the attempt is. Merges and changed associations are neither a change of one
 * record nor its deletion.
 */
export const hubspot: BodyKind = {
	supportedTypes: ['hubspot_events'],
	read(body) {
		check(body);
		return (body as HubSpotEvent[]).map((event) => ({ body: event, dedupeKey: hashWithout(event, PER_DELIVERY) }));
	},
	items(body) {
		const { subscriptionType } = body as HubSpotEvent;
		const event = subscriptionType.slice(subscriptionType.lastIndexOf('.') + 1);
		return [{ output: Object.hasOwn(BY_EVENT, event) ? BY_EVENT[event] : OTHER, json: { ...(body as object) } }];
	},
};
