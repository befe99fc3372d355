import { join } from 'node:path';
import { dataSyncNode } from './dataSyncTables';
import { enrichmentBlocks } from './enrichmentTables';
import { monitorBlocks } from './monitorTables';
import { hubspotNode, intercomNode, salesforceTriggerNode, triggerNode } from './nodeTables';
import { mappingBlocks } from './presetTables';

const root = join(__dirname, '..', '..');

/** The page says itself what goes with which bodies. */
const optionsAlone = (blocks: Map<string, string>) => new Map([...blocks].filter(([name]) => name === 'options'));

/** The pages with generated blocks: path and blocks. */
export const generatedPages = (): Array<{ path: string; blocks: Map<string, string> }> => [
	{ path: join(root, 'README.md'), blocks: hubspotNode.blocks() },
	{ path: join(root, 'docs', 'data-sync.md'), blocks: dataSyncNode.blocks() },
	{ path: join(root, 'docs', 'enrichment.md'), blocks: enrichmentBlocks() },
	{ path: join(root, 'docs', 'intake.md'), blocks: optionsAlone(triggerNode.blocks()) },
	{ path: join(root, 'docs', 'intercom.md'), blocks: intercomNode.blocks() },
	{ path: join(root, 'docs', 'mapping.md'), blocks: mappingBlocks() },
	{ path: join(root, 'docs', 'monitoring.md'), blocks: monitorBlocks() },
	{ path: join(root, 'docs', 'salesforce-trigger.md'), blocks: salesforceTriggerNode.blocks() },
];
