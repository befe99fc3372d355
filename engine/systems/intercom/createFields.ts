import { isSophiaError, SophiaError } from '../../errors';
import { asObject } from '../shared/json';
import type { FieldDescription, FieldType } from '../types';
import { describeAttribute, readAttribute, readAttributes, type Attribute } from './attributes';
import type { IntercomApi } from './client';
import { IntercomRefusal } from './errors';
import { MODELS } from './standardFields';
import { CUSTOM, isCustom } from './values';

export interface NewField {
	name: string;
	label: string;
	type: FieldType;
}

/** Intercom's types to create. A list would refuse values that nobody has thought of yet: options become text. */
type DataType = 'string' | 'integer' | 'float' | 'boolean' | 'date' | 'datetime';
const TYPES: Partial<Record<FieldType, DataType>> = {
	number: 'float',
	integer: 'integer',
	boolean: 'boolean',
	date: 'date',
	datetime: 'datetime',
};

/**
 * Creates the custom attributes (`custom_attributes.<name>`) that are missing; other names are none that can
 * be created and are left out. Intercom compares names without regard to case.
 *
 * @returns descriptions of those that exist now, or (with `dryRun`) would exist
 * @throws SophiaError `configuration` when Intercom does not take the name, `credentials` without the permission
 */
export async function createFields(
	api: IntercomApi,
	object: string,
	fields: NewField[],
	{ dryRun, signal }: { dryRun: boolean; signal?: AbortSignal },
): Promise<FieldDescription[]> {
	const wanted = fields.filter(({ name }) => isCustom(name) && name.length > CUSTOM.length);
	if (wanted.length === 0) return [];
	const known = byName(await readAttributes(api, object, signal));
	const described: FieldDescription[] = [];
	for (const field of wanted) {
		const key = nameOf(field).toLowerCase();
		const attribute = known.get(key) ?? (dryRun ? planned(field) : await create(api, object, field, signal));
		known.set(key, attribute);
		described.push(describeAttribute(attribute));
	}
	return described;
}

const nameOf = ({ name }: NewField): string => name.slice(CUSTOM.length);
const typeOf = ({ type }: NewField): DataType => TYPES[type] ?? 'string';

const byName = (attributes: Attribute[]): Map<string, Attribute> =>
	new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));

const planned = (field: NewField): Attribute => ({
	name: nameOf(field),
	label: nameOf(field),
	dataType: typeOf(field),
	writable: true,
});

async function create(api: IntercomApi, object: string, field: NewField, signal?: AbortSignal): Promise<Attribute> {
	const name = nameOf(field);
	const request = {
		name,
		model: MODELS[object].model,
		data_type: typeOf(field),
		description: `${field.label}, kept in step by Sophia`.slice(0, 255),
	};
	try {
		const { body } = await api.call(
			{ purpose: 'meta', signal },
			async (sdk) => await sdk.dataAttributes.create(request),
		);
		return readAttribute(asObject(body)) ?? planned(field);
	} catch (error) {
		// Another run was faster, or this call's first answer was lost: what counts is what is there now.
		const existing =
			error instanceof IntercomRefusal
				? byName(await readAttributes(api, object, signal)).get(name.toLowerCase())
				: undefined;
		if (existing !== undefined) return existing;
		throw creationFailure(error, object, name);
	}
}

function creationFailure(error: unknown, object: string, name: string): unknown {
	const { model, label } = MODELS[object];
	const settings = `Settings → Data → ${model === 'company' ? 'Companies' : 'People'}`;
	if (isSophiaError(error, 'credentials') && error.status === 403) {
		return new SophiaError('credentials', `The Intercom access token may not create the attribute ${name}.`, {
			system: 'intercom',
			status: error.status,
			code: error.code,
			correlationId: error.correlationId,
			remedy: `Give the app the permission to write data attributes (Developer Hub → your app → Authentication), or create the ${label.toLowerCase()} attribute ${name} by hand (${settings}).`,
		});
	}
	if (!(error instanceof IntercomRefusal)) return error;
	const full =
		error.code === 'custom_data_limit_reached' ||
		error.errors.some(({ message }) => /\b(maximum|limit)\b/i.test(message));
	return new SophiaError(
		'configuration',
		`Intercom does not create the ${label.toLowerCase()} attribute ${name} (${error.status} ${error.code ?? ''}).`,
		{
			system: 'intercom',
			status: error.status,
			code: error.code,
			correlationId: error.correlationId,
			remedy: full
				? `The workspace has as many attributes as it may have: archive some that are no longer needed (${settings}), or map fewer fields.`
				: `An attribute of that name is archived, belongs to the other kind of record, or is one of Intercom's own: look in Settings → Data, or map the field to another name (letters, digits, blanks, hyphens and underscores).`,
		},
	);
}
