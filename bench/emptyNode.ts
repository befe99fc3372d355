import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Its type, as n8n names what lies in N8N_CUSTOM_EXTENSIONS. */
export const EMPTY_NODE = { type: 'CUSTOM.benchEmpty', typeVersion: 2 };

const SOURCE = `exports.BenchEmpty = class {
	description = {
		displayName: 'Bench Empty', name: 'benchEmpty', group: ['trigger'], version: 2, description: 'Does nothing',
		defaults: { name: 'Bench Empty' }, inputs: [], outputs: ['main'], properties: [],
		webhooks: [{ name: 'default', httpMethod: 'POST', isFullPath: true, path: 'empty', responseMode: 'onReceived' }],
	};
	async webhook() { return { workflowData: [[{ json: {} }]] }; }
};`;

/**
 * A webhook node that is not n8n's own and does nothing: no expression, no credential, no body. What it takes is what
 * n8n takes for every other node than its Webhook node.
 *
 * @returns the folder for N8N_CUSTOM_EXTENSIONS
 */
export function writeEmptyNode(userFolder: string): string {
	const folder = join(userFolder, 'custom');
	mkdirSync(folder);
	writeFileSync(join(folder, 'BenchEmpty.node.js'), SOURCE);
	return folder;
}
