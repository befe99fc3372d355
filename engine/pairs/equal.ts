import type { PreparedField, Sent, Translation } from './fields';
import { otherSide, type SideName } from './types';

/** `unknown`: they name records of which it is not known who they are on the other side. */
export type Agreement = 'equal' | 'different' | 'unknown';

/**
 * Whether what a side's value becomes on the other side is what stands there. Tolerant where systems re-spell what
 * they store, see `comparable`.
 */
export const arrivesAs = (field: PreparedField, from: SideName, { value }: Sent, there: string): boolean => {
	const comparable = field.comparable[otherSide(from)];
	return value !== undefined && comparable(value) === comparable(there);
};

/**
 * Whether two records agree in a field. They do when either value becomes the other on its way: some conversions lose
 * something in one direction. A blank that by the null policy says nothing disagrees with nothing, where no value comes
 * back to fill it.
 */
export function agreement(field: PreparedField, left: string, right: string, translation: Translation): Agreement {
	if (left === '' && right === '') return 'equal';
	const toRight = field.convert.left(left, translation);
	if (field.sends.left && arrivesAs(field, 'left', toRight, right)) return 'equal';
	const toLeft = field.convert.right(right, translation);
	if (field.sends.right && arrivesAs(field, 'right', toLeft, left)) return 'equal';
	if (saysNothing(field, 'left', left) || saysNothing(field, 'right', right)) return 'equal';
	return toRight.waiting === true && toLeft.waiting === true ? 'unknown' : 'different';
}

const saysNothing = (field: PreparedField, side: SideName, value: string): boolean =>
	value === '' && field.keepsBlank[side] && !field.sends[otherSide(side)];
