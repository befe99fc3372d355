import { openSqliteState } from '../../../../engine/state';
import { contacts, id, inScope, link } from '../contract/shared';

/** Opens the state as soon as it starts, and commits `pages` pages of 20 links named after `name`. */
async function main(directory: string, name: string, pages: number): Promise<void> {
	const store = await openSqliteState({ directory });
	const generations: number[] = [];
	for (let page = 0; page < pages; page++) {
		generations.push(await store.nextGeneration());
		const links = Array.from({ length: 20 }, (_, n) => link(id(`${name}.${page}.`, n), `${name}.${page}.${n}`));
		await store.commit({ links: inScope(contacts, ...links) }, []);
	}
	const hashKey = (await store.hashKey()).toString('hex');
	await store.close();
	process.stdout.write(`${JSON.stringify({ generations, hashKey })}\n`);
}

void main(process.argv[2], process.argv[3], Number(process.argv[4]));
