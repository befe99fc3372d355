import type { OutputValue } from '../schema/fields';

/** A record as a rule sees it: all its fields, with the values it is to have. */
export type Candidate = Readonly<Record<string, OutputValue>>;

/** A validation rule: a record for which `broken` is true is refused with the rule's text. */
export interface ValidationRule {
	object: string;
	/** What the administrator wrote for people to read. */
	text: string;
	/** Where the text is shown; absent: at the top of the page. */
	field?: string;
	broken: (record: Candidate) => boolean;
}

/** A duplicate rule with its matching rule: records that agree in all the fields are duplicates. */
export interface DuplicateRule {
	object: string;
	name: string;
	text: string;
	/** Compared without regard to case; empty values match nothing. */
	fields: string[];
	/** True: people are warned and may save all the same, as an API call may with allowSave. */
	allowSave: boolean;
	on: Array<'create' | 'update'>;
}

/** Somebody else's transaction that holds rows: writes that touch them fail until `times` is used up. */
export interface RowLock {
	object: string;
	/** Default: every record of the object. */
	hits?: (record: Candidate) => boolean;
	times: number;
}

/** What an organisation's administrators and users have set up. */
export class Rules {
	readonly validation: ValidationRule[] = [];
	readonly duplicates: DuplicateRule[] = [];
	/** Ids of records that other records need: deleting them fails. */
	readonly needed = new Set<string>();
	private readonly locks: RowLock[] = [];

	lock(lock: RowLock): void {
		this.locks.push({ ...lock });
	}

	/** True when the record is locked at this moment; asking uses up one time. */
	takeLock(object: string, record: Candidate): boolean {
		const lock = this.locks.find(
			(candidate) =>
				candidate.times > 0 &&
				candidate.object.toLowerCase() === object.toLowerCase() &&
				(candidate.hits?.(record) ?? true),
		);
		if (lock === undefined) return false;
		lock.times--;
		return true;
	}
}
