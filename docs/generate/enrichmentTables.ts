import { LEAD_FIELD_NAMES, leadField } from '../../engine/enrichment/fields';
import { leadEnrichmentProperties } from '../../nodes/SophiaLeadEnrichment/description';
import { providerRowProperties } from '../../nodes/SophiaLeadEnrichment/description/providers';
import { table } from './markdown';
import { NodeTables } from './nodeTables';

export const leadEnrichmentNode = new NodeTables(leadEnrichmentProperties, { collections: { options: 'options' } });

const ABOUT = { person: 'the person', company: 'the company', record: 'the record' };

/** Of the page about the node: its tables, the settings of a provider's row, and the fields of a lead. */
export const enrichmentBlocks = (): Map<string, string> =>
	new Map([
		...leadEnrichmentNode.blocks(),
		['providerSettings', providerSettings()],
		[
			'leadFields',
			table(
				['Field', 'Name', 'About', 'What it is'],
				LEAD_FIELD_NAMES.map((name) => {
					const { label, about, description, options } = leadField(name);
					const words = options === undefined ? '' : `: ${options.map((option) => `\`${option}\``).join(', ')}`;
					return [label, `\`${name}\``, ABOUT[about], `${description}${words}`];
				}),
			),
		],
	]);

/** Of settings that appear in several forms, the first. */
function providerSettings(): string {
	const shown = providerRowProperties.filter(
		({ displayName }, index) => providerRowProperties.findIndex((other) => other.displayName === displayName) === index,
	);
	return table(
		['Setting', 'What it does'],
		shown.map(({ displayName, description }) => [displayName, description ?? '']),
	);
}
