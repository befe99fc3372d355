import type { PairTypes } from './association-store';
import { asArray, asObject, asOptionalInteger, asText, checkMembers, type Json } from './body';
import { validationError } from './errors';
import type { Portal, PortalObject } from './portal';

interface Link {
	to: PortalObject;
	toId: string;
	typeIds: number[];
}

/** The id of `{id}`. */
export function idOf(value: Json | undefined, name: string): string {
	const object = asObject(value, name);
	checkMembers(object, ['id']);
	return asText(object.id, `${name}.id`);
}

/** The numbers of the types asked for. @throws HubSpotError 400 for types that do not belong to the pair. */
export function typeIdsOf(portal: Portal, value: Json | undefined, from: PortalObject, to: PortalObject): number[] {
	const types = portal.associations.typesOf(from.kind.objectTypeId, to.kind.objectTypeId);
	const asked = asArray(value, 'types').map((item) => {
		const spec = asObject(item, 'types');
		checkMembers(spec, ['associationCategory', 'associationTypeId']);
		const category = asText(spec.associationCategory, 'associationCategory');
		const typeId = asOptionalInteger(spec.associationTypeId, 'associationTypeId')!;
		if (!['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED'].includes(category))
			throw validationError(`Invalid association category: ${category}`);
		const known =
			types !== undefined && everyType(types).some((one) => one.category === category && one.typeId === typeId);
		if (!known)
			throw validationError(
				`${category} association type ${typeId} is not valid between ${from.kind.objectTypeId} and ${to.kind.objectTypeId}`,
			);
		return typeId;
	});
	if (asked.length === 0) throw validationError('At least one association type is required');
	return asked;
}

/** The labelled types first, the plain one last. */
export const everyType = ({ plain, primary, labels }: PairTypes) => [
	...(primary === undefined ? [] : [primary]),
	...labels,
	plain,
];

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
		return { to, toId, typeIds: typeIdsOf(portal, input.types, from, to) };
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
	for (const { to, toId, typeIds } of links) portal.associations.add(fromType, id, to.kind.objectTypeId, toId, typeIds);
	return {
		undo: () => {
			for (const { to, toId } of links) portal.associations.remove(fromType, id, to.kind.objectTypeId, toId);
		},
	};
}
