import { spawn } from 'node:child_process';

export const say = (text) => console.log(`== ${text}`);

const seconds = (since) => Math.round((Date.now() - since) / 1000);

/**
 * Runs a command and resolves to its exit code. While it is silent, a line every 10 seconds says that
 * it is still at work; with `quiet` its own output is kept back and printed only if it fails.
 */
export async function run(title, command, args, { quiet = false, env = {}, cwd } = {}) {
	const started = Date.now();
	let lastOutput = Date.now();
	const kept = [];
	const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
	for (const [stream, target] of [
		[child.stdout, process.stdout],
		[child.stderr, process.stderr],
	]) {
		stream.on('data', (chunk) => {
			if (quiet) kept.push(chunk);
			else {
				lastOutput = Date.now();
				target.write(chunk);
			}
		});
	}
	const ticker = setInterval(() => {
		if (Date.now() - lastOutput >= 9_500) say(`${title}: ${seconds(started)} s`);
	}, 10_000);
	const code = await new Promise((resolve) => {
		child.on('error', (error) => {
			console.error(error.message);
			resolve(127);
		});
		child.on('close', (status) => resolve(status ?? 1));
	});
	clearInterval(ticker);
	if (code !== 0 && quiet) process.stderr.write(Buffer.concat(kept));
	say(`${title}: ${code === 0 ? 'done' : `failed (exit code ${code})`} after ${seconds(started)} s`);
	return code;
}

/** The same, up to three times: a registry may hiccup. */
export async function persist(title, command, args, options) {
	let code = 1;
	for (let attempt = 1; attempt <= 3; attempt++) {
		code = await run(attempt === 1 ? title : `${title} (attempt ${attempt} of 3)`, command, args, options);
		if (code === 0) break;
	}
	return code;
}
