import { SophiaError } from '../../errors';
import type { ProvisionRequest, ProvisionResult } from '../types';
import type { Column } from './catalogue';
import { quoted } from './names';
import type { Table } from './table';

/**
 * The column that holds the other side's ids, unique and writable.
 *
 * @throws SophiaError `configuration` with the SQL that makes it so
 */
export function keyColumn(table: Table, name: string): Column {
	const column = table.columns.get(name);
	const wrong = (fault: string, remedy: string) =>
		new SophiaError('configuration', `The PostgreSQL table ${table.object} ${fault}.`, {
			system: 'postgres',
			code: 'ID_PROPERTY',
			remedy,
		});
	const [sql, quotedName] = [table.sql, quoted(name)];
	if (column === undefined) {
		throw wrong(
			`has no column ${name} for the ids of the other side`,
			`Add it: ALTER TABLE ${sql} ADD COLUMN ${quotedName} text UNIQUE. Sophia does not alter tables.`,
		);
	}
	if (!column.writable) {
		throw wrong(
			`has a column ${name} that cannot be written`,
			`Choose a column that is not generated, and GRANT INSERT and UPDATE on it.`,
		);
	}
	// A view has no indexes of its own; its table's serve.
	if (!column.unique && !table.isView) {
		throw wrong(
			`has a column ${name} whose values are not unique`,
			`Make them so: ALTER TABLE ${sql} ADD UNIQUE (${quotedName}). The constraint must not be deferrable, the index not partial.`,
		);
	}
	return column;
}

/** Checks only: tables belong to whoever made them, and are not altered. */
export function provisionColumn(table: Table, { object, idProperty }: ProvisionRequest): ProvisionResult {
	keyColumn(table, idProperty);
	return { object, property: idProperty, status: 'exists' };
}
