import type { LeaseKeeper } from '../../runs/lease';
import type { AuditWrite, StateStore } from '../../state/types';
import type { Destination } from '../../systems/types';

/** A write that is about to be made: its row of the audit trail, and what the record will hold. */
export interface IntendedWrite {
	row: AuditWrite & { destinationId: string };
	/** The system's field → value. */
	values: Record<string, string>;
}

/**
 * Brings every confirmed write of leads into the audit trail, also those whose process ended before it could say so:
 * what is about to be written is noted (encrypted), and the next run looks what came of it.
 */
export class WriteJournal {
	constructor(
		private readonly state: StateStore,
		private readonly syncKey: string,
		private readonly lease: LeaseKeeper,
	) {}

	private note(system: string): string {
		return `leads/${this.syncKey}/${system}`;
	}

	async intend(system: string, writes: IntendedWrite[]): Promise<void> {
		await this.state.updateNote<IntendedWrite[]>(this.note(system), () => writes);
	}

	/** @param rows those that the system has confirmed */
	async confirm(system: string, rows: AuditWrite[]): Promise<void> {
		if (rows.length > 0) await this.state.commit({ audit: rows }, this.lease.leases);
		await this.state.updateNote(this.note(system), () => undefined);
	}

	/** Looks what came of writes that a former run did not live to see: what the records hold now has been written. */
	async recover(destination: Destination, object: string, signal?: AbortSignal): Promise<void> {
		const left = await this.state.getNote<IntendedWrite[]>(this.note(destination.system));
		if (left === undefined) return;
		const records = await destination.read({
			object,
			ids: left.map(({ row }) => row.destinationId),
			properties: [...new Set(left.flatMap(({ values }) => Object.keys(values)))],
			signal,
		});
		const holds = ({ row, values }: IntendedWrite): boolean => {
			const properties = records.get(row.destinationId)?.properties;
			return Object.entries(values).every(([field, value]) => properties?.[field] === value);
		};
		await this.confirm(
			destination.system,
			left.filter(holds).map(({ row }) => row),
		);
	}
}
