/** Puts Debian's Chromium on this machine, for the tests in the editor. Does nothing when there is one. */
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { persist, say } from './lib/run.mjs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

async function install() {
	if (process.env.SOPHIA_CHROMIUM || PLACES.some(existsSync)) return 0;
	if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) {
		say('there is no Chromium: install it, or name one in SOPHIA_CHROMIUM, and start again');
		return 1;
	}
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	const code = await persist('apt-get update', 'apt-get', ['update', '-qq'], { quiet: true, env });
	if (code !== 0) return code;
	const args = ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'];
	return await persist('Chromium (about a minute)', 'apt-get', args, { quiet: true, env });
}

process.exitCode = await install();
