/** A value as enrichment knows it: lists and objects never occur. */
export type LeadValue = string | number | boolean;

/** Enumerations that a provider may answer with. The words are permanent: users' workflows compare with them. */
export const SENIORITIES = [
	'founder',
	'cLevel',
	'vp',
	'director',
	'manager',
	'senior',
	'staff',
	'junior',
] as const satisfies readonly string[];
export type Seniority = (typeof SENIORITIES)[number];

export const JOB_FUNCTIONS = [
	'management',
	'sales',
	'marketing',
	'customerSuccess',
	'engineering',
	'product',
	'it',
	'data',
	'finance',
	'hr',
	'legal',
	'operations',
	'procurement',
	'design',
	'research',
	'medical',
	'education',
	'consulting',
	'administration',
	'other',
] as const satisfies readonly string[];
export type JobFunction = (typeof JOB_FUNCTIONS)[number];

/** What part somebody plays in a purchase, as far as a title can tell. */
export const BUYING_ROLES = ['decisionMaker', 'budgetHolder', 'champion', 'influencer', 'gatekeeper', 'user'] as const;
export type BuyingRole = (typeof BUYING_ROLES)[number];

/** One short list for every provider: the vendors' own lists (Salesforce 32, HubSpot 150) are mapped from it. */
export const INDUSTRIES = [
	'agriculture',
	'automotive',
	'banking',
	'biotechnology',
	'chemicals',
	'construction',
	'consulting',
	'consumerGoods',
	'education',
	'electronics',
	'energy',
	'engineering',
	'entertainment',
	'environmental',
	'finance',
	'foodAndBeverage',
	'government',
	'healthcare',
	'hospitality',
	'insurance',
	'legal',
	'machinery',
	'manufacturing',
	'media',
	'nonProfit',
	'pharmaceuticals',
	'professionalServices',
	'realEstate',
	'recreation',
	'retail',
	'software',
	'technology',
	'telecommunications',
	'textiles',
	'transportation',
	'utilities',
	'wholesale',
	'other',
] as const;
export type Industry = (typeof INDUSTRIES)[number];

export const COMPANY_TYPES = ['public', 'private', 'nonProfit', 'government', 'education', 'selfEmployed'] as const;

/** Sales regions. */
export const SALES_REGIONS = ['EMEA', 'AMER', 'LATAM', 'APAC'] as const;
export type SalesRegion = (typeof SALES_REGIONS)[number];

/** How a value of a field is checked; see `schema.ts`. */
export type LeadFieldFormat =
	| 'text'
	| 'email'
	| 'domain'
	| 'url'
	| 'phone'
	| 'e164'
	| 'countryCode'
	| 'subdivisionCode'
	| 'currencyCode'
	| 'timeZone'
	| 'year'
	| 'count'
	| 'amount'
	| 'boolean'
	| 'enumeration';

export interface LeadFieldDefinition {
	label: string;
	format: LeadFieldFormat;
	/** What the value describes. Values about a company may be shared by every lead of its domain, a person's never. */
	about: 'person' | 'company' | 'record';
	description: string;
	/** Of an enumeration. */
	options?: readonly string[];
	/** Longest text, in characters. Default 255. */
	maxLength?: number;
}

/**
 * Every field that enrichment knows: a lead comes with some of them and providers fill others. The names are
 * permanent. Which field of Salesforce or HubSpot holds which of them is the node's mapping.
 */
export const LEAD_FIELDS = {
	email: { label: 'Email', format: 'email', about: 'person', description: 'The e-mail address' },
	emailValid: {
		label: 'Email Valid',
		format: 'boolean',
		about: 'person',
		description: 'Whether the address is well formed; nothing is sent to find out',
	},
	emailDomain: {
		label: 'Email Domain',
		format: 'domain',
		about: 'person',
		description: 'What follows the @, whoever it belongs to',
	},
	freeMail: {
		label: 'Free Mail',
		format: 'boolean',
		about: 'person',
		description: 'The address is with a provider of private mailboxes',
	},
	disposable: {
		label: 'Disposable Email',
		format: 'boolean',
		about: 'person',
		description: 'The address is with a provider of throw-away mailboxes',
	},
	roleAddress: {
		label: 'Role Address',
		format: 'boolean',
		about: 'person',
		description: "The address is a team's, not a person's (info@, sales@)",
	},
	firstName: { label: 'First Name', format: 'text', about: 'person', description: 'Given name', maxLength: 80 },
	lastName: { label: 'Last Name', format: 'text', about: 'person', description: 'Family name', maxLength: 80 },
	title: {
		label: 'Job Title',
		format: 'text',
		about: 'person',
		description: 'As the person writes it',
		maxLength: 200,
	},
	seniority: {
		label: 'Seniority',
		format: 'enumeration',
		about: 'person',
		description: 'How high in the company',
		options: SENIORITIES,
	},
	jobFunction: {
		label: 'Job Function',
		format: 'enumeration',
		about: 'person',
		description: 'Which department',
		options: JOB_FUNCTIONS,
	},
	buyingRole: {
		label: 'Buying Role',
		format: 'enumeration',
		about: 'person',
		description: 'The likely part in a purchase',
		options: BUYING_ROLES,
	},
	phone: { label: 'Phone', format: 'phone', about: 'person', description: 'As it was entered', maxLength: 60 },
	mobilePhone: {
		label: 'Mobile Phone',
		format: 'phone',
		about: 'person',
		description: 'As it was entered',
		maxLength: 60,
	},
	phoneE164: {
		label: 'Phone (E.164)',
		format: 'e164',
		about: 'person',
		description: 'The phone number with its country, digits only: +14155550100',
	},
	phoneCountry: {
		label: 'Phone Country',
		format: 'countryCode',
		about: 'person',
		description: 'The country that the phone number belongs to (ISO 3166)',
	},
	linkedInUrl: {
		label: 'LinkedIn Profile',
		format: 'url',
		about: 'person',
		description: "The person's public profile",
	},
	street: { label: 'Street', format: 'text', about: 'person', description: 'As it was entered' },
	city: { label: 'City', format: 'text', about: 'person', description: 'As it was entered', maxLength: 80 },
	postalCode: {
		label: 'Postal Code',
		format: 'text',
		about: 'person',
		description: 'As it was entered',
		maxLength: 20,
	},
	state: { label: 'State', format: 'text', about: 'person', description: 'As it was entered', maxLength: 80 },
	stateCode: {
		label: 'State Code',
		format: 'subdivisionCode',
		about: 'person',
		description: 'State or province (ISO 3166-2): US-CA, DE-BY',
	},
	country: { label: 'Country', format: 'text', about: 'person', description: 'As it was entered', maxLength: 80 },
	countryCode: { label: 'Country Code', format: 'countryCode', about: 'person', description: 'ISO 3166, two letters' },
	region: {
		label: 'Sales Region',
		format: 'enumeration',
		about: 'person',
		description: 'EMEA, AMER (United States and Canada), LATAM or APAC',
		options: SALES_REGIONS,
	},
	timeZone: {
		label: 'Time Zone',
		format: 'timeZone',
		about: 'person',
		description: 'IANA name: Europe/Berlin',
	},
	duplicateOf: {
		label: 'Duplicate Of',
		format: 'text',
		about: 'record',
		description: 'Id of the first lead of the run with the same e-mail, or the same name and company',
	},
	company: { label: 'Company', format: 'text', about: 'company', description: 'Name', maxLength: 255 },
	website: { label: 'Web Site', format: 'url', about: 'company', description: 'As it was entered' },
	companyDomain: {
		label: 'Company Domain',
		format: 'domain',
		about: 'company',
		description: "The company's own domain, from the e-mail address or the web site",
	},
	companyPhone: { label: 'Company Phone', format: 'e164', about: 'company', description: 'The switchboard' },
	companyLinkedInUrl: { label: 'LinkedIn Page', format: 'url', about: 'company', description: "The company's page" },
	companyType: {
		label: 'Company Type',
		format: 'enumeration',
		about: 'company',
		description: 'Form of ownership',
		options: COMPANY_TYPES,
	},
	industry: {
		label: 'Industry',
		format: 'enumeration',
		about: 'company',
		description: 'What the company does, one of a short list',
		options: INDUSTRIES,
	},
	subIndustry: {
		label: 'Sub-Industry',
		format: 'text',
		about: 'company',
		description: 'What the company does, more closely',
		maxLength: 100,
	},
	employees: { label: 'Employees', format: 'count', about: 'company', description: 'Number of people' },
	revenue: { label: 'Annual Revenue', format: 'amount', about: 'company', description: 'Of one year' },
	revenueCurrency: {
		label: 'Revenue Currency',
		format: 'currencyCode',
		about: 'company',
		description: 'ISO 4217: USD, EUR',
	},
	foundedYear: { label: 'Founded', format: 'year', about: 'company', description: 'Year' },
	companyCity: {
		label: 'Company City',
		format: 'text',
		about: 'company',
		description: 'Of its head office',
		maxLength: 80,
	},
	companyCountryCode: {
		label: 'Company Country',
		format: 'countryCode',
		about: 'company',
		description: 'Of its head office (ISO 3166)',
	},
	description: {
		label: 'Company Description',
		format: 'text',
		about: 'company',
		description: 'What the company does, in a sentence or two',
		maxLength: 1000,
	},
	owner: {
		label: 'Account Owner',
		format: 'text',
		about: 'company',
		description: 'Who looks after the company in the CRM: e-mail address, or id',
	},
	existingCustomer: {
		label: 'Existing Customer',
		format: 'boolean',
		about: 'company',
		description: 'The company buys already',
	},
	salesforceAccountId: {
		label: 'Salesforce Account',
		format: 'text',
		about: 'company',
		description: 'Id of the matching account',
		maxLength: 18,
	},
	hubspotCompanyId: {
		label: 'HubSpot Company',
		format: 'text',
		about: 'company',
		description: 'Id of the matching company',
		maxLength: 20,
	},
} as const satisfies Record<string, LeadFieldDefinition>;

export type LeadField = keyof typeof LEAD_FIELDS;

/** Every field, in the catalogue's order: the order of results. */
export const LEAD_FIELD_NAMES = Object.keys(LEAD_FIELDS) as LeadField[];

export const isLeadField = (name: string): name is LeadField => Object.hasOwn(LEAD_FIELDS, name);

export const leadField = (name: LeadField): LeadFieldDefinition => LEAD_FIELDS[name];

/** The catalogue's values of one lead; what is not known is absent. */
export type LeadFields = Partial<Record<LeadField, LeadValue>>;
