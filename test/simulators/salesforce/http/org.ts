import type { SimulatorClock } from '../../shared/clock';
import type { Settings } from '../options';
import type { Evaluator } from '../soql/evaluator';
import type { Store } from '../store/store';
import type { Writer } from '../write/writer';
import type { Grants } from './grants';
import type { Sessions } from './sessions';
import type { Usage } from './usage';

/** What the routes work on. */
export interface Org {
	readonly settings: Settings;
	readonly clock: SimulatorClock;
	readonly random: () => number;
	readonly store: Store;
	readonly writer: Writer;
	readonly evaluator: Evaluator;
	readonly sessions: Sessions;
	readonly grants: Grants;
	readonly usage: Usage;
	readonly organisationId: string;
	readonly userId: string;
	/** The server's own address, which is its instance URL too. */
	readonly url: string;
}
