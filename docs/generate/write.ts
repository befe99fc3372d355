/**
 * Writes the generated tables of README.md and docs/mapping.md anew:
 * `node test/shared/typescript.cjs docs/generate/write.ts`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { withBlocks } from './markdown';
import { generatedPages } from './pages';

for (const { path, blocks } of generatedPages()) writeFileSync(path, withBlocks(readFileSync(path, 'utf8'), blocks));
