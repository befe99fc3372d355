import { isSophiaError } from '../../errors';
import { sophia21HubspotPayload } from '../../mapping/presets/sophia21';
import { sophia21IntercomPayload } from '../../mapping/presets/sophia21Intercom';
import { sophia21LeadPayload } from '../../mapping/presets/sophia21Lead';
import { sophia21SyncPayload } from '../../mapping/presets/sophia21Sync';
import { invalidField } from '../refusal';
import type { BodyKind } from '../types';
import { hashOf } from './hash';
import { lazyCheck } from './schema';

/** Workflow type → what makes the former answer of it, which knows best what it can read. In the order of the outputs. */
const TYPES = {
	salesforce_to_hubspot: sophia21HubspotPayload,
	salesforce_to_intercom: sophia21IntercomPayload,
	data_sync: sophia21SyncPayload,
	lead_enrichment: sophia21LeadPayload,
} satisfies Record<string, (body: unknown, now: Date) => unknown>;

type WorkflowType = keyof typeof TYPES;
const NAMES = Object.keys(TYPES) as [WorkflowType, ...WorkflowType[]];

interface Sophia21Body {
	workflow_type?: WorkflowType | null;
	timestamp?: string | number | null;
}

const check = lazyCheck(({ z }) =>
	z.object({
		workflow_type: z.enum(NAMES).nullish(),
		timestamp: z.union([z.string(), z.number()]).nullish(),
	}),
);

const typeOf = ({ workflow_type: type }: Sophia21Body): WorkflowType => type ?? 'data_sync';

/**
 * The bodies of the former platform, Sophia 2.1: `workflow_type` says which job it is for (`data_sync` if absent), its
 * data is under `salesforce_data`, `source_data` or `lead_data`. A body with a `timestamp` that comes again is the same
 * one; without one it is a new order, however alike.
 */
export const sophia21: BodyKind = {
	supportedTypes: NAMES,
	read(body) {
		check(body);
		const known = body as Sophia21Body;
		try {
			TYPES[typeOf(known)](body, new Date(0));
		} catch (error) {
			throw notReadable(error);
		}
		const dated = known.timestamp !== undefined && known.timestamp !== null;
		return [{ body, ...(dated ? { dedupeKey: hashOf(body) } : {}) }];
	},
	items(body) {
		const type = typeOf(body as Sophia21Body);
		return [{ output: NAMES.indexOf(type), json: { ...(body as object), workflow_type: type } }];
	},
};

/** The preset's words, which name the field and no value. */
function notReadable(error: unknown): unknown {
	if (!isSophiaError(error, 'configuration')) return error;
	const [, field, problem] = /: (\S.*?) (is not .*)$/.exec(error.message) ?? [];
	return field === undefined ? error : invalidField(field, problem);
}
