/** What is typed into "Syncs": names with commas between; nothing means all. */
export function chosenSyncs(typed: string): string[] | undefined {
	const keys = typed
		.split(',')
		.map((key) => key.trim())
		.filter((key) => key !== '');
	return keys.length === 0 ? undefined : keys;
}
