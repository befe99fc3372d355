import { SophiaError } from '../../errors';
import { isDead, type Surroundings } from '../holder';
import type { AcquireResult, Lease } from '../types';
import type { Session } from './session';

/** How long a lease lives without being renewed. */
export const leaseTtlMs = 60_000;

interface LeaseRow {
	fence: number;
	/** Null when it was released: the fence stays, so that numbers only grow. */
	holder: string | null;
	since: number;
	renewed: number;
}

const read = (session: Session, name: string): LeaseRow | undefined =>
	session.get<LeaseRow>('SELECT fence, holder, since, renewed FROM leases WHERE name = ?', name);

const isHeld = (session: Session, lease: Lease): boolean => {
	const row = read(session, lease.name);
	return row?.holder === lease.holder && row.fence === lease.fence;
};

/** @throws SophiaError `cancelled` with code LEASE_LOST. Only inside a write. */
export function requireLeases(session: Session, leases: Lease[]): void {
	const lost = leases.find((lease) => !isHeld(session, lease));
	if (lost === undefined) return;
	throw new SophiaError('cancelled', `Another run has taken over the lease '${lost.name}'. Nothing was committed.`, {
		system: 'state',
		code: 'LEASE_LOST',
		remedy: 'Nothing needs to be done: the other run does the work.',
	});
}

/**
 * All of the names or none. Only inside a write. The same holder gets the lease it already has; an
 * expired lease, or one of a dead process on this host, is taken over with the next number.
 */
export function acquire(
	session: Session,
	names: string[],
	holder: string,
	now: number,
	{ process, probe }: Surroundings,
): AcquireResult {
	const rows = new Map([...new Set(names)].map((name) => [name, read(session, name)]));
	for (const row of rows.values()) {
		if (row === undefined || row.holder === null || row.holder === holder) continue;
		if (now - row.renewed >= leaseTtlMs || isDead(row.holder, process, probe)) continue;
		return { acquired: false, heldBy: row.holder, since: new Date(row.since).toISOString() };
	}
	const leases: Lease[] = [];
	for (const [name, row] of rows) {
		const mine = row?.holder === holder;
		const fence = mine ? row.fence : (row?.fence ?? 0) + 1;
		session.run(
			'INSERT OR REPLACE INTO leases (name, fence, holder, since, renewed) VALUES (?, ?, ?, ?, ?)',
			name,
			fence,
			holder,
			mine ? row.since : now,
			now,
		);
		leases.push({ name, holder, fence });
	}
	return { acquired: true, leases };
}

/** Only inside a write. @returns false, and renews none, when one of them is lost */
export function renew(session: Session, leases: Lease[], now: number): boolean {
	if (!leases.every((lease) => isHeld(session, lease))) return false;
	for (const lease of leases) session.run('UPDATE leases SET renewed = ? WHERE name = ?', now, lease.name);
	return true;
}

/** Only inside a write. Those that are lost already are left to whoever has them. */
export function release(session: Session, leases: Lease[]): void {
	for (const { name, holder, fence } of leases) {
		session.run('UPDATE leases SET holder = NULL WHERE name = ? AND holder = ? AND fence = ?', name, holder, fence);
	}
}

/** Holders of leases that have not expired. */
export const liveHolders = (session: Session, now: number): string[] =>
	session
		.all<{ holder: string }>('SELECT holder FROM leases WHERE holder IS NOT NULL AND renewed > ?', now - leaseTtlMs)
		.map((row) => row.holder);
