import type { Traffic } from '../../traffic';
import type { FieldType, ObjectDescription } from '../types';
import { SalesforceClient } from './client';
import type { SalesforceCredentials } from './credentials';
import { conditionKind, OPERATORS, type ConditionKind, type ConditionOperator } from './conditions';
import { Describer, type RecordType } from './describe';
import { queryPage } from './rest-read';
import { organisationId } from './source';
import { buildQuery, soqlId } from './soql';

interface Access {
	credentials: SalesforceCredentials;
	traffic: Traffic;
	signal?: AbortSignal;
}

export interface ListedField {
	/** As a mapping names it: 'Industry', 'Owner.Email'. */
	name: string;
	label: string;
	type: FieldType;
}

/** The parents whose fields people map most, and which of them. Others can be typed in. */
const parentFields = new Map<string, Array<Pick<ListedField, 'name' | 'label' | 'type'>>>([
	[
		'User',
		[
			{ name: 'Name', label: 'Name', type: 'string' },
			{ name: 'Email', label: 'Email', type: 'email' },
			{ name: 'Username', label: 'Username', type: 'string' },
		],
	],
	['Account', [{ name: 'Name', label: 'Name', type: 'string' }]],
	['RecordType', [{ name: 'Name', label: 'Name', type: 'string' }]],
]);

/** The objects that can be synchronised, by label. One call. */
export async function listObjects({
	credentials,
	traffic,
	signal,
}: Access): Promise<Array<{ name: string; label: string; custom: boolean }>> {
	return await new Describer(new SalesforceClient(credentials, traffic)).objects(signal);
}

/** The fields of an object that can be mapped, with the common ones of its parents, by label. One call. */
export async function listFields({ credentials, traffic, signal }: Access, object: string): Promise<ListedField[]> {
	return fieldsOf(await new Describer(new SalesforceClient(credentials, traffic)).describe(object, signal));
}

function fieldsOf({ fields }: ObjectDescription): ListedField[] {
	const listed: ListedField[] = [];
	for (const { name, label, type, relationshipName, referenceTo = [] } of fields.values()) {
		listed.push({ name, label, type });
		const parent = referenceTo.includes('User') ? 'User' : referenceTo.length === 1 ? referenceTo[0] : undefined;
		if (relationshipName === undefined || parent === undefined) continue;
		for (const field of parentFields.get(parent) ?? []) {
			listed.push({
				name: `${relationshipName}.${field.name}`,
				label: `${label.replace(/ ID$/, '')}: ${field.label}`,
				type: field.type,
			});
		}
	}
	return listed.sort((a, b) => a.label.localeCompare(b.label));
}

/** The fields that a filter can compare, with the common ones of parents, by label. One call. */
export async function listFilterFields(
	{ credentials, traffic, signal }: Access,
	object: string,
): Promise<ListedField[]> {
	const described = await new Describer(new SalesforceClient(credentials, traffic)).describe(object, signal);
	return fieldsOf(described).filter(({ name }) => !described.unfilterable.has(name));
}

/** The operators that fit a field, in the order in which lists show them. */
export async function listOperators(
	{ credentials, traffic, signal }: Access,
	object: string,
	field: string,
): Promise<{ kind: ConditionKind; operators: readonly ConditionOperator[] }> {
	const describer = new Describer(new SalesforceClient(credentials, traffic));
	const { type, isId } = await describer.resolve(object, field, signal);
	const kind = conditionKind(type, isId);
	return { kind, operators: OPERATORS[kind] };
}

/** The record types of an object, the master (of records without one of their own) included. One call. */
export async function listRecordTypes({ credentials, traffic, signal }: Access, object: string): Promise<RecordType[]> {
	const { recordTypes } = await new Describer(new SalesforceClient(credentials, traffic)).describe(object, signal);
	return recordTypes;
}

export interface CredentialCheck {
	organisationId: string;
	instanceUrl: string;
	/** Where Salesforce tells. */
	username?: string;
	/** Calls of the last 24 hours. */
	apiUsage?: { used: number; max: number };
}

/**
 * Signs in and makes one call.
 * @throws SophiaError `credentials` that says which setting to mend
 */
export async function checkCredentials({ credentials, traffic, signal }: Access): Promise<CredentialCheck> {
	const client = new SalesforceClient(credentials, traffic);
	const { userId, instanceUrl } = await client.session(signal);
	const conditions = userId === undefined ? [] : [`Id = ${soqlId(userId)}`];
	const query =
		userId === undefined
			? 'SELECT Id FROM Organization LIMIT 1'
			: buildQuery({ object: 'User', fields: ['Username'], conditions, limit: 1 });
	const { records } = await queryPage<{ Username?: string }>(client, 'query', query, signal);
	return {
		organisationId: await organisationId(client, signal),
		instanceUrl,
		username: records[0]?.Username,
		apiUsage: client.usage,
	};
}
