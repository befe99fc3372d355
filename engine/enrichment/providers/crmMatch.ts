import { domainOfWebAddress } from '../../mapping/values/hostname';
import type { Destination, DestinationRecord } from '../../systems/types';
import type { LeadField, LeadValue } from '../fields';
import type { Provider, ProviderAnswer, ProviderRequest, ProviderValue } from '../types';
import { CRM_FIELDS } from '../fillable';
import { industryNamed } from './industryNames';

/** Where a system keeps its companies. */
interface CompanyBook {
	name: string;
	label: string;
	object: string;
	/** The field with the domain or the web address. */
	key: string;
	properties: string[];
	idField: LeadField;
	read(record: DestinationRecord, owners: Map<string, string>): Partial<Record<LeadField, LeadValue | undefined>>;
	/** The field whose options name the owners, where the record holds only their ids. */
	ownerField?: string;
}

const text = (record: DestinationRecord, name: string): string => record.properties[name]?.trim() ?? '';

const amount = (record: DestinationRecord, name: string): number | undefined => {
	const value = text(record, name);
	return value !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
};

const HUBSPOT: CompanyBook = {
	name: 'crmHubspot',
	label: 'HubSpot companies',
	object: 'companies',
	key: 'domain',
	properties: ['domain', 'industry', 'numberofemployees', 'annualrevenue', 'hubspot_owner_id', 'lifecyclestage'],
	idField: 'hubspotCompanyId',
	ownerField: 'hubspot_owner_id',
	read: (record, owners) => ({
		industry: industryNamed(text(record, 'industry')),
		employees: amount(record, 'numberofemployees'),
		revenue: amount(record, 'annualrevenue'),
		owner: owners.get(text(record, 'hubspot_owner_id')),
		// Without a stage nothing is known; with one, only these say that somebody buys.
		existingCustomer:
			text(record, 'lifecyclestage') === ''
				? undefined
				: ['customer', 'evangelist'].includes(text(record, 'lifecyclestage')),
		hubspotCompanyId: record.id,
	}),
};

const SALESFORCE: CompanyBook = {
	name: 'crmSalesforce',
	label: 'Salesforce accounts',
	object: 'Account',
	key: 'Website',
	properties: ['Website', 'Industry', 'NumberOfEmployees', 'AnnualRevenue', 'Owner.Email', 'Type'],
	idField: 'salesforceAccountId',
	read: (record) => ({
		industry: industryNamed(text(record, 'Industry')),
		employees: amount(record, 'NumberOfEmployees'),
		revenue: amount(record, 'AnnualRevenue'),
		owner: text(record, 'Owner.Email') || undefined,
		existingCustomer: text(record, 'Type') === '' ? undefined : /^customer\b/i.test(text(record, 'Type')),
		salesforceAccountId: record.id,
	}),
};

/** What the company itself has entered about its customer is as good as it gets, but it can be out of date. */
const CONFIDENCE = 0.95;
/** Several records of one company: a value on which all of them agree. */
const AGREED = 0.85;

/** Companies in HubSpot, by domain. */
export const hubspotMatchProvider = (hubspot: Destination): Provider => crmProvider(HUBSPOT, hubspot);

/** Accounts in Salesforce, by web site. */
export const salesforceMatchProvider = (salesforce: Destination): Provider => crmProvider(SALESFORCE, salesforce);

/**
 * The company of a lead in a CRM, by its domain, in batches. Several records with one domain are never guessed between:
 * only values on which they agree are taken, and whether any of them is a customer.
 */
function crmProvider(book: CompanyBook, system: Destination): Provider {
	let owners: Promise<Map<string, string>> | undefined;
	return {
		name: book.name,
		label: book.label,
		identity: book.name,
		fills: [...CRM_FIELDS, book.idField],
		reads: ['companyDomain'],
		capabilities: {
			internal: true,
			metered: false,
			// Shared within the run; the CRM itself is asked anew in every run.
			cacheable: true,
			batchSize: system.batchSize.find,
			concurrency: 2,
		},
		keyFor: ({ companyDomain }) => (typeof companyDomain === 'string' ? `domain:${companyDomain}` : undefined),
		enrich: async (requests, { signal }) => {
			const found = await system.find({
				object: book.object,
				key: book.key,
				values: requests.map(domainOf),
				normalise: 'domain',
				properties: book.properties,
				signal,
			});
			// A failure is this batch's: the next one asks again.
			owners ??= ownersOf(book, system, signal);
			owners.catch(() => (owners = undefined));
			const names = await owners;
			return requests.map((request) => {
				const domain = domainOf(request);
				// A look-up by part of an address finds more than was asked for.
				const records = (found.get(domain) ?? []).filter(
					(record) => domainOfWebAddress(text(record, book.key)) === domain,
				);
				return answerOf(book, records, names);
			});
		},
	};
}

const domainOf = ({ known }: ProviderRequest): string => String(known.companyDomain);

async function ownersOf({ ownerField, object }: CompanyBook, system: Destination, signal?: AbortSignal) {
	if (ownerField === undefined) return new Map<string, string>();
	const { fields } = await system.describe(object, signal);
	return new Map((fields.get(ownerField)?.options ?? []).map(({ value, label }) => [value, label]));
}

function answerOf(book: CompanyBook, records: DestinationRecord[], owners: Map<string, string>): ProviderAnswer {
	if (records.length === 0) return { status: 'notFound' };
	const read = records.map((record) => book.read(record, owners));
	const values: Partial<Record<LeadField, ProviderValue>> = {};
	const confidence = records.length === 1 ? CONFIDENCE : AGREED;
	for (const field of [...CRM_FIELDS, book.idField]) {
		const said = [...new Set(read.map((one) => one[field]).filter((value) => value !== undefined))];
		if (field === 'existingCustomer' && said.includes(true)) values[field] = { value: true, confidence };
		else if (said.length === 1) values[field] = { value: said[0], confidence };
	}
	return Object.keys(values).length === 0 ? { status: 'notFound' } : { status: 'found', values };
}
