/**
 * Hands over a long list in short pieces, and lets the process's other work have its turn between them: a list
 * of a hundred thousand records must not hold up n8n.
 */
export async function* slices<T>(items: readonly T[], size = 500): AsyncGenerator<readonly T[]> {
	for (let start = 0; start < items.length; start += size) {
		if (start > 0) await new Promise((resolve) => setImmediate(resolve));
		yield items.slice(start, start + size);
	}
}
