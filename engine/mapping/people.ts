import type { FieldDescription, FieldValue } from '../systems/types';
import { optionMatcher } from './options';
import type { Cell } from './row';
import type { FieldMapping, MappingWarning } from './types';

/** The field that holds the id of the person whose e-mail address a row reads: 'Owner.Email' → 'Owner.Id'. */
export const personIdField = (from: string): string | undefined => /^(.+)\.Email$/i.exec(from)?.[1].concat('.Id');

/** The option that stands in for people the destination does not know, if it can be written. */
export const standIn = ({ unknownOption, defaultOption }: FieldMapping, field: FieldDescription): string | undefined =>
	unknownOption === 'default' && field.options?.some(({ value }) => value === defaultOption) === true
		? defaultOption
		: undefined;

const NEITHER = 'the property is left as it is. Add or reactivate the user, or choose a default owner.';

/**
 * What becomes of a person who is no active user of the destination: always a warning that says whom (by the
 * source's id, never by name or address), and by the row's rule the stand-in.
 */
export function strangers(
	mapping: FieldMapping & { from: string },
	field: FieldDescription,
): (email: FieldValue | undefined, id: FieldValue | undefined) => Cell {
	const { from } = mapping;
	const value = standIn(mapping, field);
	const outcome = value === undefined ? NEITHER : 'the default owner is written instead.';
	const cell = (code: string, who: string): Cell & { warning: MappingWarning } => ({
		...(value === undefined ? {} : { value }),
		warning: { field: field.name, code, message: `${field.name}: ${who}; ${outcome}` },
	});
	const inactive = cell('inactivePerson', `the person in ${from} is a user who has been deactivated there`);
	const unknown = cell('unknownPerson', `the person in ${from} is no user there`);
	const left = optionMatcher(field.people?.inactive);
	return (email, id) => {
		const known = typeof email === 'string' && email.trim() !== '' && left(email) !== undefined;
		const found = known ? inactive : unknown;
		if (typeof id !== 'string' || id === '') return found;
		return { ...found, warning: { ...found.warning, subject: id } };
	};
}
