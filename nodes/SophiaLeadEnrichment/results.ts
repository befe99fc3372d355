import type { IDataObject } from 'n8n-workflow';
import { describeReason, type ScoreReason } from '../../engine/enrichment';
import type { LeadResult, LeadRunReport, WriteResult } from '../../engine/enrichment/leads';

/** Keeps the first results for the output; counts are the report's. */
export class LeadResultKeeper {
	readonly results: LeadResult[] = [];
	readonly rejected: Array<{ lead: LeadResult; write: Extract<WriteResult, { status: 'rejected' }> }> = [];

	constructor(private readonly maxItems: number) {}

	readonly listen = (lead: LeadResult): void => {
		if (this.results.length < this.maxItems) this.results.push(lead);
		for (const write of lead.writes)
			if (write.status === 'rejected' && this.rejected.length < this.maxItems) this.rejected.push({ lead, write });
	};
}

/** A lead, as its item: what was filled and by whom, what stays open, the score, what was written. */
export function leadItem({
	lead,
	changes,
	fields,
	open,
	missed,
	score,
	scoreReasons,
	writes,
}: LeadResult): IDataObject {
	return {
		id: lead.id,
		system: lead.system,
		filled: plain(changes),
		open: [...open],
		...(missed.length === 0 ? {} : { missed: plain(missed) }),
		...(score === undefined
			? {}
			: { score, scoreReasons: (scoreReasons as ScoreReason[]).filter(counts).map(describeReason) }),
		...(writes.length === 0 ? {} : { written: writes.map(writeItem) }),
		lead: plain(fields),
	};
}

/** A criterion that has taken or given nothing for want of a value is told of only where it could have given something. */
const counts = ({ value, points, of }: ScoreReason): boolean => points !== 0 || (value === undefined && of > 0);

function writeItem(write: WriteResult): IDataObject {
	if (write.status !== 'rejected') return { ...write };
	const { category, reason } = write.problem;
	return { system: write.system, status: write.status, category, reason };
}

/** A lead that a system has refused, as its item. It never has `error`: n8n would move the item to the error output. */
export function rejectedItem({ lead, write }: LeadResultKeeper['rejected'][number]): IDataObject {
	const { category, reason, field, retryable } = write.problem;
	return {
		recordId: lead.lead.id,
		object: write.system === 'HubSpot' ? 'contacts' : 'Lead',
		system: write.system,
		category,
		reason,
		retryable,
		...(field === undefined ? {} : { field }),
	};
}

/** A lead that a run did not come to, as its item. */
export const notReachedItem = (recordId: string, reason: string): IDataObject => ({
	recordId,
	object: 'Lead',
	category: 'notReached',
	reason,
	retryable: true,
});

/** The run as a whole: counts, each provider's part, usage, warnings. */
export const leadRunItem = (report: LeadRunReport, more: IDataObject): IDataObject => ({
	object: 'Run',
	...plain(report),
	...more,
});

const plain = (value: object): IDataObject => JSON.parse(JSON.stringify(value)) as IDataObject;
