import { buildBodies, type Bodies, type Row } from './bareBodies';
import { BareLoop, type Concurrency } from './bareLoop';
import { note, serve } from './child';
import { Meter, type Measured } from './meter';
import type { PairAddress } from './simulatorProcess';

export interface BarePreparation {
	accounts: Row[];
	contacts: Row[];
	ownerId: string;
}

let bodies: Bodies;

serve({
	/** @returns how many searches, look-ups and writes the records take at least */
	prepare: ({ accounts, contacts, ownerId }: BarePreparation) => {
		bodies = buildBodies(accounts, contacts, ownerId);
		return {
			searches: bodies.searches.length,
			lookups: bodies.lookups.length,
			writes: bodies.companies.length + bodies.contacts.length,
		};
	},
	run: async ({ pair, concurrency }: { pair: PairAddress; concurrency: Concurrency }): Promise<Measured> => {
		const meter = new Meter();
		await new BareLoop(pair, bodies, concurrency, (written) => {
			meter.working();
			note(`${written} records`);
		}).run();
		return meter.stop();
	},
});
