export const say = (text: string): void => {
	process.stdout.write(`${text}\n`);
};

const SILENCE_MS = 10_000;

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs one step of the bench and says that it is at work: at the start, every 10 seconds, at the end. */
export async function step<T>(title: string, work: () => Promise<T>, progress: () => string = () => ''): Promise<T> {
	const since = performance.now();
	say(`== ${title}`);
	const ticker = setInterval(() => say(`== ${title}: ${seconds(since)}${progress() && `, ${progress()}`}`), SILENCE_MS);
	try {
		const result = await work();
		say(`== ${title}: done after ${seconds(since)}`);
		return result;
	} finally {
		clearInterval(ticker);
	}
}
