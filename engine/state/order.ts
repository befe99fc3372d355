/** Compares two strings by their UTF-8 bytes: the order that the databases keep ids in. */
export function compareBytes(a: string, b: string): number {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Gives everything else in the process its turn. */
export const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

/** How many ids one statement asks for: about a millisecond of work. */
export const chunkSize = 500;

/** The distinct values in chunks that one statement takes. */
export function chunksOf<T>(values: Iterable<T>): T[][] {
	const distinct = [...new Set(values)];
	const chunks: T[][] = [];
	for (let at = 0; at < distinct.length; at += chunkSize) chunks.push(distinct.slice(at, at + chunkSize));
	return chunks;
}
