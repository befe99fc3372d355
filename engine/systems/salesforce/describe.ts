import type { DescribeGlobalResult, DescribeSObjectResult, Field } from 'jsforce/lib/types';
import { SophiaError } from '../../errors';
import type { FieldDescription, FieldType, ObjectDescription } from '../types';
import type { SalesforceClient } from './client';
import { soqlName } from './soql';
import { fieldType } from './values';

/** An object's description with what only queries need to know. */
export interface SalesforceObject extends ObjectDescription {
	/** Lower-case name → field. */
	byName: Map<string, FieldDescription>;
	/** Lower-case relationship name → the objects that it leads to. */
	relations: Map<string, { name: string; referenceTo: string[] }>;
	/** Fields that a filter may not name. */
	unfilterable: Set<string>;
	/** Fields that records can be upserted by. */
	externalIds: Set<string>;
	/** Fields that exist and cannot be read as a value (addresses, locations, files). */
	unreadable: Set<string>;
	/** The master, which every object has, included. */
	recordTypes: RecordType[];
}

export interface RecordType {
	id: string;
	/** Fixed: the same in a sandbox and in production. */
	developerName: string;
	label: string;
	/** The type of records that have none of their own. */
	master: boolean;
}

/** A field of a query, found in the descriptions. */
export interface ResolvedField {
	/** As it was asked for: the record's key. */
	requested: string;
	/** In Salesforce's own spelling. */
	path: string;
	type: FieldType;
	/** Holds ids of records. */
	isId: boolean;
	filterable: boolean;
}

/** What can be read through a relationship that leads to several objects (an owner is a user or a queue). */
const nameFields = new Map<string, { name: string; type: FieldType }>(
	(
		[
			['Id', 'string'],
			['Name', 'string'],
			['FirstName', 'string'],
			['LastName', 'string'],
			['Email', 'email'],
			['Phone', 'phone'],
			['Title', 'string'],
			['Username', 'string'],
			['Alias', 'string'],
			['Type', 'string'],
			['IsActive', 'boolean'],
		] as const
	).map(([name, type]) => [name.toLowerCase(), { name, type }]),
);

const describeField = (field: Field, type: FieldType): FieldDescription => ({
	name: field.name,
	label: field.label,
	type,
	writable: field.createable || field.updateable,
	unique: field.unique || field.type === 'id',
	options:
		type === 'enumeration' || type === 'multiEnumeration'
			? (field.picklistValues ?? [])
					.filter((option: { active?: boolean }) => option.active !== false)
					.map((option: { value: string; label?: string | null }) => ({
						value: option.value,
						label: option.label ?? option.value,
					}))
			: undefined,
	maxLength: field.length > 0 && type !== 'boolean' ? field.length : undefined,
	referenceTo: field.type === 'reference' ? (field.referenceTo ?? []) : undefined,
	relationshipName: field.relationshipName ?? undefined,
});

/** The client's own type lacks the name. */
interface RecordTypeInfo {
	recordTypeId: string;
	developerName: string;
	name: string;
	master: boolean;
}

function recordTypesOf({ recordTypeInfos }: { recordTypeInfos?: unknown }): RecordTypeInfo[] {
	return Array.isArray(recordTypeInfos) ? (recordTypeInfos as RecordTypeInfo[]) : [];
}

function describeObject(result: DescribeSObjectResult): SalesforceObject {
	const object: SalesforceObject = {
		name: result.name,
		label: result.label,
		fields: new Map(),
		byName: new Map(),
		relations: new Map(),
		unfilterable: new Set(),
		externalIds: new Set(),
		unreadable: new Set(),
		recordTypes: recordTypesOf(result).map((type) => ({
			id: type.recordTypeId,
			developerName: type.developerName,
			label: type.name,
			master: type.master,
		})),
	};
	for (const field of result.fields) {
		const type = fieldType(field.type);
		if (type === undefined) {
			object.unreadable.add(field.name.toLowerCase());
			continue;
		}
		const description = describeField(field, type);
		object.fields.set(field.name, description);
		object.byName.set(field.name.toLowerCase(), description);
		if (field.externalId) object.externalIds.add(field.name);
		if (!field.filterable) object.unfilterable.add(field.name);
		if (description.relationshipName !== undefined) {
			object.relations.set(description.relationshipName.toLowerCase(), {
				name: description.relationshipName,
				referenceTo: description.referenceTo ?? [],
			});
		}
	}
	return object;
}

const unknownField = (object: string, field: string, why: string): SophiaError =>
	new SophiaError('configuration', `${object}.${field} ${why}.`, {
		system: 'salesforce',
		code: 'INVALID_FIELD',
		remedy: `Use the API name of a field of ${object} that the integration user may read.`,
	});

/** Descriptions of objects, read once per run each. */
export class Describer {
	private readonly reads = new Map<string, Promise<SalesforceObject>>();
	private readonly described = new Map<string, SalesforceObject>();

	constructor(private readonly client: SalesforceClient) {}

	/**
	 * One call the first time, none after.
	 * @throws SophiaError `configuration` when there is no such object for this user
	 */
	async describe(object: string, signal?: AbortSignal): Promise<SalesforceObject> {
		const key = soqlName(object).toLowerCase();
		let description = this.reads.get(key);
		if (description === undefined) {
			description = this.read(object, signal);
			this.reads.set(key, description);
			description.then(
				(object) => this.described.set(key, object),
				() => this.reads.delete(key),
			);
		}
		return await description;
	}

	/** The description of an object, if it has been read. */
	known(object: string): SalesforceObject | undefined {
		return this.described.get(object.toLowerCase());
	}

	/** The objects that can be queried and tell when they changed, by label. */
	async objects(signal?: AbortSignal): Promise<Array<{ name: string; label: string; custom: boolean }>> {
		const { sobjects } = await this.client.json<DescribeGlobalResult>({ path: '/sobjects', purpose: 'meta', signal });
		return sobjects
			.filter(({ queryable, replicateable, deprecatedAndHidden }) => queryable && replicateable && !deprecatedAndHidden)
			.map(({ name, label, custom }) => ({ name, label, custom }))
			.sort((a, b) => a.label.localeCompare(b.label));
	}

	/**
	 * Finds a field by its path ('Industry', 'Owner.Email'), whatever its case.
	 * @throws SophiaError `configuration` that names what does not exist
	 */
	async resolve(objectName: string, path: string, signal?: AbortSignal): Promise<ResolvedField> {
		const steps = soqlName(path).split('.');
		const last = steps[steps.length - 1].toLowerCase();
		const canonical: string[] = [];
		let object = await this.describe(objectName, signal);
		for (const [index, step] of steps.slice(0, -1).entries()) {
			const relation = object.relations.get(step.toLowerCase());
			if (relation === undefined) throw unknownField(object.name, step, 'is no relationship to a parent record');
			canonical.push(relation.name);
			if (relation.referenceTo.length !== 1) {
				const field = index === steps.length - 2 ? nameFields.get(last) : undefined;
				if (field === undefined) {
					throw unknownField(
						object.name,
						path,
						`cannot be read, because ${relation.name} leads to several kinds of record`,
					);
				}
				const { name, type } = field;
				const isId = name === 'Id';
				return { requested: path, path: [...canonical, name].join('.'), type, isId, filterable: true };
			}
			object = await this.describe(relation.referenceTo[0], signal);
		}
		const field = object.byName.get(last);
		if (field === undefined) {
			throw object.unreadable.has(last)
				? unknownField(
						object.name,
						steps[steps.length - 1],
						'is made of several fields and cannot be read as one value; name its parts instead',
					)
				: unknownField(object.name, steps[steps.length - 1], 'does not exist, or the user may not see it');
		}
		return {
			requested: path,
			path: [...canonical, field.name].join('.'),
			type: field.type,
			isId: field.name === 'Id' || field.referenceTo !== undefined,
			filterable: !object.unfilterable.has(field.name),
		};
	}

	private async read(object: string, signal?: AbortSignal): Promise<SalesforceObject> {
		try {
			return describeObject(
				await this.client.json<DescribeSObjectResult>({
					path: `/sobjects/${object}/describe`,
					purpose: 'meta',
					signal,
				}),
			);
		} catch (error) {
			const missing = error instanceof SophiaError && error.status === 404;
			throw missing ? noSuchObject(object, error) : error;
		}
	}
}

const noSuchObject = (object: string, { status, code }: SophiaError): SophiaError =>
	new SophiaError('configuration', `Salesforce has no object ${object} that this user may read.`, {
		system: 'salesforce',
		status,
		code,
		remedy:
			'Check the name of the object, the permissions of the integration user, and the API Version in the credential.',
	});
