import { checkMembers, isObject, textOrNull, type Json, type JsonObject } from './body';
import { IntercomError, invalid, missing } from './errors';
import { standardAttributes } from './standard-attributes';

export type Model = 'contact' | 'company';
export type DataType = 'string' | 'integer' | 'float' | 'boolean' | 'date';

export interface DataAttribute {
	/** Only custom ones have an id. */
	id?: number;
	model: Model;
	name: string;
	full_name: string;
	label: string;
	description: string | null;
	data_type: DataType;
	/** The values of a list; absent where any value goes. */
	options?: string[];
	api_writable: boolean;
	ui_writable: boolean;
	messenger_writable: boolean;
	custom: boolean;
	archived: boolean;
	/** Seconds since 1970. */
	created_at?: number;
	updated_at?: number;
}

/** What `POST /data_attributes` takes as `data_type`, and what it becomes. */
const TYPES: Record<string, DataType> = {
	string: 'string',
	integer: 'integer',
	float: 'float',
	boolean: 'boolean',
	date: 'date',
	datetime: 'date',
	options: 'string',
};

const AUDIENCE: Record<Model, string> = { contact: 'people', company: 'company' };
const NAME = /^[\p{L}\p{Sc}_][\p{L}\p{N}\p{Sc}_ -]*$/u;
const CREATE_MEMBERS = ['name', 'model', 'data_type', 'description', 'options', 'messenger_writable'];
const UPDATE_MEMBERS = ['name', 'archived', 'description', 'options', 'messenger_writable'];

/** The data attributes of both models: the standard ones and those that were defined. */
export class AttributeCatalogue {
	private readonly standard: Record<Model, DataAttribute[]> = {
		contact: standardAttributes('contact'),
		company: standardAttributes('company'),
	};
	private readonly custom = new Map<number, DataAttribute>();
	private readonly byName: Record<Model, Map<string, DataAttribute>> = { contact: new Map(), company: new Map() };
	private lastId = 9_000_000;

	constructor(
		private readonly now: () => number,
		/** The most custom attributes that are not archived, over both models. */
		public maximum: number,
	) {}

	/** A custom attribute by its exact name, archived or not. */
	find(model: Model, name: string): DataAttribute | undefined {
		return this.byName[model].get(name);
	}

	list(model: Model | undefined, includeArchived: boolean): DataAttribute[] {
		const wanted = model === undefined ? (['contact', 'company'] as const) : [model];
		return wanted
			.flatMap((one) => [...this.standard[one], ...this.byName[one].values()])
			.filter((attribute) => includeArchived || !attribute.archived);
	}

	/** @throws IntercomError 400 for a bad or taken name, an unknown type, a list without two options, a full workspace. */
	create(input: JsonObject): DataAttribute {
		checkMembers(input, CREATE_MEMBERS);
		const { model, data_type: type } = input;
		if (model !== 'contact' && model !== 'company')
			throw invalid('The Data Attribute model field must be either contact or company', 'model');
		if (input.name === undefined || input.name === null) throw missing('name not specified', 'name');
		const name = textOrNull(input.name, 'name')!;
		this.checkName(model, name);
		if (typeof type !== 'string' || !Object.hasOwn(TYPES, type))
			throw invalid("Data Type isn't an option", 'data_type');
		if (type !== 'options' && input.options !== undefined)
			throw invalid('Options are only for list type data attributes', 'options');
		const options = type === 'options' ? readOptions(input.options) : undefined;
		if ([...this.custom.values()].filter(({ archived }) => !archived).length >= this.maximum)
			throw new IntercomError(
				400,
				'custom_data_limit_reached',
				`The workspace has reached its maximum of ${this.maximum} custom attributes`,
			);
		const at = this.seconds();
		const attribute: DataAttribute = {
			id: ++this.lastId,
			model,
			name,
			full_name: `custom_attributes.${name}`,
			label: name,
			description: textOrNull(input.description ?? null, 'description'),
			data_type: TYPES[type],
			...(options === undefined ? {} : { options }),
			api_writable: true,
			ui_writable: true,
			messenger_writable: flag(input.messenger_writable ?? false, 'messenger_writable'),
			custom: true,
			archived: false,
			created_at: at,
			updated_at: at,
		};
		this.custom.set(this.lastId, attribute);
		this.byName[model].set(name, attribute);
		return attribute;
	}

	/** Changes all but model and type. @throws IntercomError 404, 400 */
	update(id: string, input: JsonObject): DataAttribute {
		const attribute = this.custom.get(Number(id));
		if (attribute === undefined)
			throw new IntercomError(404, 'field_not_found', "We couldn't find that data attribute to update");
		checkMembers(input, UPDATE_MEMBERS);
		const changes: Partial<DataAttribute> = {};
		if (input.name !== undefined && input.name !== attribute.name)
			throw invalid('The name of a data attribute cannot be changed', 'name');
		if (input.description !== undefined) changes.description = textOrNull(input.description, 'description');
		if (input.archived !== undefined) changes.archived = flag(input.archived, 'archived');
		if (input.messenger_writable !== undefined)
			changes.messenger_writable = flag(input.messenger_writable, 'messenger_writable');
		if (input.options !== undefined) {
			if (attribute.options === undefined) throw invalid('Options are only for list type data attributes', 'options');
			changes.options = readOptions(input.options);
		}
		return Object.assign(attribute, changes, { updated_at: this.seconds() });
	}

	private checkName(model: Model, name: string): void {
		if (!NAME.test(name))
			throw invalid(
				'Your name for this attribute must only contain alphanumeric characters, currency symbols, and hyphens',
				'name',
			);
		const taken = (attribute: { name: string }) => attribute.name.toLowerCase() === name.toLowerCase();
		const standard = this.standard[model].find(taken);
		if (standard !== undefined)
			throw invalid(
				`'${name}' is one of our standard attributes for your ${AUDIENCE[model]} data. To save this as new ${AUDIENCE[model]} data, use a different name.`,
				'name',
			);
		const holder = [...this.custom.values()].find(taken);
		if (holder !== undefined)
			throw invalid(
				`You already have '${name}' in your ${AUDIENCE[holder.model]} data. To save this as new ${AUDIENCE[model]} data, use a different name.`,
				'name',
			);
	}

	private seconds(): number {
		return Math.floor(this.now() / 1000);
	}
}

/** `[{value}, …]`, two at least, no value twice. */
function readOptions(value: Json | undefined): string[] {
	if (!Array.isArray(value)) throw invalid("Options isn't an array", 'options');
	const options = value.map((item) => {
		if (!isObject(item) || typeof item.value !== 'string' || item.value === '')
			throw invalid('Every option must have a value', 'options');
		checkMembers(item, ['value']);
		return textOrNull(item.value, 'options')!;
	});
	if (new Set(options).size < 2)
		throw invalid('You must have at least two options on a list type data attribute', 'options');
	if (new Set(options).size !== options.length) throw invalid('Options must be unique', 'options');
	return options;
}

function flag(value: Json, field: string): boolean {
	if (typeof value !== 'boolean') throw invalid(`${field} must be true or false`, field);
	return value;
}
