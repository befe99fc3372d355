import type { TrafficOptions } from '../shared/description/runOptions';

/** The collection "Options", as stored. */
export interface DataSyncOptions extends TrafficOptions {
	filterLeft?: string;
	filterRight?: string;
	ownIdLeft?: string;
	ownIdRight?: string;
	bulkThreshold?: number;
	fullCompareDays?: number;
	hubspotBurst?: number;
	intercomBurst?: number;
	maxItems?: number;
	maxRunMinutes?: number;
	overlapMinutes?: number;
	forceFullRead?: boolean;
	retryRejected?: boolean;
}

export const DEFAULT_MAX_ITEMS = 1000;

/** The collection "Left Columns" or "Right Columns", as stored. */
export interface TableColumns {
	idColumn?: string;
	modifiedColumn?: string;
	deletedColumn?: string;
}
