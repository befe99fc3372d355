import type { INodeProperties } from 'n8n-workflow';
import { syncProperties } from '../../nodes/shared/sync/description';
import { hubspotRoute } from '../../nodes/SophiaSalesforceToHubspot/route';
import { intercomRoute } from '../../nodes/SophiaSalesforceToIntercom/route';
import { table } from './markdown';

/** The tables of one node's parameters, and the names that it shows. */
export class NodeTables {
	constructor(readonly properties: INodeProperties[]) {}

	/** The blocks of a page, by name. */
	blocks(): Map<string, string> {
		return new Map([
			[
				'operations',
				table(
					['Operation', 'What it does'],
					choicesOf(this.named('operation')).map(({ name, description }) => [name, description]),
				),
			],
			[
				'parameters',
				table(
					['Parameter', 'Shown for', 'Default', 'What it does'],
					this.topLevel().map((property) => [
						property.displayName,
						this.shownFor(property),
						defaultOf(property),
						describe(property),
					]),
				),
			],
			[
				'options',
				table(
					['Option', 'Default', 'What it does'],
					this.collected('options').map((property) => [property.displayName, defaultOf(property), describe(property)]),
				),
			],
			[
				'propertySettings',
				table(
					['Setting', 'What it does'],
					this.collected('fieldSettings').map((property) => [property.displayName, describe(property)]),
				),
			],
		]);
	}

	/** Every name that the node shows: parameters, options, settings and the choices of each. */
	shownNames(): Set<string> {
		const names = new Set<string>();
		const visit = (property: INodeProperties) => {
			names.add(property.displayName);
			for (const option of property.options ?? []) {
				if ('values' in option) option.values.forEach(visit);
				else if ('type' in option) visit(option);
				else names.add(option.name);
			}
		};
		this.properties.forEach(visit);
		return names;
	}

	private named(name: string): INodeProperties {
		const property = this.properties.find((one) => one.name === name);
		if (property === undefined) throw new Error(`The node has no parameter '${name}'.`);
		return property;
	}

	/** The parameters below the operation; of those that appear in several forms, the first. */
	private topLevel(): INodeProperties[] {
		return this.properties.filter(
			({ name }, index) => !APART.includes(name) && this.properties.findIndex((other) => other.name === name) === index,
		);
	}

	/** What a collection holds. */
	private collected(name: string): INodeProperties[] {
		return (this.named(name).options ?? []).flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option] : [],
		);
	}

	/** Where a parameter appears, in the words of the node: the operations and, in parentheses, what else must be chosen. */
	private shownFor({ name: parameterName }: INodeProperties): string {
		const forms = this.properties
			.filter(({ name }) => name === parameterName)
			.map(({ displayOptions }) => {
				const { operation = [], ...others } = displayOptions?.show ?? {};
				const conditions = Object.entries(others).map(
					([name, values]) => `${this.named(name).displayName}: ${this.choiceNames(name, values ?? [])}`,
				);
				const operations = this.choiceNames('operation', operation);
				return conditions.length === 0 ? operations : `${operations} (${conditions.join('; ')})`;
			});
		return [...new Set(forms)].join('; ');
	}

	private choiceNames(parameter: string, values: readonly unknown[]): string {
		const choices = choicesOf(this.named(parameter));
		return values.map((value) => choices.find((choice) => choice.value === value)?.name ?? String(value)).join(', ');
	}
}

/** As the nodes have them. (Their own files cannot be named to plain Node: beside each lies a .json of the same name.) */
export const hubspotNode = new NodeTables(syncProperties(hubspotRoute));
export const intercomNode = new NodeTables(syncProperties(intercomRoute));

/** Tables of their own. */
const APART = ['operation', 'options'];

function choicesOf({ options }: INodeProperties): Array<{ name: string; value: unknown; description: string }> {
	return (options ?? []).flatMap((option) =>
		'value' in option ? [{ name: option.name, value: option.value, description: option.description ?? '' }] : [],
	);
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
	/^[A-Z][a-z]/.test(text) && !/^(HubSpot|Intercom|Salesforce)/.test(text)
		? text[0].toLowerCase() + text.slice(1)
		: text;
