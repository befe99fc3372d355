/** Values that are read once. A read that failed is not remembered. */
export class Remembered<T> {
	private readonly values = new Map<string, Promise<T>>();

	async get(key: string, read: () => Promise<T>): Promise<T> {
		let value = this.values.get(key);
		if (value === undefined) {
			value = read();
			this.values.set(key, value);
			value.catch(() => this.values.delete(key));
		}
		return await value;
	}

	forget(key: string): void {
		this.values.delete(key);
	}
}
