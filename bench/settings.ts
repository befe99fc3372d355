/** What is measured, and what it is held to (issue 2, §7). */

export interface Size {
	companies: number;
	contacts: number;
	deals?: number;
	/** Contact roles per deal. */
	roles?: number;
}

/** The main part: at this latency, with HubSpot's limits on. */
export const MAIN: Size = { companies: 2_000, contacts: 10_000 };
export const LATENCY_MS = 100;
/** Every so many-th record is changed before the increment. */
export const CHANGED_EVERY = 100;

/**
 * The Intercom part, at the same latency. One record a call and at most 1,667 calls in 10 seconds: 2,000 companies and
 * 10,000 contacts take over two minutes, twice; SOPHIA_BENCH_INTERCOM=full measures that, else a quarter of it.
 */
export const INTERCOM: Size = process.env.SOPHIA_BENCH_INTERCOM === 'full' ? MAIN : { companies: 500, contacts: 2_500 };

/** The memory part: no latency, limits raised, all through Bulk API 2.0. */
export const SMALL: Size = { companies: 2_000, contacts: 18_000 };
/** The small run is measured so many times; the median counts. */
export const SMALL_TIMES = 3;
export const LARGE: Size = { companies: 20_000, contacts: 180_000 };

/**
 * The reconcile part: contacts on either side. Limits raised; every answer takes 25 ms, so that a page of HubSpot's comes
 * twice as fast as its limit of 190 calls in 10 seconds would let it come. Memory is compared in a heap that lets little
 * garbage lie: how much V8 lets lie otherwise grows with the time that a process runs, reading alone as well.
 */
export const RECONCILE = {
	small: 20_000,
	large: 200_000,
	latencyMs: 25,
	heap: ['--max-semi-space-size=4', '--max-old-space-size=80'],
	differingEvery: 200,
	claimingEvery: 2,
};

/** The deals part. */
export const DEALS = { companies: 500, contacts: 5_000, deals: 5_000, roles: 2 };

/** The enrichment part. Derivation and the telephone library are timed so many times, by turns; the medians count. */
export const ENRICHMENT = { leads: 10_000, domains: 3_000, times: 5 };

export const AIMS = {
	/** Calls, by the fewest possible. */
	callRatio: 1.1,
	/** Wall time, by the bare loop's. */
	wallRatio: 1.3,
	/** Peak memory of the large run over the small one's, in MB. */
	memoryGrowthMb: 64,
	/** Wall time of a reconciliation, by that of reading both sides alone. */
	reconcileRatio: 1.3,
	/** Time of derivation, by that of the telephone library alone. */
	derivationRatio: 2,
	/** Labelled titles that are read right. */
	titleAccuracy: 0.95,
	loadMs: 40,
	loadMb: 8,
};

export const recordsOf = ({ companies, contacts }: Size): number => companies + contacts;

/** HubSpot's windows, for the bare loop: the same that the engine keeps. */
export const BURST = { calls: 190, windowMs: 10_000 };
export const SEARCH = { calls: 4, windowMs: 1_000 };

/** Intercom's window: a sixth of 10,000 a minute. */
export const INTERCOM_SLICE = { calls: 1_667, windowMs: 10_000 };
/** Values in one search of Intercom's. */
export const INTERCOM_SEARCH = 50;

export const COMPANY_ID_PROPERTY = 'sophia_salesforce_account_id';
export const CONTACT_ID_PROPERTY = 'sophia_salesforce_contact_id';
