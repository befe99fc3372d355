/** Remembers what a pure function gave for so many different texts; then it begins anew. Long texts are nobody's twin. */
export function memo<T>(size: number, longest: number, read: (text: string) => T): (text: string) => T {
	const known = new Map<string, T>();
	return (text) => {
		if (text.length > longest) return read(text);
		const remembered = known.get(text);
		if (remembered !== undefined || known.has(text)) return remembered as T;
		if (known.size >= size) known.clear();
		const result = read(text);
		known.set(text, result);
		return result;
	};
}
