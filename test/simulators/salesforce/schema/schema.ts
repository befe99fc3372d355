import { standardObjects, systemFields, type ObjectSpec } from './objects';
import { personAccountFields } from './personAccounts';
import { picklist, reference, text, type FieldSpec } from './fields';
import { CURRENCIES } from './picklists';

export interface CustomObject {
	/** With its suffix: 'Invoice__c'. */
	name: string;
	label?: string;
	/** Three characters; default: the next free one from 'a00' on. */
	prefix?: string;
	fields?: FieldSpec[];
}

/** The objects and fields an org has. Names are compared without regard to case, as Salesforce does. */
export class Schema {
	private readonly objects = new Map<string, ObjectSpec>();
	private readonly fieldMaps = new Map<string, Map<string, FieldSpec>>();
	private customObjects = 0;

	constructor(options: { personAccounts: boolean; multiCurrency?: boolean }) {
		for (const spec of standardObjects()) this.put(spec);
		if (options.multiCurrency === true) {
			for (const object of ['Account', 'Contact', 'Lead', 'Opportunity'])
				this.addField(object, picklist('CurrencyIsoCode', 'Currency ISO Code', CURRENCIES, { initial: CURRENCIES[0] }));
		}
		if (!options.personAccounts) return;
		for (const [object, fields] of Object.entries(personAccountFields())) {
			for (const field of fields) this.addField(object, field);
		}
	}

	/** Every object, in the order in which it was added. */
	all(): ObjectSpec[] {
		return [...this.objects.values()];
	}

	object(name: string): ObjectSpec | undefined {
		return this.objects.get(name.toLowerCase());
	}

	/** @throws Error when the object does not exist: a mistake of the test. */
	need(name: string): ObjectSpec {
		const spec = this.object(name);
		if (spec === undefined) throw new Error(`The simulator has no object ${name}`);
		return spec;
	}

	field(object: ObjectSpec, name: string): FieldSpec | undefined {
		return this.fieldMaps.get(object.name.toLowerCase())?.get(name.toLowerCase());
	}

	/** The reference field behind a relationship name ('Owner' → OwnerId). */
	relationship(object: ObjectSpec, name: string): FieldSpec | undefined {
		const wanted = name.toLowerCase();
		return object.fields.find((field) => field.relationshipName?.toLowerCase() === wanted);
	}

	addObject(custom: CustomObject): ObjectSpec {
		const label = custom.label ?? custom.name.replace(/__c$/, '').replaceAll('_', ' ');
		return this.put({
			name: custom.name,
			label,
			labelPlural: `${label}s`,
			prefix: custom.prefix ?? `a${String(this.customObjects++).padStart(2, '0')}`,
			custom: true,
			deletable: true,
			fields: [
				...systemFields({ deletable: true }),
				reference('OwnerId', 'Owner ID', ['Group', 'User'], 'Owner', { nillable: false }),
				text('Name', `${label} Name`, { length: 80, nameField: true }),
				...(custom.fields ?? []),
			],
		});
	}

	addField(object: string, field: FieldSpec): void {
		const spec = this.need(object);
		if (this.field(spec, field.name) !== undefined) throw new Error(`${object}.${field.name} exists already`);
		spec.fields.push(field);
		this.fieldMaps.get(spec.name.toLowerCase())?.set(field.name.toLowerCase(), field);
	}

	removeField(object: string, name: string): void {
		const spec = this.need(object);
		spec.fields = spec.fields.filter((field) => field.name.toLowerCase() !== name.toLowerCase());
		this.fieldMaps.get(spec.name.toLowerCase())?.delete(name.toLowerCase());
	}

	private put(spec: ObjectSpec): ObjectSpec {
		this.objects.set(spec.name.toLowerCase(), spec);
		this.fieldMaps.set(spec.name.toLowerCase(), new Map(spec.fields.map((field) => [field.name.toLowerCase(), field])));
		return spec;
	}
}
