import { openSqliteState } from '../../../../engine/state';
import { contacts, id, inScope, link } from '../contract/shared';

/**
 * Commits pages of 200 links, each with the cursor behind it, until it is killed. Says the number of a
 * page once its commit has returned.
 */
async function main(directory: string): Promise<void> {
	const store = await openSqliteState({ directory });
	const cursor = await store.getCursor('sync', 'Contact');
	for (let page = Number(cursor?.watermark ?? 0) + 1; ; page++) {
		const links = Array.from({ length: 200 }, (_, n) =>
			link(id(`p${page}.`, n), `${page}.${n}`, { fields: { city: 'abcdefghij_-' } }),
		);
		await store.commit(
			{
				links: inScope(contacts, ...links),
				cursor: { syncKey: 'sync', object: 'Contact', cursor: { watermark: String(page) } },
			},
			[],
		);
		process.stdout.write(`${page}\n`);
	}
}

void main(process.argv[2]);
