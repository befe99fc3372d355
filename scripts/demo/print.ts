import type { Item } from '../../test/n8n/harness';
import type { HubSpotSimulator, RecordView } from '../../test/simulators/hubspot';

/** Widest cell of a table; longer texts end in "…". */
const WIDEST = 44;

const cell = (text: string): string => (text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text);

/** Rows under a heading, every column as wide as it has to be. */
export function table(headings: string[], rows: string[][]): string {
	const shown = [headings, ...rows].map((row) => row.map(cell));
	const widths = headings.map((_, column) => Math.max(...shown.map((row) => row[column].length)));
	const lines = shown.map((row) => `   ${row.map((text, column) => text.padEnd(widths[column])).join('  ')}`.trimEnd());
	lines.splice(1, 0, `   ${widths.map((width) => '-'.repeat(width)).join('  ')}`);
	return lines.join('\n');
}

const live = (hubspot: HubSpotSimulator, object: string): RecordView[] => hubspot.records(object).filter(({ archived }) => !archived);

export function companies(hubspot: HubSpotSimulator): string {
	const rows = live(hubspot, 'companies').map(({ id, properties: { name, domain, industry, city } }) => [id, name, domain, industry, city]);
	return table(['ID', 'Company', 'Domain', 'Industry', 'City'], filled(rows));
}

export function contacts(hubspot: HubSpotSimulator): string {
	const companyOf = new Map(
		hubspot.associations().map(({ fromId, toId }) => [fromId, hubspot.record('companies', toId)?.properties.name]),
	);
	const rows = live(hubspot, 'contacts').map(({ id, properties }) => {
		const { firstname, lastname, email, hs_lead_status: status } = properties;
		const origin = properties.sophia_salesforce_contact_id === undefined ? `lead, ${status ?? 'no status'}` : 'contact';
		return [id, [firstname, lastname].filter(Boolean).join(' '), email, origin, companyOf.get(id)];
	});
	return table(['ID', 'Contact', 'E-mail', 'From', 'Associated with'], filled(rows));
}

/** The items of the second output: which records HubSpot has not got, and why. */
export function rejected(items: Item[], nameOf: (object: string, id: string) => string): string {
	return items
		.map(({ json: { object, recordId, category, field, reason } }) => {
			const where = field === undefined ? category : `${category}, ${field}`;
			return `   ${object} ${nameOf(String(object), String(recordId))} (${where})\n      ${reason}`;
		})
		.join('\n');
}

/** The run's own summary: one line per object. */
export function summary(items: Item[]): string {
	const numbers = ['read', 'created', 'updated', 'adopted', 'unchanged', 'shadowed', 'rejected'] as const;
	const rows = items
		.filter(({ json }) => json.object !== 'Run')
		.map(({ json }) => [`${json.object} to ${json.hubspotObject}`, ...numbers.map((name) => String(json[name]))]);
	return table(['', ...numbers], rows);
}

const filled = (rows: Array<Array<string | undefined>>): string[][] => rows.map((row) => row.map((value) => value ?? ''));
