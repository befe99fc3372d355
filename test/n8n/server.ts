import { rmSync } from 'node:fs';
import { installPackage, newUserFolder, packTarball, startN8n, type N8nServer } from './harness';

/** One real n8n with the packed package for a whole test file, started before its tests and ended after them. */
export function n8nForTheseTests(
	name: string,
	env: Record<string, string> = {},
): { readonly current: N8nServer; restart(): Promise<void> } {
	const userFolder = newUserFolder(name);
	const holder: { server?: N8nServer } = {};
	const start = async () => {
		holder.server = await startN8n({ userFolder, env });
		await holder.server.rest.login();
	};
	beforeAll(async () => {
		await installPackage(userFolder, await packTarball());
		await start();
	});
	afterAll(async () => {
		await holder.server?.stop();
		rmSync(userFolder, { recursive: true, force: true });
	});
	return {
		get current() {
			if (holder.server === undefined) throw new Error('n8n has not been started');
			return holder.server;
		},
		restart: start,
	};
}
