import { merged } from './errors';
import type { Portal, PortalObject } from './portal';
import type { StoredRecord } from './store';

/** Associations with a primary belong to contacts, deals and tickets: a merged company stays whose primary it was. */
const PRIMARY_TARGET = '0-2';

/**
 * One record takes another's place: its id, its addresses, its associations, and the values it lacks itself.
 *
 * @param intoNew both become a record with an id of its own, as HubSpot does it where it must
 * @returns the record that is left
 */
export function mergeRecords(
	portal: Portal,
	target: PortalObject,
	winner: StoredRecord,
	loser: StoredRecord,
	intoNew = false,
): StoredRecord {
	if (winner.id === loser.id) throw merged(winner.id);
	const { store, kind } = target;
	const own = { ...loser.properties, ...winner.properties };
	const addresses = [winner, loser].flatMap(({ properties }) => (properties.hs_additional_emails ?? '').split(';'));
	const additional = [...new Set([...addresses, loser.properties.email ?? ''])].filter(
		(one) => one !== '' && one !== winner.properties.email,
	);
	const mergedIds = [winner, loser].flatMap(({ properties }) => (properties.hs_merged_object_ids ?? '').split(';'));
	const gone = intoNew ? [winner, loser] : [loser];
	const properties: Record<string, string> = {
		...own,
		hs_merged_object_ids: [...mergedIds, ...gone.map(({ id }) => id)].filter((id) => id !== '').join(';'),
	};
	if (kind.name === 'contacts') properties.hs_additional_emails = additional.join(';');
	const survivor = intoNew ? store.insert({}, true) : winner;
	for (const record of gone) store.forward(record, survivor);
	store.replace(survivor, properties, true);
	for (const record of gone) moveAssociations(portal, target, record.id, survivor.id, record === winner);
	return survivor;
}

function moveAssociations(
	portal: Portal,
	{ kind: { objectTypeId } }: PortalObject,
	from: string,
	to: string,
	isWinner: boolean,
): void {
	const keepsPrimary = isWinner || objectTypeId === PRIMARY_TARGET;
	const { associations } = portal;
	for (const { kind } of portal.objects)
		for (const [otherId, types] of [...associations.of(objectTypeId, from, kind.objectTypeId)]) {
			const primary = associations.typesOf(objectTypeId, kind.objectTypeId)?.primary?.typeId;
			const kept = [...types].filter((typeId) => keepsPrimary || typeId !== primary);
			associations.remove(objectTypeId, from, kind.objectTypeId, otherId);
			associations.add(objectTypeId, to, kind.objectTypeId, otherId, kept);
		}
}
