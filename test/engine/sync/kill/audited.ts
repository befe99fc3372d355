import { openSqliteState } from '../../../../engine/state';

/** The ids, on either side, of all records that the audit trail knows. */
export async function auditedIds(directory: string): Promise<Set<string>> {
	const state = await openSqliteState({ directory });
	const ids = new Set<string>();
	try {
		for (let afterId: string | undefined; ; ) {
			const page = await state.listAudit({ limit: 1_000, afterId });
			for (const { recordId, destinationId } of page) ids.add(recordId).add(destinationId ?? '');
			afterId = page.at(-1)?.id;
			if (afterId === undefined) return ids;
		}
	} finally {
		await state.close();
	}
}
