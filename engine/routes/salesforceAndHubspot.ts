import { HUBSPOT_INDUSTRIES } from '../mapping/presets/hubspotIndustries';
import { INDUSTRY_TO_HUBSPOT } from '../mapping/presets/industries';
import type { FieldMapping } from '../mapping/types';
import type { ConflictRule, PairField, PairPlan } from '../pairs/types';
import { CONTACT_TO_COMPANY, ROUTES } from './salesforceToHubspot';

/** The pairs of objects that are ready: accounts ↔ companies, contacts ↔ contacts. */
export type ReadyPair = 'accounts' | 'contacts';

/** What a plan says of two objects, without the user's choices. */
export interface PairRecords extends Pick<PairPlan, 'keys' | 'fields' | 'references' | 'ownId'> {
	leftObject: string;
	rightObject: string;
}

/**
 * How a HubSpot property goes back to Salesforce. One that is absent here is written in HubSpot only: Salesforce
 * computes the field (a parent's), or several of its values become one of HubSpot's.
 */
const BACK: Record<ReadyPair, Record<string, NonNullable<PairField['toLeft']>>> = {
	accounts: {
		// Salesforce takes no account without a name.
		name: { nullPolicy: 'keep' },
		website: {},
		phone: {},
		address: {},
		city: {},
		state: {},
		zip: {},
		country: {},
		industry: { options: industriesBack(), unknownOption: 'skip' },
		annualrevenue: {},
		numberofemployees: {},
		description: {},
	},
	contacts: {
		firstname: {},
		lastname: { nullPolicy: 'keep' },
		salutation: { unknownOption: 'skip' },
		email: { nullPolicy: 'keep' },
		phone: {},
		mobilephone: {},
		fax: {},
		jobtitle: {},
		address: {},
		city: {},
		state: {},
		zip: {},
		country: {},
	},
};

/**
 * Salesforce (left) and HubSpot (right) as a pair. From left to right a value becomes exactly what the preset of the
 * one-way sync makes of it, so that the two never undo each other.
 *
 * @param rule for every field
 */
export function salesforceAndHubspot(pair: ReadyPair, rule: ConflictRule): PairRecords {
	const { sourceObject, destinationObject, idProperty, idPropertyLabel, fieldMap } =
		ROUTES[pair === 'accounts' ? 'Account' : 'Contact'];
	return {
		leftObject: sourceObject,
		rightObject: destinationObject,
		keys:
			pair === 'accounts'
				? [{ left: 'Website', right: 'domain', normalise: 'domain' }]
				: [{ left: 'Email', right: 'email', normalise: 'email' }],
		fields: fieldMap.fields.flatMap((row) => (row.from === undefined ? [] : [pairField(pair, row, row.from, rule)])),
		references: pair === 'accounts' ? [] : [accountReference(rule)],
		ownId: { right: { field: idProperty, label: idPropertyLabel } },
	};
}

/** The same with the sides exchanged: what was left is right. The rules are not turned with them. */
export const exchanged = ({ leftObject, rightObject, keys, fields, references, ownId }: PairRecords): PairRecords => ({
	leftObject: rightObject,
	rightObject: leftObject,
	keys: keys.map((key) => ({ ...key, left: key.right, right: key.left })),
	fields: fields.map(({ toRight, toLeft, ...field }) => ({
		...turned(field),
		...(toLeft === undefined ? {} : { toRight: toLeft }),
		...(toRight === undefined ? {} : { toLeft: toRight }),
	})),
	references: references.map((reference) => ({
		...turned(reference),
		leftObject: reference.rightObject,
		rightObject: reference.leftObject,
	})),
	ownId: {
		...(ownId.right === undefined ? {} : { left: ownId.right }),
		...(ownId.left === undefined ? {} : { right: ownId.left }),
	},
});

function turned<Field extends Pick<PairField, 'left' | 'right' | 'direction'>>(field: Field): Field {
	const { left, right, direction } = field;
	if (direction === undefined || direction === 'both') return { ...field, left: right, right: left };
	return { ...field, left: right, right: left, direction: direction === 'toRight' ? 'toLeft' : 'toRight' };
}

function pairField(pair: ReadyPair, row: FieldMapping, left: string, rule: ConflictRule): PairField {
	const { to: right, transforms, options, nullPolicy, unknownOption } = row;
	const toLeft = BACK[pair][right];
	return {
		left,
		right,
		direction: toLeft === undefined ? 'toRight' : 'both',
		rule,
		toRight: { transforms, options, nullPolicy, unknownOption },
		...(toLeft === undefined ? {} : { toLeft }),
	};
}

/** A contact's account is its primary company. */
const accountReference = (rule: ConflictRule): PairPlan['references'][number] => ({
	left: CONTACT_TO_COMPANY.field,
	right: `@${CONTACT_TO_COMPANY.kind.toObject}`,
	leftObject: CONTACT_TO_COMPANY.targetObject,
	rightObject: CONTACT_TO_COMPANY.kind.toObject,
	direction: 'both',
	rule,
});

/** HubSpot's industry → Salesforce's; of several that become one of HubSpot's, the one that has its name. */
function industriesBack(): Record<string, string> {
	const back: Record<string, string> = {};
	for (const [salesforce, hubspot] of Object.entries(INDUSTRY_TO_HUBSPOT)) {
		if (hubspot === '') continue;
		if (back[hubspot] === undefined || HUBSPOT_INDUSTRIES[hubspot] === salesforce) back[hubspot] = salesforce;
	}
	return back;
}
