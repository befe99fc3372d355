import fc from 'fast-check';
import type { LinkRole } from '../../../../engine/state';
import { accounts, contacts, inScope, leads, link, pairs, pending, waiting, wants, type Open } from './shared';

type Step =
	| { do: 'linkPerson'; person: string; record: string; role: LinkRole }
	| { do: 'unlinkPerson'; person: string }
	| { do: 'linkAccount'; account: string; copy: string; role: LinkRole }
	| { do: 'unlinkAccount'; account: string }
	| { do: 'want'; person: string; accounts: string[] }
	| { do: 'work'; share: number };

const person = fc.constantFrom('contact1', 'contact2', 'lead1', 'lead2');
const account = fc.constantFrom('a1', 'a2', 'a3');
const role = fc.constantFrom<LinkRole>('primary', 'primary', 'shadow');
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({ do: fc.constant('linkPerson' as const), person, record: fc.constantFrom('101', '102', '103'), role }),
	fc.record({ do: fc.constant('unlinkPerson' as const), person }),
	fc.record({ do: fc.constant('linkAccount' as const), account, copy: fc.constantFrom('x', 'y'), role }),
	fc.record({ do: fc.constant('unlinkAccount' as const), account }),
	fc.record({ do: fc.constant('want' as const), person, accounts: fc.uniqueArray(account, { maxLength: 2 }) }),
	fc.record({ do: fc.constant('work' as const), share: fc.integer({ min: 1, max: 3 }) }),
);

const scopeOf = (name: string) => (name.startsWith('contact') ? contacts : leads);

/** The rules of associations over the whole state, with no memory of what changed. */
class Model {
	readonly links = new Map<string, { record: string; role: LinkRole }>();
	readonly wanted = new Map<string, string[]>();
	readonly done = new Set<string>();

	/** Every pair that should be: both ends through primary links. */
	private desired(): Set<string> {
		const desired = new Set<string>();
		for (const [from, targets] of this.wanted) {
			for (const to of targets) {
				const [f, t] = [this.links.get(from), this.links.get(to)];
				if (f?.role === 'primary' && t?.role === 'primary') desired.add(`${f.record}→${t.record}`);
			}
		}
		return desired;
	}

	pending(): string[] {
		const desired = this.desired();
		const alive = new Set([...this.links.values()].map((one) => one.record));
		for (const pair of this.done) if (!pair.split('→').every((record) => alive.has(record))) this.done.delete(pair);
		return [
			...[...desired].filter((pair) => !this.done.has(pair)).map((pair) => `+${pair}`),
			...[...this.done].filter((pair) => !desired.has(pair)).map((pair) => `-${pair}`),
		].sort();
	}

	waiting(): number {
		let count = 0;
		for (const [from, targets] of this.wanted) {
			if (this.links.get(from)?.role !== 'primary') continue;
			for (const to of targets) if (this.links.get(to)?.role !== 'primary') count++;
		}
		return count;
	}
}

export function associationHistoryContract(open: Open): void {
	it('associations: after any history, what is pending is what a look at everything would find', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (history) => {
				const { store } = await open();
				const model = new Model();
				for (const one of history) {
					if (one.do === 'linkPerson') {
						model.links.set(one.person, { record: one.record, role: one.role });
						await store.commit(
							{ links: inScope(scopeOf(one.person), link(one.person, one.record, { role: one.role })) },
							[],
						);
					} else if (one.do === 'linkAccount') {
						const record = `${one.account}${one.copy}`;
						model.links.set(one.account, { record, role: one.role });
						await store.commit({ links: inScope(accounts, link(one.account, record, { role: one.role })) }, []);
					} else if (one.do === 'unlinkPerson' || one.do === 'unlinkAccount') {
						const [scope, sourceId] =
							one.do === 'unlinkPerson' ? [scopeOf(one.person), one.person] : [accounts, one.account];
						model.links.delete(sourceId);
						await store.commit({ removeLinks: [{ scope, sourceId }] }, []);
					} else if (one.do === 'want') {
						model.wanted.set(one.person, one.accounts);
						const from = { scope: scopeOf(one.person), sourceId: one.person };
						await store.commit({ wantedAssociations: [{ ...wants(one.person, ...one.accounts), from }] }, []);
					} else {
						const found = await pending(store);
						expect(pairs(found).sort()).toEqual(model.pending());
						const worked = found.filter((_, index) => index % one.share === 0);
						await store.commit({ doneAssociations: worked }, []);
						for (const pair of pairs(worked)) {
							if (pair.startsWith('+')) model.done.add(pair.slice(1));
							else model.done.delete(pair.slice(1));
						}
					}
				}
				expect(pairs(await pending(store)).sort()).toEqual(model.pending());
				expect(await waiting(store)).toBe(model.waiting());
				await store.close();
			}),
			{ numRuns: 60 },
		);
	});
}
