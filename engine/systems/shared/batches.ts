/** Cuts a list into pieces of at most `size`. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
	const pieces: T[][] = [];
	for (let start = 0; start < items.length; start += size) pieces.push(items.slice(start, start + size));
	return pieces;
}

/** Two halves of a list of at least two. */
export function halves<T>(items: readonly T[]): [T[], T[]] {
	const middle = Math.ceil(items.length / 2);
	return [items.slice(0, middle), items.slice(middle)];
}

/**
 * Groups in which no key occurs twice: the first holds every key's first item, the second its second…
 * A batch or a set of calls under way at once must not name a record twice.
 */
export function withoutRepeats<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
	const groups: T[][] = [];
	const seen = new Map<string, number>();
	for (const item of items) {
		const key = keyOf(item).toLowerCase();
		const group = seen.get(key) ?? 0;
		seen.set(key, group + 1);
		(groups[group] ??= []).push(item);
	}
	return groups;
}
