import type { StagedRecord } from './staging';
import type { SideName } from './types';

/** How a side is written in the staged table. */
export const sides: Record<SideName, number> = { left: 0, right: 1 };

export interface StagedRow {
	n: number;
	side: number;
	id: string;
	modified_at: string;
	key: string | null;
	claim: string | null;
	counterpart: number;
	content: string;
}

export const recordOf = (row: StagedRow): StagedRecord => ({
	id: row.id,
	modifiedAt: row.modified_at,
	key: row.key,
	claim: row.claim,
	values: row.content,
});

/** `joined` holds ids, not rows: a link may lead to a record that is not staged. */
export const schema = `
CREATE TABLE staged (
	n INTEGER PRIMARY KEY,
	side INTEGER NOT NULL,
	id TEXT NOT NULL,
	modified_at TEXT NOT NULL,
	key TEXT,
	claim TEXT,
	counterpart INTEGER NOT NULL,
	content TEXT NOT NULL,
	UNIQUE (side, id)
) STRICT;
CREATE INDEX staged_key ON staged (key, side, id, counterpart) WHERE key IS NOT NULL;
CREATE INDEX staged_keyless ON staged (side) WHERE key IS NULL;
CREATE INDEX staged_claim ON staged (side, claim, id) WHERE claim IS NOT NULL;
CREATE TABLE joined (
	left_id TEXT PRIMARY KEY,
	right_id TEXT NOT NULL UNIQUE,
	how INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE aside (
	side INTEGER NOT NULL,
	id TEXT NOT NULL,
	PRIMARY KEY (side, id)
) STRICT, WITHOUT ROWID;
`;

const columns = 's.n, s.side, s.id, s.modified_at, s.key, s.claim, s.counterpart, s.content';

/** SQL: the record of this table alias is joined or set aside. */
const taken = (s: string): string =>
	`(EXISTS (SELECT 1 FROM aside a WHERE a.side = ${s}.side AND a.id = ${s}.id)
	OR CASE ${s}.side WHEN 0 THEN EXISTS (SELECT 1 FROM joined j WHERE j.left_id = ${s}.id)
	ELSE EXISTS (SELECT 1 FROM joined j WHERE j.right_id = ${s}.id) END)`;

/** Read by the tests of their plans too: none of them may sort, or look at more than its page. */
export const statements = {
	add: `INSERT INTO staged (side, id, modified_at, key, claim, counterpart, content) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (side, id) DO UPDATE SET modified_at = excluded.modified_at, key = excluded.key,
			claim = excluded.claim, counterpart = min(counterpart, excluded.counterpart), content = excluded.content`,
	count: 'SELECT count(*) AS count FROM staged WHERE side = ? AND counterpart = 0',
	byId: `SELECT ${columns} FROM staged s WHERE s.side = ? AND s.id IN (?*)`,
	ids: 'SELECT id FROM staged WHERE side = ? AND id > ? ORDER BY id LIMIT ?',
	open: `SELECT ${columns} FROM staged s NOT INDEXED
		WHERE s.side = ? AND s.n > ? AND s.counterpart = 0 AND NOT ${taken('s')} ORDER BY s.n LIMIT ?`,
	keyless: `SELECT ${columns} FROM staged s INDEXED BY staged_keyless
		WHERE s.key IS NULL AND s.side = ? AND s.n > ? AND s.counterpart = 0 AND NOT ${taken('s')} ORDER BY s.n LIMIT ?`,
	claimants: `SELECT s.n, s.id, s.claim, s.counterpart, CASE
			WHEN o.n IS NULL THEN 'absent'
			WHEN ${taken('o')} THEN 'taken'
			WHEN o.claim <> s.id OR EXISTS (SELECT 1 FROM staged r
				WHERE r.side = s.side AND r.claim = s.claim AND r.id <> s.id AND NOT ${taken('r')}) THEN 'contested'
			ELSE 'free' END AS target
		FROM staged s NOT INDEXED LEFT JOIN staged o ON o.side = 1 - s.side AND o.id = s.claim
		WHERE s.side = ? AND s.n > ? AND s.claim IS NOT NULL AND NOT ${taken('s')} ORDER BY s.n LIMIT ?`,
	byKey: `SELECT key, side, id, counterpart, taken,
			iif(taken, NULL, modified_at), iif(taken, NULL, claim), iif(taken, NULL, content)
		FROM (SELECT *, ${taken('s')} AS taken FROM staged s INDEXED BY staged_key) s
		WHERE s.key IS NOT NULL AND (s.key, s.side, s.id) > (?, ?, ?) ORDER BY s.key, s.side, s.id LIMIT ?`,
	join: 'INSERT OR IGNORE INTO joined (left_id, right_id, how) VALUES (?, ?, ?)',
	joined: `SELECT j.left_id, j.right_id, j.how,
			l.counterpart, l.modified_at, l.key, l.claim, l.content, r.counterpart, r.modified_at, r.key, r.claim, r.content
		FROM joined j LEFT JOIN staged l ON l.side = 0 AND l.id = j.left_id
			LEFT JOIN staged r ON r.side = 1 AND r.id = j.right_id
		WHERE j.left_id > ? ORDER BY j.left_id LIMIT ?`,
	setAside: 'INSERT OR IGNORE INTO aside (side, id) VALUES (?, ?)',
};
