import type { Portal, PortalObject } from './portal';
import type { StoredRecord } from './store';

/** One record takes another's place: its id, its addresses, its associations, and the values it lacks itself. */
export function mergeRecords(portal: Portal, target: PortalObject, winner: StoredRecord, loser: StoredRecord): void {
	const addresses = [winner, loser].flatMap(({ properties }) => (properties.hs_additional_emails ?? '').split(';'));
	const additional = [...new Set([...addresses, loser.properties.email ?? ''])].filter(
		(one) => one !== '' && one !== winner.properties.email,
	);
	target.store.forward(loser, winner);
	target.store.replace(
		winner,
		{
			...loser.properties,
			...winner.properties,
			hs_additional_emails: additional.join(';'),
			hs_merged_object_ids: loser.id,
		},
		true,
	);
	for (const { kind } of portal.objects)
		for (const [toId] of [...portal.associations.of(target.kind.objectTypeId, loser.id, kind.objectTypeId)]) {
			portal.associations.remove(target.kind.objectTypeId, loser.id, kind.objectTypeId, toId);
			portal.associations.add(target.kind.objectTypeId, winner.id, kind.objectTypeId, toId, false);
		}
}
