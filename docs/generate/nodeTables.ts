import type { INodeProperties } from 'n8n-workflow';
import { syncProperties } from '../../nodes/shared/sync/description';
import { hubspotRoute } from '../../nodes/SophiaSalesforceToHubspot/route';
import { triggerProperties as salesforceTriggerProperties } from '../../nodes/SophiaSalesforceTrigger/description';
import { triggerProperties } from '../../nodes/SophiaTrigger/description';
import { intercomRoute } from '../../nodes/SophiaSalesforceToIntercom/route';
import { table } from './markdown';

export interface TableSettings {
	/** Block name → the collection whose settings it lists. The block 'options' is a table of options, the others of settings. */
	collections: Record<string, string>;
	/** What a condition on a parameter says where its values are too many to name. */
	conditionWords?: Record<string, (values: readonly unknown[]) => string>;
}

/** The tables of one node's parameters, and the names that it shows. */
export class NodeTables {
	constructor(
		readonly properties: INodeProperties[],
		private readonly settings: TableSettings = {
			collections: { options: 'options', propertySettings: 'fieldSettings' },
		},
	) {}

	/** The blocks of a page, by name. */
	blocks(): Map<string, string> {
		return new Map([
			// Triggers have none.
			...this.properties
				.filter(({ name }) => name === 'operation')
				.map((operation): [string, string] => [
					'operations',
					table(
						['Operation', 'What it does'],
						choicesOf(operation).map(({ name, description }) => [name, description]),
					),
				]),
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
			...Object.entries(this.settings.collections).map(([block, collection]): [string, string] => [
				block,
				block === 'options' ? this.optionsTable(collection) : this.settingsTable(collection),
			]),
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

	private optionsTable(collection: string): string {
		return table(
			['Option', 'Default', 'What it does'],
			this.collected(collection).map((property) => [property.displayName, defaultOf(property), describe(property)]),
		);
	}

	private settingsTable(collection: string): string {
		return table(
			['Setting', 'What it does'],
			this.collected(collection).map((property) => [property.displayName, describe(property)]),
		);
	}

	private named(name: string): INodeProperties {
		const property = this.properties.find((one) => one.name === name);
		if (property === undefined) throw new Error(`The node has no parameter '${name}'.`);
		return property;
	}

	/** The parameters below the operation; of those that appear in several forms, the first. */
	private topLevel(): INodeProperties[] {
		return this.properties.filter(
			({ name, type }, index) =>
				type !== 'notice' &&
				!APART.includes(name) &&
				name !== this.settings.collections.options &&
				this.properties.findIndex((other) => other.name === name) === index,
		);
	}

	/** What a collection holds. */
	private collected(name: string): INodeProperties[] {
		return (this.named(name).options ?? []).flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option] : [],
		);
	}

	/**
	 * Where a parameter appears, in the words of the node: the operations and, in parentheses, what else must be chosen.
	 * Forms that differ in the values of one other parameter are one.
	 */
	private shownFor({ name: parameterName }: INodeProperties): string {
		const forms = new Map<string, { operation: readonly unknown[]; others: Map<string, unknown[]> }>();
		for (const { name, displayOptions } of this.properties) {
			if (name !== parameterName) continue;
			const { operation = [], ...others } = displayOptions?.show ?? {};
			const form = {
				operation,
				others: new Map(Object.entries(others).map(([key, values = []]) => [key, [...values]])),
			};
			const keys = [...form.others.keys()];
			const key = `${operation.join()} ${keys.length === 1 ? keys[0] : JSON.stringify(others)}`;
			const known = forms.get(key);
			if (known === undefined || keys.length !== 1) forms.set(key, form);
			else known.others.get(keys[0])?.push(...(form.others.get(keys[0]) ?? []));
		}
		return [...forms.values()]
			.map(({ operation, others }) => {
				const operations = operation.length === 0 ? '' : this.choiceNames('operation', operation);
				const conditions = [...others].map(
					([name, values]) => `${this.named(name).displayName}: ${this.conditionWords(name, [...new Set(values)])}`,
				);
				if (operations === '') return conditions.join('; ');
				return conditions.length === 0 ? operations : `${operations} (${conditions.join('; ')})`;
			})
			.join('; ');
	}

	private conditionWords(parameter: string, values: readonly unknown[]): string {
		return this.settings.conditionWords?.[parameter]?.(values) ?? this.choiceNames(parameter, values);
	}

	private choiceNames(parameter: string, values: readonly unknown[]): string {
		const choices = choicesOf(this.named(parameter));
		const word = (value: unknown) =>
			typeof value === 'boolean'
				? onOrOff(value)
				: (choices.find((choice) => choice.value === value)?.name ?? String(value));
		return values.map(word).join(', ');
	}
}

/** As the nodes have them. (Their own files cannot be named to plain Node: beside each lies a .json of the same name.) */
export const hubspotNode = new NodeTables(syncProperties(hubspotRoute));
export const intercomNode = new NodeTables(syncProperties(intercomRoute));
export const salesforceTriggerNode = new NodeTables(salesforceTriggerProperties, {
	collections: { options: 'options' },
});
export const triggerNode = new NodeTables(triggerProperties, { collections: { options: 'settings' } });

/** Tables of their own. */
const APART = ['operation', 'options'];

function choicesOf({ options }: INodeProperties): Array<{ name: string; value: unknown; description: string }> {
	return (options ?? []).flatMap((option) =>
		'value' in option ? [{ name: option.name, value: option.value, description: option.description ?? '' }] : [],
	);
}

/** Their defaults are no words. */
const COMPOUND = new Set(['resourceMapper', 'resourceLocator', 'collection', 'fixedCollection']);

function defaultOf(property: INodeProperties): string {
	const { default: value } = property;
	if (COMPOUND.has(property.type)) return '';
	const choices = choicesOf(property);
	const word = (one: unknown): string => choices.find((choice) => choice.value === one)?.name ?? String(one);
	if (Array.isArray(value))
		return value.length > 0 && value.length === choices.length ? 'all' : value.map(word).join(', ');
	if (typeof value === 'boolean') return onOrOff(value);
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

const onOrOff = (value: boolean): string => (value ? 'on' : 'off');

const lowerFirst = (text: string): string =>
	/^[A-Z][a-z]/.test(text) && !/^(HubSpot|Intercom|Salesforce)/.test(text)
		? text[0].toLowerCase() + text.slice(1)
		: text;
