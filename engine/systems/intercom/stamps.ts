import type { WireRecord } from './wire';

/** When a record was changed last, in milliseconds since 1970; a record that does not tell counts as never changed. */
export function stampOf({ fields: { updated_at: updatedAt, created_at: createdAt } }: WireRecord): number {
	const seconds = typeof updatedAt === 'number' ? updatedAt : createdAt;
	const at = typeof seconds === 'number' ? seconds * 1000 : 0;
	return Number.isNaN(new Date(at).getTime()) ? 0 : at;
}
