import { compileRow, type Cell } from '../mapping/row';
import type { LinkScope } from '../state/types';
import type { AssociationKind, FieldDescription, FieldOption } from '../systems/types';
import type { ConflictRule, PairField, SideName } from './types';
import { comparable } from './values';

/** What a value becomes on the other side. */
export interface Sent extends Cell {
	/** A reference whose target is not linked yet: there is nothing to send until it is. */
	waiting?: boolean;
}

/** The ids of referred records, by the ids of those they are linked to. */
export interface Translation extends Record<SideName, Map<string, string>> {
	/** Of the ids that they become: those of records that are gone. Known where the other side is blank. */
	gone?: ReadonlySet<string>;
}

/** Of every field that refers to records. */
export type Translations = Map<PreparedField, Translation>;

/** One pair of fields, checked and ready for use. */
export interface PreparedField {
	/** Field names, in the systems' own spelling. */
	name: Record<SideName, string>;
	description: Record<SideName, FieldDescription>;
	rule: ConflictRule;
	/** By side: its value may go to the other one. */
	sends: Record<SideName, boolean>;
	/** By side: a blank there says nothing (null policy 'keep'). */
	keepsBlank: Record<SideName, boolean>;
	/** By side: what its value becomes on the other one. */
	convert: Record<SideName, (canonical: string, translation: Translation) => Sent>;
	comparable: Record<SideName, (canonical: string) => string>;
	/** The side's field has got these options: values are converted with them from now on. */
	addOptions?(side: SideName, options: FieldOption[]): void;
	/** For ids of other records. */
	reference?: PreparedReference;
}

export interface PreparedReference {
	/** Whose links translate the ids. */
	scope: LinkScope;
	/** The side that is the scope's source. */
	source: SideName;
	/** By side: the field is an association, and made as one. */
	association: Partial<Record<SideName, AssociationKind>>;
}

/** By side: the field that is written. */
type Fields = Record<SideName, FieldDescription>;

/** @throws SophiaError `configuration` when a transform is unknown */
export function prepareField(field: PairField, description: Fields, sends: Record<SideName, boolean>): PreparedField {
	const name = { left: description.left.name, right: description.right.name };
	const converter = (from: SideName, to: SideName) => {
		const conversion = (from === 'left' ? field.toRight : field.toLeft) ?? {};
		const row = compileRow({ ...conversion, from: name[from], to: name[to] }, description[to]);
		return (canonical: string): Sent =>
			row.evaluate({ id: '', modifiedAt: '', fields: { [name[from]]: canonical === '' ? null : canonical } });
	};
	const prepared: PreparedField = {
		name,
		description,
		rule: field.rule,
		sends,
		keepsBlank: { left: field.toRight?.nullPolicy === 'keep', right: field.toLeft?.nullPolicy === 'keep' },
		convert: { left: converter('left', 'right'), right: converter('right', 'left') },
		comparable: { left: comparable(description.left), right: comparable(description.right) },
		addOptions: (side, options) => {
			description[side] = { ...description[side], options: [...(description[side].options ?? []), ...options] };
			prepared.convert = { left: converter('left', 'right'), right: converter('right', 'left') };
		},
	};
	return prepared;
}

export function prepareReference(
	rule: ConflictRule,
	description: Fields,
	sends: Record<SideName, boolean>,
	reference: PreparedReference,
): PreparedField {
	const translate =
		(from: SideName) =>
		(canonical: string, translation: Translation): Sent => {
			if (canonical === '') return { value: '' };
			const id = translation[from].get(canonical);
			return id === undefined ? { waiting: true } : { value: id };
		};
	return {
		name: { left: description.left.name, right: description.right.name },
		description,
		rule,
		sends,
		keepsBlank: { left: false, right: false },
		convert: { left: translate('left'), right: translate('right') },
		comparable: { left: (id) => id, right: (id) => id },
		reference,
	};
}
