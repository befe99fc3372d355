import { pairTypes } from './association-store';
import { asArray, asObject, asOptionalInteger, asText, checkMembers, type Json } from './body';
import { validationError } from './errors';
import type { Portal, PortalObject } from './portal';

interface Link {
	to: PortalObject;
	toId: string;
	primary: boolean;
}

/** The id of `{id}`. */
export function idOf(value: Json | undefined, name: string): string {
	const object = asObject(value, name);
	checkMembers(object, ['id']);
	return asText(object.id, `${name}.id`);
}

/** Whether the types ask for the primary one. @throws HubSpotError 400 for types that do not belong to the pair. */
export function wantsPrimary(value: Json | undefined, from: PortalObject, to: PortalObject): boolean {
	const types = pairTypes(from.kind.objectTypeId, to.kind.objectTypeId);
	const asked = asArray(value, 'types').map((item) => {
		const spec = asObject(item, 'types');
		checkMembers(spec, ['associationCategory', 'associationTypeId']);
		const category = asText(spec.associationCategory, 'associationCategory');
		const typeId = asOptionalInteger(spec.associationTypeId, 'associationTypeId')!;
		if (!['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED'].includes(category))
			throw validationError(`Invalid association category: ${category}`);
		if (
			category !== 'HUBSPOT_DEFINED' ||
			types === undefined ||
			(typeId !== types.unlabelled && typeId !== types.primary)
		)
			throw validationError(
				`${category} association type ${typeId} is not valid between ${from.kind.objectTypeId} and ${to.kind.objectTypeId}`,
			);
		return typeId;
	});
	if (asked.length === 0) throw validationError('At least one association type is required');
	return asked.includes(types!.primary);
}

/** The `associations` of a create input, read now and checked against the records when it is its turn. */
export function associationsOfInput(
	portal: Portal,
	from: PortalObject,
	value: Json | undefined,
): { links: Link[]; check: () => void } {
	const links = (value === undefined || value === null ? [] : asArray(value, 'associations')).map((item): Link => {
		const input = asObject(item, 'associations');
		checkMembers(input, ['to', 'types']);
		const toId = idOf(input.to, 'to');
		const to = portal.objects.find(({ kind, store }) => kind.name !== from.kind.name && store.get(toId) !== undefined);
		if (to === undefined) throw validationError(`No object exists with id ${toId}`);
		return { to, toId, primary: wantsPrimary(input.types, from, to) };
	});
	return {
		links,
		check: () => {
			const gone = links.find(({ to, toId }) => to.store.live(toId) === undefined);
			if (gone !== undefined) throw validationError(`No object exists with id ${gone.toId}`);
		},
	};
}

/** Associates a record that was created a moment ago. */
export function associateNew(portal: Portal, from: PortalObject, id: string, links: Link[]): { undo: () => void } {
	const fromType = from.kind.objectTypeId;
	for (const { to, toId, primary } of links) portal.associations.add(fromType, id, to.kind.objectTypeId, toId, primary);
	return {
		undo: () => {
			for (const { to, toId } of links) portal.associations.remove(fromType, id, to.kind.objectTypeId, toId);
		},
	};
}
