/** Marks the file as ours: 'SOPH'. */
export const applicationId = 0x534f5048;

/**
 * The schema's migrations, in order; a database's version is the number of those it has had. One that
 * has been released is never changed: later changes are appended.
 *
 * `links.seen` is the last full read that saw the record. `wanted.waiting` marks a superset of the
 * wishes whose target is not in the destination. `dirty` lists the destination records whose
 * associations may not be as wanted; `moved` lists source records whose link changed while others
 * want an association to them: it is spread into `dirty` a slice at a time, because one company can
 * have a hundred thousand contacts.
 *
 * `junctions` says for which pair each record of a third object stands; a pair is in `wanted` once.
 *
 * `audit` is kept small, for there is a row per write: runs and field lists by number, ids of digits as
 * numbers, no index by time. `audit_runs` says between which rows, and when, a run wrote; it outlives
 * the run itself. `inbox_keys` outlives the entries.
 * (No foreign key leads to `audit_runs`: without an index, SQLite would look through all of `audit` for each run
 * that is deleted.)
 */
export const migrations: readonly string[] = [
	`
	CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
	CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
	CREATE TABLE destinations (
		id INTEGER PRIMARY KEY, account TEXT NOT NULL, object TEXT NOT NULL, UNIQUE (account, object)
	) STRICT;
	CREATE TABLE scopes (
		id INTEGER PRIMARY KEY, organisation TEXT NOT NULL, source_object TEXT NOT NULL,
		destination_id INTEGER NOT NULL REFERENCES destinations (id),
		UNIQUE (organisation, source_object, destination_id)
	) STRICT;

	CREATE TABLE links (
		id INTEGER PRIMARY KEY,
		scope_id INTEGER NOT NULL REFERENCES scopes (id), source_id TEXT NOT NULL,
		destination_id INTEGER NOT NULL REFERENCES destinations (id), record_id TEXT NOT NULL,
		role INTEGER NOT NULL, match_key TEXT, modified_at TEXT NOT NULL, seen INTEGER NOT NULL DEFAULT 0,
		fields BLOB NOT NULL
	) STRICT;
	CREATE UNIQUE INDEX links_by_source ON links (scope_id, source_id);
	CREATE INDEX links_by_record ON links (destination_id, record_id);
	CREATE INDEX links_by_match_key ON links (destination_id, match_key) WHERE match_key IS NOT NULL;
	CREATE INDEX links_by_seen ON links (scope_id, seen, source_id);

	CREATE TABLE wanted (
		from_scope_id INTEGER NOT NULL REFERENCES scopes (id), from_id TEXT NOT NULL,
		kind_id INTEGER NOT NULL REFERENCES names (id),
		to_scope_id INTEGER NOT NULL REFERENCES scopes (id), to_id TEXT NOT NULL,
		waiting INTEGER NOT NULL,
		PRIMARY KEY (from_scope_id, from_id, kind_id, to_scope_id, to_id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX wanted_by_target ON wanted (to_scope_id, to_id, kind_id, from_scope_id, from_id);
	CREATE INDEX wanted_waiting ON wanted (kind_id, from_scope_id, from_id, to_scope_id, to_id) WHERE waiting = 1;

	CREATE TABLE done (
		from_destination_id INTEGER NOT NULL REFERENCES destinations (id), from_record_id TEXT NOT NULL,
		kind_id INTEGER NOT NULL REFERENCES names (id),
		to_destination_id INTEGER NOT NULL REFERENCES destinations (id), to_record_id TEXT NOT NULL,
		from_scope_id INTEGER NOT NULL REFERENCES scopes (id), from_id TEXT NOT NULL,
		to_scope_id INTEGER NOT NULL REFERENCES scopes (id), to_id TEXT NOT NULL,
		PRIMARY KEY (from_destination_id, from_record_id, kind_id, to_destination_id, to_record_id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX done_by_target ON done (to_destination_id, to_record_id);

	CREATE TABLE dirty (
		kind_id INTEGER NOT NULL REFERENCES names (id),
		destination_id INTEGER NOT NULL REFERENCES destinations (id), record_id TEXT NOT NULL,
		PRIMARY KEY (kind_id, destination_id, record_id)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE moved (
		scope_id INTEGER NOT NULL REFERENCES scopes (id), source_id TEXT NOT NULL,
		kind_id INTEGER NOT NULL DEFAULT 0, from_scope_id INTEGER NOT NULL DEFAULT 0, from_id TEXT NOT NULL DEFAULT '',
		PRIMARY KEY (scope_id, source_id)
	) STRICT, WITHOUT ROWID;

	CREATE TABLE cursors (
		sync_key TEXT NOT NULL, object TEXT NOT NULL, cursor TEXT NOT NULL, PRIMARY KEY (sync_key, object)
	) STRICT, WITHOUT ROWID;

	CREATE TABLE rejections (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		sync_key TEXT NOT NULL, scope_id INTEGER NOT NULL REFERENCES scopes (id), record_id TEXT NOT NULL,
		category TEXT NOT NULL, reason TEXT NOT NULL, field TEXT, retryable INTEGER NOT NULL,
		destination_id INTEGER NOT NULL REFERENCES destinations (id), blocked_by TEXT,
		payload_hash TEXT NOT NULL, payload BLOB,
		attempts INTEGER NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL, run_id TEXT NOT NULL
	) STRICT;
	CREATE UNIQUE INDEX rejections_by_record ON rejections (sync_key, scope_id, record_id);
	CREATE INDEX rejections_by_sync ON rejections (sync_key, id);
	CREATE INDEX rejections_by_blocker ON rejections (destination_id, blocked_by) WHERE blocked_by IS NOT NULL;

	CREATE TABLE revisits (
		scope_id INTEGER NOT NULL REFERENCES scopes (id), source_id TEXT NOT NULL, mark INTEGER NOT NULL,
		PRIMARY KEY (scope_id, source_id)
	) STRICT, WITHOUT ROWID;

	CREATE TABLE leases (
		name TEXT NOT NULL PRIMARY KEY, fence INTEGER NOT NULL, holder TEXT,
		since INTEGER NOT NULL, renewed INTEGER NOT NULL
	) STRICT, WITHOUT ROWID;

	CREATE TABLE runs (
		run_id TEXT NOT NULL PRIMARY KEY, sync_key TEXT NOT NULL, operation TEXT NOT NULL, status TEXT NOT NULL,
		started_at TEXT NOT NULL, finished_at TEXT, report TEXT, holder TEXT NOT NULL
	) STRICT;
	CREATE INDEX runs_by_sync ON runs (sync_key, started_at);
	CREATE INDEX runs_by_start ON runs (started_at);
	CREATE INDEX runs_running ON runs (sync_key) WHERE status = 'running';
	`,
	`
	CREATE TABLE cache (
		id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, expires_at INTEGER NOT NULL, value BLOB NOT NULL
	) STRICT;
	CREATE INDEX cache_by_expiry ON cache (expires_at);
	`,
	`
	ALTER TABLE runs ADD COLUMN origin TEXT;
	ALTER TABLE rejections ADD COLUMN dismissed_at TEXT;
	CREATE INDEX rejections_open ON rejections (sync_key, id) WHERE dismissed_at IS NULL;
	CREATE INDEX rejections_dismissed ON rejections (id) WHERE dismissed_at IS NOT NULL;
	CREATE INDEX rejections_due ON rejections (sync_key, id) WHERE payload_hash = '';
	CREATE INDEX rejections_by_id ON rejections (record_id);
	CREATE INDEX rejections_by_try ON rejections (last_at);

	CREATE TABLE notes (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

	CREATE TABLE inbox (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		inbox_id INTEGER NOT NULL REFERENCES names (id), kind_id INTEGER NOT NULL REFERENCES names (id),
		received_at INTEGER NOT NULL, holder_id INTEGER NOT NULL REFERENCES names (id), emitted_at INTEGER NOT NULL,
		attempts INTEGER NOT NULL, abandoned INTEGER NOT NULL DEFAULT 0,
		body BLOB NOT NULL
	) STRICT;
	CREATE INDEX inbox_open ON inbox (inbox_id, abandoned, id, holder_id, emitted_at);
	CREATE TABLE inbox_keys (
		inbox_id INTEGER NOT NULL REFERENCES names (id), key TEXT NOT NULL,
		entry_id INTEGER NOT NULL, until INTEGER,
		PRIMARY KEY (inbox_id, key)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX inbox_keys_by_entry ON inbox_keys (entry_id);
	CREATE INDEX inbox_keys_by_expiry ON inbox_keys (until) WHERE until IS NOT NULL;

	CREATE TABLE audit_runs (
		id INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE,
		sync_key TEXT NOT NULL, operation TEXT NOT NULL, origin TEXT,
		first_id INTEGER NOT NULL, last_id INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL
	) STRICT;
	CREATE INDEX audit_runs_by_sync ON audit_runs (sync_key);
	CREATE TABLE field_lists (id INTEGER PRIMARY KEY, fields TEXT NOT NULL UNIQUE) STRICT;
	CREATE TABLE audit (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		run INTEGER NOT NULL, at INTEGER NOT NULL, action INTEGER NOT NULL,
		scope_id INTEGER NOT NULL REFERENCES scopes (id), record_id ANY NOT NULL, target_id ANY,
		field_list INTEGER
	) STRICT;
	CREATE INDEX audit_by_record ON audit (record_id);
	CREATE INDEX audit_by_target ON audit (target_id) WHERE target_id IS NOT NULL;
	`,
	`
	CREATE TABLE junctions (
		kind_id INTEGER NOT NULL REFERENCES names (id),
		from_scope_id INTEGER NOT NULL REFERENCES scopes (id), junction_id TEXT NOT NULL,
		from_id TEXT NOT NULL, to_scope_id INTEGER NOT NULL REFERENCES scopes (id), to_id TEXT NOT NULL,
		seen INTEGER NOT NULL,
		PRIMARY KEY (kind_id, from_scope_id, junction_id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX junctions_by_pair ON junctions (kind_id, from_scope_id, from_id, to_scope_id, to_id);
	CREATE INDEX junctions_by_seen ON junctions (kind_id, from_scope_id, seen, junction_id);
	CREATE INDEX junctions_by_scope ON junctions (from_scope_id);
	`,
];
