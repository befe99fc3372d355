import type { INodeProperties } from 'n8n-workflow';
import { syncProperties } from '../../nodes/shared/sync/description';
import { hubspotRoute } from '../../nodes/SophiaSalesforceToHubspot/route';
import { table } from './markdown';

/** As the node has them. (Its own file cannot be named to plain Node: beside it lies a .json of the same name.) */
export const properties: INodeProperties[] = syncProperties(hubspotRoute);

/** The blocks of README.md, by name. */
export const readmeBlocks = (): Map<string, string> =>
	new Map([
		[
			'operations',
			table(
				['Operation', 'What it does'],
				choicesOf(named('operation')).map(({ name, description }) => [name, description]),
			),
		],
		[
			'parameters',
			table(
				['Parameter', 'Shown for', 'Default', 'What it does'],
				topLevel().map((property) => [
					property.displayName,
					shownFor(property),
					defaultOf(property),
					describe(property),
				]),
			),
		],
		[
			'options',
			table(
				['Option', 'Default', 'What it does'],
				collected('options').map((property) => [property.displayName, defaultOf(property), describe(property)]),
			),
		],
		[
			'propertySettings',
			table(
				['Setting', 'What it does'],
				collected('fieldSettings').map((property) => [property.displayName, describe(property)]),
			),
		],
	]);

/** Every name that the node shows: parameters, options, settings and the choices of each. */
export function shownNames(): Set<string> {
	const names = new Set<string>();
	const visit = (property: INodeProperties) => {
		names.add(property.displayName);
		for (const option of property.options ?? []) {
			if ('values' in option) option.values.forEach(visit);
			else if ('type' in option) visit(option);
			else names.add(option.name);
		}
	};
	properties.forEach(visit);
	return names;
}

function named(name: string): INodeProperties {
	const property = properties.find((one) => one.name === name);
	if (property === undefined) throw new Error(`The node has no parameter '${name}'.`);
	return property;
}

/** Tables of their own. */
const APART = ['operation', 'options'];

/** The parameters below the operation; of those that appear in several forms, the first. */
const topLevel = (): INodeProperties[] =>
	properties.filter(
		({ name }, index) => !APART.includes(name) && properties.findIndex((other) => other.name === name) === index,
	);

/** What a collection holds. */
const collected = (name: string): INodeProperties[] =>
	(named(name).options ?? []).flatMap((option) =>
		'values' in option ? option.values : 'type' in option ? [option] : [],
	);

function choicesOf({ options }: INodeProperties): Array<{ name: string; value: unknown; description: string }> {
	return (options ?? []).flatMap((option) =>
		'value' in option ? [{ name: option.name, value: option.value, description: option.description ?? '' }] : [],
	);
}

/** Where a parameter appears, in the words of the node: the operations and, in parentheses, what else must be chosen. */
function shownFor({ name: parameterName }: INodeProperties): string {
	const forms = properties
		.filter(({ name }) => name === parameterName)
		.map(({ displayOptions }) => {
			const { operation = [], ...others } = displayOptions?.show ?? {};
			const conditions = Object.entries(others).map(
				([name, values]) => `${named(name).displayName}: ${choiceNames(name, values ?? [])}`,
			);
			const operations = choiceNames('operation', operation);
			return conditions.length === 0 ? operations : `${operations} (${conditions.join('; ')})`;
		});
	return [...new Set(forms)].join('; ');
}

function choiceNames(parameter: string, values: readonly unknown[]): string {
	const choices = choicesOf(named(parameter));
	return values.map((value) => choices.find((choice) => choice.value === value)?.name ?? String(value)).join(', ');
}

function defaultOf(property: INodeProperties): string {
	const { default: value } = property;
	if (property.type === 'resourceMapper' || property.type === 'collection' || property.type === 'fixedCollection')
		return '';
	const choices = choicesOf(property);
	const word = (one: unknown): string => choices.find((choice) => choice.value === one)?.name ?? String(one);
	if (Array.isArray(value)) return value.length === choices.length ? 'all' : value.map(word).join(', ');
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	return value === '' || value === undefined ? '' : word(value);
}

function describe(property: INodeProperties): string {
	const choices = choicesOf(property).map(({ name, description }) =>
		description === '' ? name : `${name} (${lowerFirst(description.replace(/\.$/, ''))})`,
	);
	return [
		property.description,
		choices.length === 0 || property.name === 'objects' ? undefined : `Choices: ${choices.join('; ')}.`,
	]
		.filter((part) => part !== undefined && part !== '')
		.map((part) => (/[.?!]$/.test(part ?? '') ? part : `${part}.`))
		.join(' ');
}

const lowerFirst = (text: string): string =>
	/^[A-Z][a-z]/.test(text) && !/^(HubSpot|Salesforce)/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
