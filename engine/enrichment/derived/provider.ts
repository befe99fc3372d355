import { domainOfWebAddress } from '../../mapping/values/hostname';
import { DERIVED_FIELDS } from '../fillable';
import { phoneReader, phoneReaders, type PhoneReader, type PhoneReaders } from '../../mapping/values/phone';
import { turn } from '../../state/order';
import type { LeadField, LeadFields, LeadValue } from '../fields';
import { readTitle } from '../titles/readTitle';
import type { Provider, ProviderAnswer, ProviderRequest, ProviderValue } from '../types';
import { countryOfDomain, readCountry, salesRegion } from './countries';
import { DuplicateFinder } from './duplicates';
import { readEmail, type EmailReading } from './email';
import { nameCase } from './names';
import { subdivision } from './subdivisions';
import { timeZoneOfCountry } from './timeZones';

export interface DerivedOptions {
	/** Where numbers without a country code are dialled when nothing else tells (ISO 3166). */
	defaultCountry?: string;
}

/** The domain of an address that is on the long list of free providers only: perhaps a company's, perhaps not. */
const DOUBTFUL_DOMAIN = 0.4;
/** Leads between two turns for everything else in the process: some milliseconds of work. */
const SLICE = 50;

const READS: readonly LeadField[] = [
	'email',
	'firstName',
	'lastName',
	'title',
	'phone',
	'mobilePhone',
	'phoneE164',
	'state',
	'stateCode',
	'country',
	'countryCode',
	'company',
	'website',
	'companyDomain',
];

/**
 * The provider that is always on: what a lead's own values tell, by rules and tables, offline. It costs nothing and
 * sends nothing. Made anew for each run, because it looks for duplicates among the run's leads.
 *
 * Confidence: 0.95 and more where the value says so itself (a number with its country code, a domain), 0.75 to 0.9
 * where a rule concludes (a title's rank, a country from a domain's ending), less where it guesses.
 *
 * @throws SophiaError `configuration` when the default country is none
 */
export async function derivedProvider({ defaultCountry }: DerivedOptions = {}): Promise<Provider> {
	const phones = await Phones.open(defaultCountry === '' ? undefined : defaultCountry);
	const duplicates = new DuplicateFinder();
	return {
		name: 'derived',
		label: 'Derived',
		identity: '1',
		fills: DERIVED_FIELDS,
		reads: READS,
		capabilities: { internal: true, metered: false, cacheable: false, batchSize: SLICE, concurrency: 1 },
		keyFor: (_known, leadId) => leadId,
		enrich: async (requests) => {
			const answers = requests.map((request) => derive(request, phones, duplicates));
			await turn();
			return answers;
		},
	};
}

/** A reader of telephone numbers per country, made on first use. */
class Phones {
	private readonly made = new Map<string, PhoneReader>();

	private constructor(
		private readonly readers: PhoneReaders,
		private readonly defaultCountry: string | undefined,
	) {}

	/** @throws SophiaError `configuration` when the default country is none */
	static async open(defaultCountry: string | undefined): Promise<Phones> {
		if (defaultCountry !== undefined) await phoneReader(defaultCountry);
		return new Phones(await phoneReaders(), defaultCountry?.trim().toUpperCase());
	}

	read(text: string, country: string | undefined): ReturnType<PhoneReader> {
		const region = country ?? this.defaultCountry ?? '';
		let reader = this.made.get(region);
		if (reader === undefined) {
			// A country without telephones of its own (Antarctica): only numbers with a country code are read.
			reader = this.readers.of(region !== '' && this.readers.knows(region) ? region : undefined);
			this.made.set(region, reader);
		}
		return reader(text);
	}
}

/** Collects what is found; an empty string is nothing. */
class Values {
	readonly values: Partial<Record<LeadField, ProviderValue>> = {};

	set(field: LeadField, value: LeadValue | undefined, confidence: number): void {
		if (value !== undefined && value !== '') this.values[field] = { value, confidence };
	}
}

function derive({ known, leadId }: ProviderRequest, phones: Phones, duplicates: DuplicateFinder): ProviderAnswer {
	const found = new Values();
	const email = text(known.email) === undefined ? undefined : readEmail(known.email as string);
	if (email !== undefined) deriveEmail(email, found);
	const domain = deriveDomain(known, email, found);
	deriveTitle(text(known.title), found);
	found.set('firstName', caseOf(known.firstName, 'first'), 0.85);
	found.set('lastName', caseOf(known.lastName, 'last'), 0.85);
	derivePlace(known, domain, phones, found);
	const duplicate = duplicates.find(leadId, known, email);
	if (duplicate !== undefined) found.set('duplicateOf', duplicate.id, duplicate.confidence);
	return { status: 'found', values: found.values };
}

function deriveEmail(email: EmailReading, found: Values): void {
	found.set('emailValid', email.valid, 0.99);
	if (!email.valid) return;
	found.set('email', email.address, 0.95);
	found.set('emailDomain', email.domain, 0.99);
	found.set('disposable', email.disposable, 0.95);
	found.set('freeMail', email.free > 0, email.free > 0 ? email.free : 0.95);
	found.set('roleAddress', email.role > 0, email.role > 0 ? email.role : 0.9);
}

/** The company's own domain: its web site's, else its people's. */
function deriveDomain(known: LeadFields, email: EmailReading | undefined, found: Values): string | undefined {
	const ofSite = text(known.website) === undefined ? undefined : domainOfWebAddress(known.website as string);
	const ofEmail = email?.domain !== undefined && !email.disposable && email.free < 1 ? email.domain : undefined;
	if (ofSite !== undefined) {
		const agree = ofEmail !== undefined && (ofEmail === ofSite || ofEmail.endsWith(`.${ofSite}`));
		found.set('companyDomain', ofSite, agree ? 0.99 : 0.9);
	} else if (ofEmail !== undefined) {
		found.set('companyDomain', ofEmail, email?.free === 0 ? 0.9 : DOUBTFUL_DOMAIN);
	}
	return ofSite ?? ofEmail;
}

function deriveTitle(title: string | undefined, found: Values): void {
	const reading = title === undefined ? undefined : readTitle(title);
	if (reading === undefined) return;
	for (const field of ['seniority', 'jobFunction', 'buyingRole'] as const) {
		found.set(field, reading[field].value, reading[field].confidence);
	}
}

/** Country, state, telephone and time zone, each helping to find the others. */
function derivePlace(known: LeadFields, domain: string | undefined, phones: Phones, found: Values): void {
	const state = text(known.stateCode) ?? text(known.state);
	const named = text(known.countryCode) ?? text(known.country);
	const ofName = named === undefined ? undefined : readCountry(named);
	const ofState = named === undefined && state !== undefined ? subdivision(state)?.country : undefined;
	const number = text(known.phoneE164) ?? text(known.phone) ?? text(known.mobilePhone);
	const ofDomain = domain === undefined ? undefined : countryOfDomain(domain);
	const read = number === undefined ? undefined : phones.read(number, ofName ?? ofState ?? ofDomain);
	const international = number !== undefined && /^\s*(?:\+|00)/.test(number);
	if (read !== undefined) {
		const sure = international ? 0.98 : ofName === undefined ? 0.75 : 0.9;
		found.set('phoneE164', read.e164, sure);
		found.set('phoneCountry', read.country, sure);
	}
	const ofPhone = international ? read?.country : undefined;
	const country = ofName ?? ofState ?? ofPhone ?? ofDomain;
	if (country === undefined) return;
	const certainty = ofName !== undefined ? 0.98 : ofState !== undefined ? 0.85 : ofPhone !== undefined ? 0.8 : 0.75;
	found.set('countryCode', country, certainty);
	found.set('region', salesRegion(country), certainty);
	const within = state === undefined ? undefined : subdivision(state, country);
	found.set('stateCode', within?.code, Math.min(certainty, 0.95));
	const ofCountry = timeZoneOfCountry(country);
	if (within?.timeZone !== undefined) found.set('timeZone', within.timeZone, Math.min(certainty, 0.9));
	else found.set('timeZone', ofCountry?.timeZone, Math.min(certainty, ofCountry?.confidence ?? 0));
}

const text = (value: LeadValue | undefined): string | undefined =>
	typeof value === 'string' && value.trim() !== '' ? value : undefined;

const caseOf = (value: LeadValue | undefined, part: 'first' | 'last'): string | undefined =>
	typeof value === 'string' ? nameCase(value, part) : undefined;
