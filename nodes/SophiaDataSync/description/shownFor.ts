import type { INodeCredentialDescription } from 'n8n-workflow';
import { pairsWhere, type SystemName } from '../pairs';
import { READERS } from './operation';

/**
 * Where a system is on either side. Said by `hide`: were every choice of "Left and Right" named by some credential's
 * `show`, the editor would take the parameter for a choice of authentication and not show it.
 */
export const shownFor = (system: SystemName): Pick<INodeCredentialDescription, 'required' | 'displayOptions'> => ({
	required: true,
	displayOptions: {
		show: { operation: [...READERS, 'reset'] },
		hide: { pair: pairsWhere(({ left, right }) => left !== system && right !== system) },
	},
});
