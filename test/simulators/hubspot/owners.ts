import { notFound, validationError } from './errors';

export interface Owner {
	id: string;
	email: string;
	firstName: string;
	lastName: string;
	archived: boolean;
}

const MAX_PAGE = 500;

/** The portal's users who can own records. */
export class Owners {
	private readonly byId = new Map<string, Owner>();
	private nextId = 41_629_779;

	constructor(private readonly createdAt: string) {}

	add(owner: { email: string; id?: string; firstName?: string; lastName?: string; archived?: boolean }): Owner {
		const id = owner.id ?? String(this.nextId++);
		const added = {
			id,
			email: owner.email,
			firstName: owner.firstName ?? '',
			lastName: owner.lastName ?? '',
			archived: owner.archived ?? false,
		};
		this.byId.set(id, added);
		return added;
	}

	/** Records can be given to owners that exist and are not archived. */
	exists(id: string): boolean {
		return this.byId.get(id)?.archived === false;
	}

	get(id: string): Record<string, unknown> {
		const owner = this.byId.get(id);
		if (owner === undefined) throw notFound(`Owner ${id} does not exist`);
		return this.answer(owner);
	}

	/** One page as `GET /crm/v3/owners` answers it. */
	list(query: Record<string, string | undefined>): Record<string, unknown> {
		const limit = query.limit === undefined ? 100 : Number(query.limit);
		if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
			throw validationError(`limit must be between 1 and ${MAX_PAGE}`);
		const archived = query.archived === 'true';
		const matching = [...this.byId.values()].filter(
			(owner) =>
				owner.archived === archived &&
				(query.email === undefined || owner.email.toLowerCase() === query.email.toLowerCase()),
		);
		const start = query.after === undefined ? 0 : matching.findIndex((owner) => owner.id === query.after) + 1;
		const results = matching.slice(start, start + limit);
		return {
			results: results.map((owner) => this.answer(owner)),
			...(start + limit < matching.length ? { paging: { next: { after: results.at(-1)!.id } } } : {}),
		};
	}

	private answer(owner: Owner): Record<string, unknown> {
		const userId = Number(owner.id) % 10_000_000;
		return {
			...owner,
			type: 'PERSON',
			userId,
			userIdIncludingInactive: userId,
			createdAt: this.createdAt,
			updatedAt: this.createdAt,
		};
	}
}
