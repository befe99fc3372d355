import type { FieldDescription } from '../../../../engine/systems/types';
import { editorTraffic } from '../../clients';
import type { CredentialContext, SyncRoute } from '../route';

/** The fields of the vendor's object that a mapping may fill: those that exist, then those that a sync creates. */
export async function writableFields(
	route: SyncRoute,
	context: CredentialContext,
	object: string,
): Promise<FieldDescription[]> {
	const destination = await route.destination(context, await editorTraffic());
	try {
		const existing = await destination.listProperties(route.routes[object].destinationObject);
		const names = new Set(existing.map(({ name }) => name.toLowerCase()));
		const created = (route.ownFields?.(object) ?? []).filter(({ name }) => !names.has(name.toLowerCase()));
		return [
			...existing.filter(({ writable }) => writable),
			...created.map((field) => ({ ...field, label: field.name })),
		];
	} finally {
		destination.close();
	}
}
