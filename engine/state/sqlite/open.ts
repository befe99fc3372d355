import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../clock';
import { Cipher, deriveKey } from '../cipher';
import { probeProcess, thisProcess, type Surroundings } from '../holder';
import { makeKeyFile, readKeyFile } from '../keyFile';
import type { StateStore } from '../types';
import { useDatabase } from './connection';
import type { Database } from './database';
import { stateError } from './failures';
import { removeDeadForks } from './forks';
import type { Session } from './session';
import { SqliteStateStore } from './store';

export interface SqliteStateOptions {
	/** Made with mode 0700 when missing; see `stateDirectory`. */
	directory: string;
	/** Default: the machine's clock. Leases expire by it. */
	clock?: Clock;
	/** 32 bytes, or a pass phrase of at least 8 characters. Without it: the file `state.key` in the directory, made on first use. */
	encryptionKey?: Buffer | string;
	/** The former key, after a change: opens what it wrote, and is never written with. */
	previousEncryptionKey?: Buffer | string;
	/** This process and what it sees of others; replaced in tests. */
	holderInfo?: Partial<Surroundings>;
}

/**
 * Opens the state in `<directory>/state.db`. Stores of one process on one directory share a connection;
 * each is closed for itself.
 * @throws SophiaError `configuration` when the directory cannot be used, the key is another one, or a
 * newer version made the file; `transient` when another process keeps it locked
 */
export async function openSqliteState(options: SqliteStateOptions): Promise<StateStore> {
	const { db, release } = await useDatabase(join(options.directory, 'state.db'));
	try {
		const surroundings: Surroundings = {
			process: options.holderInfo?.process ?? thisProcess(),
			probe: options.holderInfo?.probe ?? probeProcess,
		};
		removeDeadForks(options.directory, surroundings);
		const cipher = await openCipher(db, options);
		const hashKey = await db.write((session) => storedHashKey(session, cipher));
		const clock = options.clock ?? systemClock;
		return new SqliteStateStore({ db, cipher, hashKey, clock, surroundings, isFork: false, release });
	} catch (error) {
		await release();
		throw stateError(error);
	}
}

/** The keys in question: the one set, the former one, and the key file (a credential may have come later). */
async function openCipher(
	db: Database,
	{ directory, encryptionKey, previousEncryptionKey }: SqliteStateOptions,
): Promise<Cipher> {
	const salt = await db.write((session) => storedSecret(session, 'salt', () => randomBytes(16)));
	const former: Buffer[] = [];
	if (previousEncryptionKey) former.push(await deriveKey(previousEncryptionKey, salt, 'Previous Encryption Key'));
	if (!encryptionKey) return new Cipher([await db.write(() => makeKeyFile(directory)), ...former]);
	const fromFile = readKeyFile(directory);
	if (fromFile !== undefined) former.push(fromFile);
	return new Cipher([await deriveKey(encryptionKey, salt, 'Encryption Key'), ...former]);
}

/**
 * The secret behind the hashes, made on first use and kept encrypted: whoever takes the database alone
 * cannot try values against its hashes. After a change of key it is wrapped anew.
 */
function storedHashKey(session: Session, cipher: Cipher): Buffer {
	const place = ['hashKey'];
	const wrapped = storedSecret(session, 'hashKey', () => cipher.encrypt(randomBytes(32), place));
	const hashKey = cipher.decrypt(wrapped, place);
	if (cipher.isOutdated(wrapped)) {
		session.run("UPDATE meta SET value = ? WHERE key = 'hashKey'", cipher.encrypt(hashKey, place));
	}
	return hashKey;
}

function storedSecret(session: Session, key: string, make: () => Buffer): Buffer {
	const row = session.get<{ value: Uint8Array }>('SELECT value FROM meta WHERE key = ?', key);
	if (row !== undefined) return Buffer.from(row.value);
	const made = make();
	session.run('INSERT INTO meta (key, value) VALUES (?, ?)', key, made);
	return made;
}
