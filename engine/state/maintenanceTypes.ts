export interface MaintenanceRequest {
	/** Days after which things are forgotten; what has no number is kept. */
	keep: {
		/** Runs that have ended, and their reports. The newest one of a sync stays. */
		runsDays?: number;
		auditDays?: number;
		/** Inbox entries that were abandoned. Pending ones are never forgotten. */
		inboxDays?: number;
		/** Rejected records, by their last try. They are rejected anew when their records are read again. */
		rejectionsDays?: number;
	};
	/** Gives unused space back to the disk. */
	vacuum: boolean;
	integrityCheck: boolean;
	/** Writes whatever a former key wrote again under the current one: afterwards the former one is not needed. */
	reencrypt: boolean;
}

export interface MaintenanceReport {
	/** How many entries were forgotten. `cache` and `inboxKeys` are those that had expired by themselves. */
	deleted: { runs: number; audit: number; inbox: number; rejections: number; cache: number; inboxKeys: number };
	/** Absent when it was not asked for. */
	vacuum?: { bytesBefore: number; bytesAfter: number };
	/** Absent when it was not asked for. What is wrong, as the database says it; at most 100 lines. */
	integrity?: { ok: boolean; problems: string[] };
	/** Absent when it was not asked for. `unreadable`: no key opens them; they are left as they are. */
	reencrypted?: { rewritten: number; unreadable: number };
	/** Size of the state in bytes, afterwards. */
	bytes: number;
}
