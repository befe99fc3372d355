/** A list of the state, page by page. */
export async function* pagesOf<Row extends { id?: string }>(
	list: (page: { afterId?: string; limit: number }) => Promise<Row[]>,
	most = Infinity,
): AsyncGenerator<Row[], void, undefined> {
	let left = most;
	for (let afterId: string | undefined; left > 0; ) {
		const limit = Math.min(500, left);
		const rows = await list({ afterId, limit });
		if (rows.length > 0) yield rows;
		if (rows.length < limit) return;
		left -= rows.length;
		afterId = rows[rows.length - 1].id;
	}
}
