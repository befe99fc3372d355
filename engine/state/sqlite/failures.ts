import { SophiaError } from '../../errors';

/** SQLite's primary result codes that a person or time can mend. */
const busy = 5;
const locked = 6;
const readOnly = 8;
const ioError = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const notADatabase = 26;

const primaryCode = (error: unknown): number | undefined => {
	const { code, errcode } = error as { code?: string; errcode?: number };
	return code === 'ERR_SQLITE_ERROR' && errcode !== undefined ? errcode & 0xff : undefined;
};

/** True when another process holds the lock. */
export const isBusy = (error: unknown): boolean => {
	const code = primaryCode(error);
	return code === busy || code === locked;
};

export const lockedOut = (cause?: unknown): SophiaError =>
	new SophiaError('transient', 'Another process keeps the state locked.', {
		system: 'state',
		code: 'STATE_LOCKED',
		remedy: 'See that only one server uses the state directory, and that no other program has the database open.',
		cause,
	});

const explained = new Map<number, [message: string, remedy: string]>([
	[
		readOnly,
		[
			'The state cannot be written: it is read-only.',
			'Let the user that this process runs as write to the state directory.',
		],
	],
	[
		ioError,
		[
			'The disk failed to read or write the state.',
			'Check the disk that holds the state directory; it must be a local one.',
		],
	],
	[
		corrupt,
		[
			'The state is damaged.',
			'Restore it from a backup, or move the state directory away: the next run compares everything again.',
		],
	],
	[
		full,
		['The disk that holds the state is full.', 'Free some space on it; the next run goes on where this one stopped.'],
	],
	[
		cannotOpen,
		['The state cannot be opened.', 'Let the user that this process runs as read and write the state directory.'],
	],
	[notADatabase, ['The state file is not a database.', 'Move it away: the next run compares everything again.']],
]);

/** What a person can mend, as a SophiaError; everything else is a bug and stays what it is. */
export function stateError(error: unknown): unknown {
	if (isBusy(error)) return lockedOut(error);
	const [message, remedy] = explained.get(primaryCode(error) ?? -1) ?? [];
	if (message === undefined) return error;
	return new SophiaError('configuration', message, { system: 'state', code: 'STATE_UNUSABLE', remedy, cause: error });
}
