import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { startChild } from './launch';

type Request = { call: number; method: string; argument: unknown };
type Answer = { call: number; value?: unknown; error?: string } | { note: string };

/** What a child process offers, by name. Arguments and answers are plain data. */
export type Handlers = Record<string, (argument: never) => unknown>;

/** Answers the parent's calls until it goes away. */
export function serve(handlers: Handlers): void {
	process.on('message', ({ call, method, argument }: Request) => {
		Promise.resolve()
			.then(async () => await handlers[method](argument as never))
			.then(
				(value) => process.send?.({ call, value }),
				(error: unknown) =>
					process.send?.({ call, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
			);
	});
	process.on('disconnect', () => process.exit(0));
}

/** Tells the parent how far the work is. */
export const note = (text: string): void => {
	process.send?.({ note: text });
};

/** A process of its own for one part of the bench. */
export class Child {
	/** How far it is, in its own words. */
	lastNote = '';
	private readonly process: ChildProcess;
	private readonly pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
	private calls = 0;

	constructor(
		private readonly name: string,
		execArgv: string[] = [],
	) {
		this.process = startChild(join(__dirname, `${name}.js`), ['--disable-warning=ExperimentalWarning', ...execArgv]);
		this.process.on('message', (answer: Answer) => this.settle(answer));
		this.process.on('exit', (code) => {
			for (const { reject } of this.pending.values()) reject(new Error(`${name} ended with exit code ${code}`));
		});
	}

	/** @throws Error with the child's stack when the call fails there */
	async call<T>(method: string, argument?: unknown): Promise<T> {
		const call = ++this.calls;
		return await new Promise<T>((resolve, reject) => {
			this.pending.set(call, { resolve: resolve as (value: unknown) => void, reject });
			this.process.send({ call, method, argument });
		});
	}

	async stop(): Promise<void> {
		if (this.process.exitCode !== null) return;
		const gone = new Promise((resolve) => this.process.once('exit', resolve));
		this.process.disconnect();
		await gone;
	}

	private settle(answer: Answer): void {
		if ('note' in answer) {
			this.lastNote = answer.note;
			return;
		}
		const waiting = this.pending.get(answer.call);
		this.pending.delete(answer.call);
		if (answer.error === undefined) waiting?.resolve(answer.value);
		else waiting?.reject(new Error(`${this.name}: ${answer.error}`));
	}
}
