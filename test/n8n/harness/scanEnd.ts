import { rmSync } from 'node:fs';
import { expectNoLeak, outputFolder } from './output';

/** jest's globalTeardown of the tests in n8n: all that was printed is looked through once more, with all that is known by now. */
export default function scanEnd(): void {
	expectNoLeak();
	const folder = outputFolder();
	if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
