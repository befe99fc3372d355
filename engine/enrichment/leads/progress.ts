import { createSecretKey, type KeyObject } from 'node:crypto';
import { scalarText } from '../../mapping/values/text';
import { keyedHash } from '../../state/hash';
import type { Lease, Link, LinkScope, RejectionWrite, StateChanges, StateStore } from '../../state/types';
import type { SourceRecord } from '../../systems/types';

/** Records that are looked at again, so many at a time. */
const REVISITS = 500;
const INPUT = '@input';

/** A lead that was read, and the mark by which it was asked to be read again. */
export interface ReadLead {
	record: SourceRecord;
	mark?: number;
}

/** What came of a lead, as it is to be remembered. */
export interface Finished extends ReadLead {
	/** What was written to the record itself. */
	written: Record<string, string>;
	/** Some of its fields are to be asked for again. */
	open: boolean;
	rejection?: Pick<RejectionWrite, 'category' | 'reason' | 'field' | 'retryable' | 'payload'>;
}

/** What links of enriched leads lead to: no other record. */
export const enrichmentAccount = 'sophia:enrichment';

/** Links of leads are a sync's own: what one workflow has enriched, another may enrich with other providers. */
export const enrichmentScope = (organisation: string, syncKey: string): LinkScope => ({
	sourceOrganisation: organisation,
	sourceObject: 'Lead',
	destinationAccount: enrichmentAccount,
	destinationObject: syncKey,
});

/** What is remembered of leads between runs: which were enriched as they are now, and which have open fields. */
export class LeadProgress {
	private constructor(
		private readonly state: StateStore,
		private readonly key: KeyObject,
		readonly scope: LinkScope,
		private readonly syncKey: string,
		private readonly names: string[],
	) {}

	/** @param names the fields that a lead's enrichment depends on */
	static async open(state: StateStore, organisation: string, syncKey: string, names: string[]): Promise<LeadProgress> {
		const scope = enrichmentScope(organisation, syncKey);
		return new LeadProgress(state, createSecretKey(await state.hashKey()), scope, syncKey, [...names].sort());
	}

	/** Those that have not been enriched as they are now; with `neverOnly`, those that have never been. */
	async news(records: SourceRecord[], neverOnly: boolean): Promise<SourceRecord[]> {
		const links = await this.state.getLinks(
			this.scope,
			records.map(({ id }) => id),
		);
		return records.filter((record) => {
			const link = links.get(record.id);
			return link === undefined || (!neverOnly && link.fields[INPUT] !== this.inputOf(record, {}));
		});
	}

	/** Leads that a person wants tried again are read again like those with open fields. */
	async askAgain(leases: Lease[]): Promise<void> {
		for (let afterId: string | undefined; ; ) {
			const page = await this.state.listRejections({ syncKey: this.syncKey, due: true, afterId, limit: REVISITS });
			if (page.length === 0) return;
			await this.state.commit({ revisit: page.map(({ scope, recordId }) => ({ scope, sourceId: recordId })) }, leases);
			afterId = page[page.length - 1].id;
		}
	}

	/** Leads with open fields, a page of ids at a time. */
	async *revisits(): AsyncGenerator<Map<string, number>, void, undefined> {
		for (let after: string | undefined; ; ) {
			const page = await this.state.revisits(this.scope, after, REVISITS);
			if (page.length === 0) return;
			yield new Map(page.map(({ sourceId, mark }) => [sourceId, mark]));
			after = page[page.length - 1].sourceId;
		}
	}

	/** Remembers a page of leads in one transaction. */
	async commit(leads: Finished[], run: { runId: string; at: string }, leases: Lease[]): Promise<void> {
		const changes: Required<Pick<StateChanges, 'links' | 'rejections' | 'resolved' | 'revisit' | 'revisited'>> = {
			links: [],
			rejections: [],
			resolved: [],
			revisit: [],
			revisited: [],
		};
		for (const lead of leads) {
			const ref = { scope: this.scope, sourceId: lead.record.id };
			changes.links.push({ scope: this.scope, link: this.linkOf(lead) });
			if (lead.mark !== undefined) changes.revisited.push({ ...ref, mark: lead.mark });
			if (lead.open || lead.rejection?.retryable === true) changes.revisit.push(ref);
			if (lead.rejection === undefined) changes.resolved.push({ ...ref, syncKey: this.syncKey });
			else
				changes.rejections.push({
					...lead.rejection,
					syncKey: this.syncKey,
					scope: this.scope,
					recordId: lead.record.id,
					payloadHash: this.inputOf(lead.record, {}),
					...run,
				});
		}
		await this.state.commit(changes, leases);
	}

	/** Leads that are gone are not asked for again, nor listed as rejected. */
	async forget(marks: Map<string, number>, leases: Lease[]): Promise<void> {
		if (marks.size === 0) return;
		const refs = [...marks].map(([sourceId, mark]) => ({ scope: this.scope, sourceId, mark }));
		await this.state.commit(
			{
				revisited: refs,
				removeLinks: refs.map(({ scope, sourceId }) => ({ scope, sourceId })),
				resolved: refs.map(({ scope, sourceId }) => ({ scope, sourceId, syncKey: this.syncKey })),
			},
			leases,
		);
	}

	private linkOf({ record, written }: Finished): Link {
		return {
			sourceId: record.id,
			destinationId: record.id,
			role: 'primary',
			matchKey: null,
			fields: { [INPUT]: this.inputOf(record, written) },
			modifiedAt: record.modifiedAt,
		};
	}

	/** What a lead's enrichment depends on, as one hash: as it will be read once what was written is there. */
	private inputOf(record: SourceRecord, written: Record<string, string>): string {
		const values = this.names.map((name) => written[name] ?? scalarText(record.fields[name] ?? null) ?? '');
		return keyedHash(this.key, JSON.stringify(values));
	}
}
