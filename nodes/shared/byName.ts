/** Orders English names without regard to case. A collator would cost n8n 5 ms at its start. */
export function byName(one: string, other: string): number {
	const [a, b] = [one.toLowerCase(), other.toLowerCase()];
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
