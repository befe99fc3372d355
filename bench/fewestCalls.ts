import type { Size } from './settings';

/** The fewest calls with which the vendors' own limits let records be brought over and nothing be doubled. */
export interface FewestCalls {
	read: number;
	search: number;
	lookup: number;
	write: number;
	associate: number;
}

const QUERY_PAGE = 2_000;
const BATCH = 100;
const ASSOCIATE_BATCH = 2_000;

/**
 * From the limits alone: query pages of 2,000 rows; one search per 100 domains, fewer where HubSpot's 3,000
 * characters of body do not hold them (`searches`, as packed for the bare loop); one batch read per 100
 * e-mail addresses; one upsert per 100 records; one call per 2,000 associations.
 */
export const fewestCalls = (size: Size, searches: number): FewestCalls => ({
	read: Math.ceil(size.companies / QUERY_PAGE) + Math.ceil(size.contacts / QUERY_PAGE),
	search: searches,
	lookup: Math.ceil(size.contacts / BATCH),
	write: Math.ceil(size.companies / BATCH) + Math.ceil(size.contacts / BATCH),
	associate: Math.ceil(size.contacts / ASSOCIATE_BATCH),
});
