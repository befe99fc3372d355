import type { Clock } from '../clock';
import { SophiaError } from '../errors';
import type { Lease, StateStore } from '../state/types';

/** After this long without a successful renewal the lease may belong to somebody else. */
const TTL_MS = 60_000;
const HEARTBEAT_MS = 15_000;

/**
 * Holds the write leases of a run: renews them, and answers before every vendor call and in every
 * commit whether they are still held.
 */
export class LeaseKeeper {
	private lost = false;
	private renewedAt: number;
	private timer?: NodeJS.Timeout;

	constructor(
		private readonly state: StateStore,
		readonly leases: Lease[],
		private readonly clock: Clock,
	) {
		this.renewedAt = clock.now();
		// Real time on purpose: a heartbeat is about this process being alive, not about the plan's clock.
		this.timer = setInterval(() => void this.renew(), HEARTBEAT_MS);
		this.timer.unref();
	}

	/** @throws SophiaError `cancelled` (LEASE_LOST) when another run may have taken over */
	assertHeld(): void {
		if (this.lost) throw leaseLost();
	}

	private async renew(): Promise<void> {
		const asked = this.clock.now();
		try {
			if (await this.state.renewLeases(this.leases)) this.renewedAt = asked;
			else this.lost = true;
		} catch {
			// The store did not answer; whether that is fatal is a matter of time.
			if (this.clock.now() - this.renewedAt > TTL_MS) this.lost = true;
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
