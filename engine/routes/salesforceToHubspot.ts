import {
	accountToCompany,
	contactToContact,
	leadToContact,
	opportunityToDeal,
} from '../mapping/presets/salesforceToHubspot';
import { OPPORTUNITY_STAGES } from '../mapping/presets/opportunityStages';
import type { StageRow } from '../mapping/stages';
import type { FieldAssociation, JunctionAssociation, SyncPlan } from '../sync/types';
import { ACTIVITY_ASSOCIATIONS, ACTIVITY_ROUTES, type ActivityRouteObject } from './salesforceActivities';
import { withOwnerRule, type OwnerRule } from './hubspotOwners';
import { withMoreObjects, type LookupAssociation, type MoreObject } from './moreObjects';
import { salesforcePlan, type SalesforceChoices, type SalesforceObject, type SalesforceRoutes } from './salesforce';

/** The Salesforce objects that have a ready counterpart in HubSpot. */
export type HubspotRouteObject = SalesforceObject | 'Opportunity' | ActivityRouteObject;

export interface SalesforceToHubspotChoices extends SalesforceChoices<HubspotRouteObject> {
	onDelete?: 'ignore' | 'archive';
	/** The pipeline (id or label) in which stages are looked for; default: the account's first. */
	pipeline?: string;
	/** Which stage of which pipeline an opportunity's stage becomes, where its label does not say it. */
	stageRows?: StageRow[];
	/** For every object. */
	owners?: OwnerRule;
	/** Objects that have no ready counterpart, behind those that have one. */
	moreObjects?: MoreObject[];
	/** Their associations. */
	lookups?: LookupAssociation[];
}

/** Account → company, Contact and Lead → contact, Opportunity → deal, and activities behind what they are about. The id properties' names are permanent in users' portals. */
export const ROUTES: SalesforceRoutes<HubspotRouteObject> = {
	Account: {
		sourceObject: 'Account',
		destinationObject: 'companies',
		idProperty: 'sophia_salesforce_account_id',
		idPropertyLabel: 'Salesforce Account ID (Sophia)',
		match: { property: 'domain', unique: false },
		fieldMap: accountToCompany.fieldMap,
	},
	Contact: {
		sourceObject: 'Contact',
		destinationObject: 'contacts',
		idProperty: 'sophia_salesforce_contact_id',
		idPropertyLabel: 'Salesforce Contact ID (Sophia)',
		match: { property: 'email', unique: true },
		fieldMap: contactToContact.fieldMap,
	},
	Lead: {
		sourceObject: 'Lead',
		destinationObject: 'contacts',
		idProperty: 'sophia_salesforce_lead_id',
		idPropertyLabel: 'Salesforce Lead ID (Sophia)',
		match: { property: 'email', unique: true },
		fieldMap: leadToContact.fieldMap,
	},
	Opportunity: {
		sourceObject: 'Opportunity',
		destinationObject: 'deals',
		idProperty: 'sophia_salesforce_opportunity_id',
		idPropertyLabel: 'Salesforce Opportunity ID (Sophia)',
		fieldMap: opportunityToDeal.fieldMap,
		stages: {
			from: 'StageName',
			stageField: 'dealstage',
			pipelineField: 'pipeline',
			recordTypeField: 'RecordType.Name',
			rows: [],
			standard: OPPORTUNITY_STAGES,
		},
	},
	...ACTIVITY_ROUTES,
};

export const CONTACT_TO_COMPANY: FieldAssociation = {
	kind: { name: 'contactToCompany', fromObject: 'contacts', toObject: 'companies', primary: true },
	sourceObject: 'Contact',
	field: 'AccountId',
	targetObject: 'Account',
};

export const DEAL_TO_COMPANY: FieldAssociation = {
	kind: { name: 'dealToCompany', fromObject: 'deals', toObject: 'companies', primary: true },
	sourceObject: 'Opportunity',
	field: 'AccountId',
	targetObject: 'Account',
};

/** Every contact with a role. Which of them is the primary one HubSpot has no word for between deals and contacts. */
export const DEAL_TO_CONTACT: JunctionAssociation = {
	kind: { name: 'dealToContact', fromObject: 'deals', toObject: 'contacts', primary: false },
	sourceObject: 'Opportunity',
	targetObject: 'Contact',
	through: { object: 'OpportunityContactRole', fromField: 'OpportunityId', toField: 'ContactId' },
};

/** The plan of a Salesforce → HubSpot sync, from a user's choices. */
export function salesforceToHubspotPlan(choices: SalesforceToHubspotChoices): SyncPlan {
	const { pipeline, stageRows = [] } = choices;
	const associations = [CONTACT_TO_COMPANY, DEAL_TO_COMPANY, DEAL_TO_CONTACT, ...ACTIVITY_ASSOCIATIONS];
	const plan = salesforcePlan(ROUTES, associations, choices);
	const whole = withMoreObjects(plan, choices.moreObjects ?? [], choices.lookups);
	const objects = whole.objects.map((object) => ({
		...object,
		fieldMap: withOwnerRule(object.fieldMap, choices.owners),
		...(object.stages === undefined ? {} : { stages: { ...object.stages, pipeline, rows: stageRows } }),
	}));
	return { ...whole, objects };
}
