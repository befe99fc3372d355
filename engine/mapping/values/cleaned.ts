type Container = unknown[] | Record<string, unknown>;

/**
 * A clean copy of a JSON value: texts without the space around them; what is null (or undefined) is gone from objects
 * and lists, at any depth. 0, false and '' stay; so does what is no plain data (a Date). The value itself is not touched.
 * Any depth is fine: nothing recurses. Parts that occur twice are copied once, and circles stay circles.
 */
export function cleaned(value: unknown): unknown {
	const copies = new Map<object, Container>();
	const todo: Array<[from: object, to: Container]> = [];
	const copyOf = (one: unknown): unknown => {
		if (typeof one === 'string') return one.trim();
		if (!isContainer(one)) return one;
		const known = copies.get(one);
		if (known !== undefined) return known;
		const copy: Container = Array.isArray(one) ? [] : {};
		copies.set(one, copy);
		todo.push([one, copy]);
		return copy;
	};
	const result = copyOf(value);
	for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
		const [from, to] = next;
		for (const [name, child] of Object.entries(from)) {
			if (child === null || child === undefined) continue;
			if (Array.isArray(to)) to.push(copyOf(child));
			else setOwn(to, name, copyOf(child));
		}
	}
	return result;
}

/** Lists, and objects that are nothing but their properties, whichever realm made them (n8n's Code node has its own). */
export function isContainer(value: unknown): value is Container {
	if (typeof value !== 'object' || value === null) return false;
	if (Array.isArray(value)) return true;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Sets a property of that very name: '__proto__' is a name like any other in JSON. */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
	if (name !== '__proto__') target[name] = value;
	else Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
