import type { Cipher } from '../cipher';
import type { MaintenanceReport, MaintenanceRequest } from '../types';
import type { Database } from './database';
import { checkIntegrity } from './integrity';
import { reencrypt } from './reencrypt';
import { forgetOld } from './retention';

/** Pages (4 KB) given back per step: a few milliseconds. */
const pagesPerStep = 250;

/** See `StateStore.maintain`. */
export async function maintain(
	db: Database,
	cipher: Cipher,
	request: MaintenanceRequest,
	now: number,
): Promise<MaintenanceReport> {
	const deleted = await forgetOld(db, request.keep, now);
	const reencrypted = request.reencrypt ? await reencrypt(db, cipher) : undefined;
	const vacuum = request.vacuum ? await giveBack(db) : undefined;
	const integrity = request.integrityCheck
		? await checkIntegrity(db.reader.connection.location() as string)
		: undefined;
	return {
		deleted,
		...(vacuum && { vacuum }),
		...(integrity && { integrity }),
		...(reencrypted && { reencrypted }),
		bytes: sizeOf(db),
	};
}

const number = (db: Database, name: string): number =>
	Number(Object.values(db.reader.get<Record<string, number>>(`PRAGMA ${name}`) ?? {})[0] ?? 0);

const sizeOf = (db: Database): number => number(db, 'page_count') * number(db, 'page_size');

/** A step at a time: VACUUM would hold up everybody for as long as it takes to copy the whole file. */
async function giveBack(db: Database): Promise<NonNullable<MaintenanceReport['vacuum']>> {
	const bytesBefore = sizeOf(db);
	let unused = Infinity;
	await db.writeInSlices((session) => {
		session.exec(`PRAGMA incremental_vacuum(${pagesPerStep})`);
		const left = Number(session.get<{ freelist_count: number }>('PRAGMA freelist_count')?.freelist_count ?? 0);
		// A file that was made before it could be done a step at a time gives nothing back.
		const done = left === 0 || left >= unused;
		unused = left;
		return done;
	});
	await db.checkpoint();
	return { bytesBefore, bytesAfter: sizeOf(db) };
}
