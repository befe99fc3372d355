import type { LookupAssociation, MoreObject } from '../../../../engine/routes/moreObjects';
import type { HubSpotSimulator } from '../../../simulators/hubspot';
import type { SalesforceSimulator } from '../../../simulators/salesforce';
import * as field from '../../../simulators/salesforce/schema/fields';

export const SHIP = '2-4711';
export const ID = 'sophia_salesforce_ship__c_id';

export const SHIPS: MoreObject = {
	sourceObject: 'Ship__c',
	destinationObject: SHIP,
	matchProperty: 'imo',
	fieldMap: {
		fields: [
			{ to: 'ship_name', from: 'Name' },
			{ to: 'imo', from: 'Imo__c' },
			{ to: 'tonnage', from: 'Tonnage__c' },
			{ to: 'hubspot_owner_id', from: 'Owner.Email', unknownOption: 'skip' },
		],
	},
};

export const OWNER: LookupAssociation = {
	sourceObject: 'Ship__c',
	field: 'Account__c',
	targetObject: 'Account',
	label: 'Owner',
};
export const CHARTERER: LookupAssociation = { ...OWNER, field: 'Charterer__c', label: 'charterer' };

/** Of the types of an association those that have a label; one that has none left should not be there at all. */
export function labelsOf(types: number[], labels: ReadonlyMap<number, string>): string[] {
	const found = types.flatMap((type) => labels.get(type) ?? []);
	return found.length === 0 ? ['(no label)'] : found.sort();
}

/** Ships in both systems: an object of the user's own, with an owner and a charterer. @returns HubSpot's association types → their labels */
export function addShips({
	salesforce,
	hubspot,
}: {
	salesforce: SalesforceSimulator;
	hubspot: HubSpotSimulator;
}): Map<number, string> {
	salesforce.addObject({
		name: 'Ship__c',
		fields: [
			field.text('Imo__c', 'IMO'),
			field.double('Tonnage__c', 'Tonnage'),
			field.reference('Account__c', 'Owner', ['Account'], 'Account__r'),
			field.reference('Charterer__c', 'Charterer', ['Account'], 'Charterer__r'),
		],
	});
	hubspot.addCustomObject({
		name: 'ship',
		labels: { singular: 'Ship', plural: 'Ships' },
		objectTypeId: SHIP,
		properties: [
			{ name: 'ship_name', label: 'Name', type: 'string', fieldType: 'text' },
			{ name: 'imo', label: 'IMO', type: 'string', fieldType: 'text' },
			{ name: 'tonnage', label: 'Tonnage', type: 'number', fieldType: 'number' },
		],
		requiredProperties: ['ship_name'],
		associatedObjects: ['companies', 'contacts'],
	});
	const [owner] = hubspot.addAssociationLabel(SHIP, 'companies', 'Owner', 'Owns');
	const [charterer] = hubspot.addAssociationLabel(SHIP, 'companies', 'Charterer', 'Charters');
	return new Map([
		[owner, 'Owner'],
		[charterer, 'Charterer'],
	]);
}
