import type { LinkScope } from '../types';
import type { Session } from './session';

export type DestinationName = Pick<LinkScope, 'destinationAccount' | 'destinationObject'>;

export interface InternedScope {
	id: number;
	destinationId: number;
	scope: LinkScope;
}

/**
 * Scopes, destinations and names as small numbers. A number is given once and never changes, so it can
 * be remembered; only a transaction that is rolled back takes numbers back.
 */
export class Names {
	private readonly scopes = new Map<string, InternedScope>();
	private readonly scopesById = new Map<number, InternedScope>();
	private readonly destinations = new Map<string, number>();
	private readonly numbers = new Map<string, number>();
	private readonly texts = new Map<number, string>();

	constructor(private readonly session: Session) {}

	/** Finds a scope, or gives it a number. Only inside a write. */
	scope(scope: LinkScope): InternedScope {
		const found = this.findScope(scope);
		if (found !== undefined) return found;
		const destinationId = this.destination(scope);
		this.session.run(
			'INSERT INTO scopes (organisation, source_object, destination_id) VALUES (?, ?, ?)',
			scope.sourceOrganisation,
			scope.sourceObject,
			destinationId,
		);
		return this.findScope(scope) as InternedScope;
	}

	findScope(scope: LinkScope): InternedScope | undefined {
		const key = JSON.stringify([
			scope.sourceOrganisation,
			scope.sourceObject,
			scope.destinationAccount,
			scope.destinationObject,
		]);
		const known = this.scopes.get(key);
		if (known !== undefined) return known;
		const destinationId = this.findDestination(scope);
		if (destinationId === undefined) return undefined;
		const row = this.session.get<{ id: number }>(
			'SELECT id FROM scopes WHERE organisation = ? AND source_object = ? AND destination_id = ?',
			scope.sourceOrganisation,
			scope.sourceObject,
			destinationId,
		);
		if (row === undefined) return undefined;
		const { sourceOrganisation, sourceObject, destinationAccount, destinationObject } = scope;
		const interned = {
			id: row.id,
			destinationId,
			scope: { sourceOrganisation, sourceObject, destinationAccount, destinationObject },
		};
		this.scopes.set(key, interned);
		this.scopesById.set(interned.id, interned);
		return interned;
	}

	scopeById(id: number): InternedScope {
		const known = this.scopesById.get(id);
		if (known !== undefined) return known;
		const row = this.session.get<LinkScope & { destinationId: number }>(
			`SELECT organisation AS sourceOrganisation, source_object AS sourceObject,
				account AS destinationAccount, object AS destinationObject, destination_id AS destinationId
			 FROM scopes JOIN destinations ON destinations.id = destination_id WHERE scopes.id = ?`,
			id,
		);
		if (row === undefined) throw new Error(`No scope ${id} in the state.`);
		const { destinationId, ...scope } = row;
		const interned = { id, destinationId, scope };
		this.scopesById.set(id, interned);
		return interned;
	}

	/** Finds a destination, or gives it a number. Only inside a write. */
	destination(name: DestinationName): number {
		const found = this.findDestination(name);
		if (found !== undefined) return found;
		this.session.run(
			'INSERT INTO destinations (account, object) VALUES (?, ?)',
			name.destinationAccount,
			name.destinationObject,
		);
		return this.findDestination(name) as number;
	}

	findDestination(name: DestinationName): number | undefined {
		const key = JSON.stringify([name.destinationAccount, name.destinationObject]);
		let id = this.destinations.get(key);
		if (id === undefined) {
			id = this.session.get<{ id: number }>(
				'SELECT id FROM destinations WHERE account = ? AND object = ?',
				name.destinationAccount,
				name.destinationObject,
			)?.id;
			if (id !== undefined) this.destinations.set(key, id);
		}
		return id;
	}

	/** The number of an association kind or a property. Only inside a write. */
	number(name: string): number {
		const found = this.findNumber(name);
		if (found !== undefined) return found;
		this.session.run('INSERT INTO names (name) VALUES (?)', name);
		return this.findNumber(name) as number;
	}

	findNumber(name: string): number | undefined {
		let id = this.numbers.get(name);
		if (id === undefined) {
			id = this.session.get<{ id: number }>('SELECT id FROM names WHERE name = ?', name)?.id;
			if (id !== undefined) this.numbers.set(name, id);
		}
		return id;
	}

	text(id: number): string {
		let name = this.texts.get(id);
		if (name === undefined) {
			name = this.session.get<{ name: string }>('SELECT name FROM names WHERE id = ?', id)?.name;
			if (name === undefined) throw new Error(`No name ${id} in the state.`);
			this.texts.set(id, name);
		}
		return name;
	}

	/** After a rollback: numbers given in that transaction do not exist. */
	forget(): void {
		for (const map of [this.scopes, this.scopesById, this.destinations, this.numbers, this.texts]) map.clear();
	}
}
