/** Finishes entries in batches, one after the other: what comes in the meantime goes into the next one. */
export class Finisher {
	private ids: string[] = [];
	private running: Promise<void> | undefined;

	/**
	 * @param finish one batch
	 * @param onProblem told when a batch could not be finished; its entries come out again some time
	 */
	constructor(
		private readonly finish: (ids: string[]) => Promise<unknown>,
		private readonly onProblem: (error: unknown) => void,
	) {}

	/** @returns when these have been seen to, however */
	async add(ids: readonly string[]): Promise<void> {
		this.ids.push(...ids);
		this.running ??= this.run();
		await this.running;
	}

	private async run(): Promise<void> {
		// Answers that are sent in one turn of the loop share a batch.
		await new Promise((resolve) => setImmediate(resolve));
		while (this.ids.length > 0) {
			const batch = this.ids;
			this.ids = [];
			await this.finish(batch).catch(this.onProblem);
		}
		this.running = undefined;
	}
}
