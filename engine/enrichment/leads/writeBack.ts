import type { RecordProblem } from '../../errors';
import type { LinkScope } from '../../state/types';
import { chunks } from '../../systems/shared/batches';
import type { Destination, DestinationRecord, FieldDescription, WriteRecord } from '../../systems/types';
import type { EnrichedLead } from '../types';
import { enrichmentAccount } from './progress';
import { targetsOf, type Target, type Targets } from './targetValues';
import type { WriteBackPlan, WriteResult } from './types';
import type { IntendedWrite, WriteJournal } from './writeJournal';

/** A lead with what is to be remembered of it in the CRM. */
export interface LeadToWrite {
	enriched: EnrichedLead;
	score?: number;
}

export interface Written {
	result: WriteResult;
	/** What was written: the system's field → value. */
	values: Record<string, string>;
}

interface Session {
	signal?: AbortSignal;
	beforeCall?: () => void;
	/** ISO 8601. */
	now: string;
	runId: string;
	journal: WriteJournal;
}

/** Where one system keeps the records that leads are written to. */
interface Book {
	system: string;
	object: string;
	/** Finds the records of leads, as they are at this moment; several for one lead are no record. */
	records(
		destination: Destination,
		leads: LeadToWrite[],
		properties: string[],
		session: Session,
	): Promise<Map<string, DestinationRecord | 'several'>>;
	nobody: string;
}

const SALESFORCE: Book = {
	system: 'Salesforce',
	object: 'Lead',
	nobody: 'The lead is not in Salesforce (any more).',
	records: async (destination, leads, properties, { signal }) =>
		await destination.read({ object: 'Lead', ids: leads.flatMap(salesforceLeadId), properties, signal }),
};

/** Leads that were handed over need not be Salesforce's. */
const salesforceLeadId = ({ enriched: { lead } }: LeadToWrite): string[] =>
	/^00Q[a-zA-Z0-9]{15}$/.test(lead.id) ? [lead.id] : [];

const HUBSPOT: Book = {
	system: 'HubSpot',
	object: 'contacts',
	nobody: 'HubSpot has no contact with this e-mail address.',
	records: async (destination, leads, properties, { signal }) => {
		const emails = leads.flatMap(({ enriched }) => emailOf(enriched) ?? []);
		const found =
			emails.length === 0
				? new Map<string, DestinationRecord[]>()
				: await destination.find({
						object: 'contacts',
						key: 'email',
						values: [...new Set(emails)],
						properties,
						signal,
					});
		const records = new Map<string, DestinationRecord | 'several'>();
		for (const { enriched } of leads) {
			const matches = found.get(emailOf(enriched) ?? '') ?? [];
			if (matches.length > 0) records.set(enriched.lead.id, matches.length === 1 ? matches[0] : 'several');
		}
		return records;
	},
};

/** As it was entered: the address is the key, whatever enrichment made of it. */
const emailOf = ({ lead }: EnrichedLead): string | undefined =>
	typeof lead.fields.email === 'string' ? lead.fields.email.trim() : undefined;

/** Writes what a run has found to one system, a page of leads at a time. */
export class WriteBack {
	private targets: Promise<Targets> | undefined;

	private constructor(
		private readonly book: Book,
		private readonly plan: WriteBackPlan,
		private readonly destination: Destination,
	) {}

	/** Salesforce leads, by id, 200 a call. */
	static toSalesforce = (plan: WriteBackPlan, destination: Destination): WriteBack =>
		new WriteBack(SALESFORCE, plan, destination);

	/** HubSpot contacts, by e-mail address, 100 a call. None are created. */
	static toHubspot = (plan: WriteBackPlan, destination: Destination): WriteBack =>
		new WriteBack(HUBSPOT, plan, destination);

	/** Checks the plan. @throws SophiaError `configuration` that names a field which cannot be written */
	async prepare(signal?: AbortSignal): Promise<void> {
		const { book, plan, destination } = this;
		this.targets = destination
			.describe(book.object, signal)
			.then((description) => targetsOf(plan, description, book.system));
		await this.targets;
	}

	/**
	 * Writes a page. Each record is read first: a field that somebody has filled since the lead was read stays as it is.
	 * @returns what came of each lead, by its id
	 * @throws SophiaError as any call; what was written before stays
	 */
	async write(leads: LeadToWrite[], session: Session): Promise<Map<string, Written>> {
		if (this.targets === undefined) await this.prepare(session.signal);
		const targets = (await this.targets) as Targets;
		const written = new Map<string, Written>();
		const others = [targets.score, targets.enrichedAt].flatMap((field) => field?.name ?? []);
		const properties = [...targets.fields.map(({ description }) => description.name), ...others];
		const records = await this.book.records(this.destination, leads, properties, session);
		const batch: WriteRecord[] = [];
		for (const lead of leads) {
			const { id } = lead.enriched.lead;
			const record = records.get(id);
			if (record === undefined || record === 'several') {
				written.set(
					id,
					this.skipped(record === undefined ? this.book.nobody : 'Several contacts have this e-mail address.'),
				);
				continue;
			}
			const values = valuesFor(lead, record, targets, session.now);
			if (Object.keys(values).length === 0) written.set(id, this.skipped('There is nothing to write.'));
			else batch.push({ id, destinationId: record.id, properties: values });
		}
		for (const part of chunks(distinct(batch, written, this), this.destination.batchSize.write))
			await this.send(part, session, written);
		return written;
	}

	private async send(batch: WriteRecord[], session: Session, written: Map<string, Written>) {
		const { signal, beforeCall, journal } = session;
		const intended = await this.intended(batch, session);
		await journal.intend(this.destination.system, intended);
		const outcomes = await this.destination.update({
			object: this.book.object,
			idProperty: '',
			records: batch,
			signal,
			beforeCall,
		});
		const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
		for (const { id, destinationId, properties } of batch) {
			const outcome = byId.get(id);
			if (outcome === undefined || outcome.status === 'gone') written.set(id, this.skipped(this.book.nobody));
			else if (outcome.status === 'rejected') written.set(id, this.rejected(outcome.problem));
			else
				written.set(id, {
					result: {
						system: this.book.system,
						status: 'written',
						recordId: destinationId ?? outcome.destinationId,
						fields: Object.keys(properties),
					},
					values: properties,
				});
		}
		const confirmed = intended.filter(({ row }) => written.get(row.recordId)?.result.status === 'written');
		await journal.confirm(
			this.destination.system,
			confirmed.map(({ row }) => row),
		);
	}

	/** Brings into the audit trail what a former run has written without living to see it. */
	async recover({ journal, signal }: Pick<Session, 'journal' | 'signal'>): Promise<void> {
		await journal.recover(this.destination, this.book.object, signal);
	}

	/** Writes as they stand in the audit trail once they are confirmed. */
	private async intended(batch: WriteRecord[], { runId, now, signal }: Session): Promise<IntendedWrite[]> {
		const { book, destination } = this;
		const scope: LinkScope = {
			sourceOrganisation: enrichmentAccount,
			sourceObject: 'Lead',
			destinationAccount: `${destination.system}:${await destination.account(signal)}`,
			destinationObject: book.object,
		};
		return batch.flatMap(({ id: recordId, destinationId, properties: values }) =>
			destinationId === undefined
				? []
				: [
						{
							row: { at: now, runId, action: 'updated', scope, recordId, destinationId, fields: Object.keys(values) },
							values,
						},
					],
		);
	}

	skipped(reason: string): Written {
		return { result: { system: this.book.system, status: 'skipped', reason }, values: {} };
	}

	private rejected(problem: RecordProblem): Written {
		return { result: { system: this.book.system, status: 'rejected', problem }, values: {} };
	}
}

/** Two leads may have one contact: a call takes each record once, the first lead's values stand. */
function distinct(batch: WriteRecord[], written: Map<string, Written>, writer: WriteBack): WriteRecord[] {
	const seen = new Set<string | undefined>();
	return batch.filter(({ id, destinationId }) => {
		if (!seen.has(destinationId)) {
			seen.add(destinationId);
			return true;
		}
		written.set(id, writer.skipped('Another lead of this run has the same contact.'));
		return false;
	});
}

/** What to write to a record as it is now. */
function valuesFor(
	{ enriched, score }: LeadToWrite,
	record: DestinationRecord,
	targets: Targets,
	now: string,
): Record<string, string> {
	const values: Record<string, string> = {};
	for (const target of targets.fields) {
		const value = newValue(target, enriched, record.properties[target.description.name] ?? '');
		if (value !== undefined) values[target.description.name] = value;
	}
	const current = (field: FieldDescription) => record.properties[field.name] ?? '';
	if (targets.score !== undefined && score !== undefined) {
		const before = current(targets.score);
		if (before === '' || Number(before) !== score) values[targets.score.name] = String(score);
	}
	// The date goes along with what is written; alone it is worth a call only once.
	const { enrichedAt } = targets;
	if (enrichedAt !== undefined && (Object.keys(values).length > 0 || current(enrichedAt) === ''))
		values[enrichedAt.name] = now;
	return values;
}

/** Written only over a blank, or over the very value that the run has decided to replace. */
function newValue({ field, valueOf }: Target, { changes }: EnrichedLead, current: string): string | undefined {
	const change = changes[field];
	if (change === undefined) return undefined;
	const value = valueOf(change.value);
	if (value === undefined || value === current) return undefined;
	if (current.trim() === '') return value;
	const replaced = change.before === undefined ? undefined : (valueOf(change.before) ?? String(change.before));
	return replaced?.trim() === current.trim() ? value : undefined;
}
