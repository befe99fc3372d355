import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeCredentialDescription,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { salesforceCredentialTest, stateCredentialTest } from '../shared/credentialTests';
import {
	HUBSPOT_SIGN_IN,
	SALESFORCE_SIGN_IN,
	signInCredentials,
	signInProperty,
	withSignIn,
} from '../shared/description/signIn';
import { N8N_CREDENTIALS } from '../shared/n8nCredentials';
import { getTransforms } from '../shared/sync/methods/loadOptions';
import { dataSyncProperties } from './description';
import { READERS } from './description/operation';
import { listFieldsOf, listObjectsOf, searchObjectsOf } from './methods/lists';
import { pairsWhere, type SystemName } from './pairs';

/**
 * Where a system is on either side. Said by `hide`: were every choice of "Left and Right" named by some credential's
 * `show`, the editor would take the parameter for a choice of authentication and not show it.
 */
const shownFor = (system: SystemName): Pick<INodeCredentialDescription, 'required' | 'displayOptions'> => ({
	required: true,
	displayOptions: {
		show: { operation: [...READERS, 'reset'] },
		hide: { pair: pairsWhere(({ left, right }) => left !== system && right !== system) },
	},
});

/** Keeps two systems in agreement, shows where they do not agree, and mends it. */
export class SophiaDataSync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sophia Data Sync',
		name: 'sophiaDataSync',
		icon: { light: 'file:sophiaDataSync.svg', dark: 'file:sophiaDataSync.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ syncOneWay: "Sync One Way", syncBothWays: "Sync Both Ways", reconcile: "Reconcile", repair: "Repair", cleanItems: "Clean Items", reset: "Reset" })[$parameter["operation"]] }}',
		description: 'Keep Salesforce, HubSpot, Intercom and PostgreSQL in agreement, both ways, and prove that they agree',
		defaults: { name: 'Sophia Data Sync' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Results', 'Conflicts', 'Rejected'],
		credentials: [
			...signInCredentials(SALESFORCE_SIGN_IN, shownFor('salesforce')),
			...signInCredentials(HUBSPOT_SIGN_IN, shownFor('hubspot')),
			{ name: 'sophiaIntercomApi', ...shownFor('intercom') },
			{ name: N8N_CREDENTIALS.postgres, ...shownFor('postgres') },
			{ name: 'sophiaStateApi', required: false, testedBy: 'stateCredentialTest' },
		],
		hints: [
			{
				message: 'This writes to both systems. Turn on "Preview" first to see what would change.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ ["syncBothWays", "repair"].includes($parameter["operation"]) && $parameter["preview"] !== true && !$parameter["pair"].split("-").includes("items") }}',
			},
			{
				message: 'This writes to the right side. Turn on "Preview" first to see what would change.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "syncOneWay" && $parameter["preview"] !== true && !$parameter["pair"].endsWith("-items") }}',
			},
			{
				message:
					'What would be written to the input items comes out of "Results", with "action" and "item". Hand it on to where the list is kept: until the list shows it, it comes out again.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ ["syncOneWay", "syncBothWays", "repair"].includes($parameter["operation"]) && ($parameter["pair"].endsWith("-items") || ($parameter["operation"] !== "syncOneWay" && $parameter["pair"].startsWith("items-"))) }}',
			},
			{
				message:
					'This writes to the system beside the input items, too. Turn on "Preview" first to see what would change.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ ["syncBothWays", "repair"].includes($parameter["operation"]) && $parameter["preview"] !== true && $parameter["pair"].split("-").includes("items") }}',
			},
		],
		properties: withSignIn(dataSyncProperties, [
			signInProperty(SALESFORCE_SIGN_IN, shownFor('salesforce').displayOptions),
			signInProperty(HUBSPOT_SIGN_IN, shownFor('hubspot').displayOptions),
		]),
	};

	methods = {
		loadOptions: {
			getLeftFields: listFieldsOf('left'),
			getRightFields: listFieldsOf('right'),
			getLeftObjects: listObjectsOf('left'),
			getRightObjects: listObjectsOf('right'),
			getTransforms,
		},
		listSearch: { searchLeftObjects: searchObjectsOf('left'), searchRightObjects: searchObjectsOf('right') },
		credentialTest: { salesforceCredentialTest, stateCredentialTest },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { executeDataSync } = await import('./execute');
		return await executeDataSync(this);
	}
}
