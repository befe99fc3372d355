import {
	address,
	bool,
	currency,
	date,
	datetime,
	double,
	email,
	int,
	longText,
	percent,
	personName,
	phone,
	picklist,
	reference,
	text,
	url,
	type FieldSpec,
	type ReadField,
} from './fields';
import { eventFields, taskFields } from './activities';
import {
	CONTACT_ROLES,
	FORECAST_CATEGORIES,
	INDUSTRIES,
	LEAD_SOURCES,
	LEAD_STATUSES,
	RATINGS,
	SALUTATIONS,
	STAGES,
	TYPES,
} from './picklists';

export interface ObjectSpec {
	name: string;
	label: string;
	labelPlural: string;
	/** First three characters of its records' ids. */
	prefix: string;
	custom: boolean;
	fields: FieldSpec[];
	/** Has IsDeleted and so a place in the recycle bin. */
	deletable: boolean;
	/** Beside the master, which every object has. With the first one it gets the field RecordTypeId. */
	recordTypes?: Array<{ id: string; name: string; developerName: string }>;
}

const readOnly = { readOnly: true };

/** The fields that every object has. */
export function systemFields(options: { deletable: boolean }): FieldSpec[] {
	const fields: FieldSpec[] = [
		{ name: 'Id', label: 'Record ID', type: 'id', length: 18, nillable: false, readOnly: true },
	];
	if (options.deletable) fields.push(bool('IsDeleted', 'Deleted', readOnly));
	fields.push(
		datetime('CreatedDate', 'Created Date', { nillable: false, readOnly: true }),
		reference('CreatedById', 'Created By ID', ['User'], 'CreatedBy', { nillable: false, readOnly: true }),
		datetime('LastModifiedDate', 'Last Modified Date', { nillable: false, readOnly: true }),
		reference('LastModifiedById', 'Last Modified By ID', ['User'], 'LastModifiedBy', {
			nillable: false,
			readOnly: true,
		}),
		datetime('SystemModstamp', 'System Modstamp', { nillable: false, readOnly: true }),
	);
	return fields;
}

const owner = (to: string[]) => reference('OwnerId', 'Owner ID', to, 'Owner', { nillable: false });
const master = (object: string) => reference('MasterRecordId', 'Master Record ID', [object], 'MasterRecord', readOnly);
const activity = () => [
	date('LastActivityDate', 'Last Activity', readOnly),
	datetime('LastViewedDate', 'Last Viewed Date', readOnly),
	datetime('LastReferencedDate', 'Last Referenced Date', readOnly),
];
const bounce = () => [
	text('EmailBouncedReason', 'Email Bounced Reason'),
	datetime('EmailBouncedDate', 'Email Bounced Date'),
];
const dataCom = () => [
	text('Jigsaw', 'Data.com Key', { length: 20 }),
	picklist('CleanStatus', 'Clean Status', [
		'Matched',
		'Different',
		'Acknowledged',
		'NotFound',
		'Inactive',
		'Pending',
		'SelectMatch',
		'Skipped',
	]),
];
const nameParts = () => [
	text('LastName', 'Last Name', { length: 80, nillable: false, compound: 'Name' }),
	text('FirstName', 'First Name', { length: 40, compound: 'Name' }),
	picklist('Salutation', 'Salutation', SALUTATIONS, { length: 40, compound: 'Name' }),
];
const fullName = () =>
	text('Name', 'Full Name', { length: 121, nillable: false, readOnly: true, nameField: true, formula: personName });

function object(name: string, prefix: string, fields: FieldSpec[], extra: Partial<ObjectSpec> = {}): ObjectSpec {
	const deletable = extra.deletable ?? true;
	return {
		name,
		label: name,
		labelPlural: `${name}s`,
		prefix,
		custom: false,
		...extra,
		deletable,
		fields: [...systemFields({ deletable }), ...fields],
	};
}

const account = () =>
	object('Account', '001', [
		master('Account'),
		text('Name', 'Account Name', { nillable: false, nameField: true }),
		picklist('Type', 'Account Type', TYPES),
		reference('ParentId', 'Parent Account ID', ['Account'], 'Parent'),
		...address('Billing', 'Billing'),
		...address('Shipping', 'Shipping'),
		phone('Phone', 'Account Phone'),
		phone('Fax', 'Account Fax'),
		text('AccountNumber', 'Account Number', { length: 40 }),
		url('Website', 'Website'),
		text('Sic', 'SIC Code', { length: 20 }),
		picklist('Industry', 'Industry', INDUSTRIES),
		currency('AnnualRevenue', 'Annual Revenue'),
		int('NumberOfEmployees', 'Employees'),
		picklist('Ownership', 'Ownership', ['Public', 'Private', 'Subsidiary', 'Other']),
		text('TickerSymbol', 'Ticker Symbol', { length: 20 }),
		longText('Description', 'Account Description'),
		picklist('Rating', 'Account Rating', RATINGS),
		text('Site', 'Account Site', { length: 80 }),
		owner(['User']),
		...activity(),
		...dataCom(),
		picklist('AccountSource', 'Account Source', LEAD_SOURCES),
		text('DunsNumber', 'D-U-N-S Number', { length: 9 }),
		text('SicDesc', 'SIC Description', { length: 80 }),
	]);

const contact = () =>
	object('Contact', '003', [
		master('Contact'),
		reference('AccountId', 'Account ID', ['Account'], 'Account'),
		...nameParts(),
		fullName(),
		...address('Other', 'Other'),
		...address('Mailing', 'Mailing'),
		phone('Phone', 'Business Phone'),
		phone('Fax', 'Business Fax'),
		phone('MobilePhone', 'Mobile Phone'),
		phone('HomePhone', 'Home Phone'),
		phone('OtherPhone', 'Other Phone'),
		phone('AssistantPhone', 'Asst. Phone'),
		reference('ReportsToId', 'Reports To ID', ['Contact'], 'ReportsTo'),
		email('Email', 'Email'),
		text('Title', 'Title', { length: 128 }),
		text('Department', 'Department', { length: 80 }),
		text('AssistantName', "Assistant's Name", { length: 40 }),
		picklist('LeadSource', 'Lead Source', LEAD_SOURCES),
		date('Birthdate', 'Birthdate'),
		longText('Description', 'Contact Description'),
		owner(['User']),
		bool('HasOptedOutOfEmail', 'Email Opt Out'),
		bool('HasOptedOutOfFax', 'Fax Opt Out'),
		bool('DoNotCall', 'Do Not Call'),
		...activity(),
		...bounce(),
		bool('IsEmailBounced', 'Is Email Bounced', readOnly),
		...dataCom(),
	]);

const lead = () =>
	object('Lead', '00Q', [
		master('Lead'),
		...nameParts(),
		fullName(),
		text('Title', 'Title', { length: 128 }),
		text('Company', 'Company', { nillable: false }),
		...address('', ''),
		phone('Phone', 'Phone'),
		phone('MobilePhone', 'Mobile Phone'),
		phone('Fax', 'Fax'),
		email('Email', 'Email'),
		url('Website', 'Website'),
		longText('Description', 'Description'),
		picklist('LeadSource', 'Lead Source', LEAD_SOURCES),
		picklist('Status', 'Status', LEAD_STATUSES, { nillable: false, initial: LEAD_STATUSES[0] }),
		picklist('Industry', 'Industry', INDUSTRIES),
		picklist('Rating', 'Rating', RATINGS),
		currency('AnnualRevenue', 'Annual Revenue'),
		int('NumberOfEmployees', 'Employees'),
		owner(['Group', 'User']),
		bool('HasOptedOutOfEmail', 'Email Opt Out'),
		bool('DoNotCall', 'Do Not Call'),
		bool('IsConverted', 'Converted', readOnly),
		date('ConvertedDate', 'Converted Date', readOnly),
		reference('ConvertedAccountId', 'Converted Account ID', ['Account'], 'ConvertedAccount', readOnly),
		reference('ConvertedContactId', 'Converted Contact ID', ['Contact'], 'ConvertedContact', readOnly),
		reference('ConvertedOpportunityId', 'Converted Opportunity ID', ['Opportunity'], 'ConvertedOpportunity', readOnly),
		bool('IsUnreadByOwner', 'Unread By Owner', { initial: true }),
		...activity(),
		...bounce(),
		...dataCom(),
	]);

const opportunity = () =>
	object(
		'Opportunity',
		'006',
		[
			reference('AccountId', 'Account ID', ['Account'], 'Account'),
			reference('ContactId', 'Contact ID', ['Contact'], 'Contact'),
			bool('IsPrivate', 'Private'),
			text('Name', 'Name', { length: 120, nillable: false, nameField: true }),
			longText('Description', 'Description'),
			picklist('StageName', 'Stage', STAGES, { nillable: false }),
			currency('Amount', 'Amount', { scale: 2 }),
			percent('Probability', 'Probability (%)'),
			currency('ExpectedRevenue', 'Expected Amount', { scale: 2, readOnly: true }),
			double('TotalOpportunityQuantity', 'Quantity', { scale: 2 }),
			date('CloseDate', 'Close Date', { nillable: false }),
			picklist('Type', 'Opportunity Type', [
				'Existing Customer - Upgrade',
				'Existing Customer - Replacement',
				'Existing Customer - Downgrade',
				'New Customer',
			]),
			text('NextStep', 'Next Step'),
			picklist('LeadSource', 'Lead Source', LEAD_SOURCES),
			bool('IsClosed', 'Closed', { readOnly: true, formula: (read) => String(read('StageName')).startsWith('Closed') }),
			bool('IsWon', 'Won', { readOnly: true, formula: (read) => read('StageName') === 'Closed Won' }),
			picklist('ForecastCategory', 'Forecast Category', FORECAST_CATEGORIES, { readOnly: true, formula: forecastOf }),
			picklist('ForecastCategoryName', 'Forecast Category', ['Omitted', 'Pipeline', 'Best Case', 'Commit', 'Closed']),
			bool('HasOpportunityLineItem', 'Has Line Item', readOnly),
			owner(['User']),
			...activity(),
		],
		{ labelPlural: 'Opportunities' },
	);

/** Who has what part in an opportunity. Several roles of one contact in one opportunity are possible. */
const opportunityContactRole = () =>
	object(
		'OpportunityContactRole',
		'00K',
		[
			reference('OpportunityId', 'Opportunity ID', ['Opportunity'], 'Opportunity', { nillable: false }),
			reference('ContactId', 'Contact ID', ['Contact'], 'Contact', { nillable: false }),
			picklist('Role', 'Role', CONTACT_ROLES),
			bool('IsPrimary', 'Primary'),
		],
		{ label: 'Opportunity Contact Role', labelPlural: 'Opportunity Contact Role' },
	);

/** What a stage of the standard list counts as in forecasts. */
function forecastOf(read: ReadField): string {
	const stage = String(read('StageName'));
	if (stage === 'Closed Lost') return 'Omitted';
	return stage.startsWith('Closed') ? 'Closed' : 'Pipeline';
}

const user = () =>
	object(
		'User',
		'005',
		[
			text('Username', 'Username', { length: 80, nillable: false, unique: true }),
			...nameParts().slice(0, 2),
			fullName(),
			text('CompanyName', 'Company Name', { length: 80 }),
			text('Division', 'Division', { length: 80 }),
			text('Department', 'Department', { length: 80 }),
			text('Title', 'Title', { length: 80 }),
			...address('', ''),
			email('Email', 'Email', { length: 128, nillable: false }),
			phone('Phone', 'Phone'),
			phone('MobilePhone', 'Mobile'),
			text('Alias', 'Alias', { length: 8, nillable: false }),
			bool('IsActive', 'Active', { initial: true }),
			picklist('UserType', 'User Type', ['Standard', 'PowerPartner', 'CspLitePortal', 'Guest'], {
				readOnly: true,
				initial: 'Standard',
			}),
			text('TimeZoneSidKey', 'Time Zone', { length: 40, initial: 'GMT' }),
			text('LocaleSidKey', 'Locale', { length: 40, initial: 'en_US' }),
			text('EmployeeNumber', 'Employee Number', { length: 20 }),
			reference('ManagerId', 'Manager ID', ['User'], 'Manager'),
		],
		{ deletable: false },
	);

const group = () =>
	object(
		'Group',
		'00G',
		[
			text('Name', 'Name', { length: 40, nillable: false, nameField: true }),
			text('DeveloperName', 'Developer Name', { length: 80 }),
			picklist('Type', 'Type', ['Regular', 'Queue', 'Role'], { initial: 'Queue' }),
			email('Email', 'Email'),
		],
		{ deletable: false },
	);

const recordType = () =>
	object(
		'RecordType',
		'012',
		[
			text('Name', 'Name', { length: 80, nillable: false, nameField: true }),
			text('DeveloperName', 'Record Type Name', { length: 80, nillable: false }),
			text('SobjectType', 'SObject Type Name', { length: 40, nillable: false }),
			bool('IsActive', 'Active', { initial: true }),
		],
		{ deletable: false },
	);

const organization = () =>
	object(
		'Organization',
		'00D',
		[
			text('Name', 'Name', { length: 80, nillable: false, nameField: true }),
			...address('', ''),
			phone('Phone', 'Phone'),
			text('PrimaryContact', 'Primary Contact', { length: 80 }),
			text('DefaultLocaleSidKey', 'Locale', { length: 40, initial: 'en_US' }),
			text('TimeZoneSidKey', 'Time Zone', { length: 40, initial: 'GMT' }),
			text('LanguageLocaleKey', 'Language', { length: 40, initial: 'en_US' }),
			picklist(
				'OrganizationType',
				'Edition',
				['Developer Edition', 'Professional Edition', 'Enterprise Edition', 'Unlimited Edition'],
				{
					initial: 'Developer Edition',
				},
			),
			bool('IsSandbox', 'Is Sandbox', readOnly),
			text('InstanceName', 'Instance Name', { length: 5, initial: 'CS001' }),
			text('NamespacePrefix', 'Namespace Prefix', { length: 15 }),
			datetime('TrialExpirationDate', 'Trial Expiration Date', readOnly),
		],
		{ deletable: false },
	);

/** The standard objects of an org, freshly made so that a simulator may change its own. */
export const standardObjects = (): ObjectSpec[] => [
	organization(),
	user(),
	group(),
	recordType(),
	account(),
	contact(),
	lead(),
	opportunity(),
	opportunityContactRole(),
	object('Task', '00T', taskFields()),
	object('Event', '00U', eventFields()),
];
