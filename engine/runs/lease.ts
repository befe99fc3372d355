import { SophiaError } from '../errors';
import type { Lease, StateStore } from '../state/types';

/** After this long without a successful renewal the lease may belong to somebody else. */
const TTL_MS = 60_000;
const HEARTBEAT_MS = 15_000;

/**
 * Holds the write leases of a run: renews them, and answers before every vendor call and in every
 * commit whether they are still held. By the machine's own clock, not the plan's: it is about this
 * process being alive. A machine that slept, or was held up for a minute, has lost its lease.
 */
export class LeaseKeeper {
	private lost = false;
	private renewedAt = Date.now();
	private readonly timer: NodeJS.Timeout;

	constructor(
		private readonly state: StateStore,
		readonly leases: Lease[],
	) {
		this.timer = setInterval(() => void this.renew(), HEARTBEAT_MS);
		this.timer.unref();
	}

	/** @throws SophiaError `cancelled` (LEASE_LOST) when another run may have taken over */
	assertHeld(): void {
		if (this.lost || Date.now() - this.renewedAt > TTL_MS) throw leaseLost();
	}

	private async renew(): Promise<void> {
		const asked = Date.now();
		try {
			if (await this.state.renewLeases(this.leases)) this.renewedAt = asked;
			else this.lost = true;
		} catch {
			// The store did not answer; whether that is fatal is a matter of time.
		}
	}

	async release(): Promise<void> {
		clearInterval(this.timer);
		await this.state.releaseLeases(this.leases);
	}
}

const leaseLost = () =>
	new SophiaError('cancelled', 'Another run has taken over this sync: this one stops without writing anything more.', {
		code: 'LEASE_LOST',
		system: 'state',
		remedy: 'Nothing to do: the other run carries on. If it happens often, give the runs more time between them.',
	});
