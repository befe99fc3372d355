import { timed } from '../../health/pulse';
import type { HealthProbe, HealthProblem, ProbeFindings } from '../../health/types';
import type { Traffic } from '../../traffic';
import { SnowflakeSql, type StatementResult } from './client';
import { contextOf, type SnowflakeCredentials } from './credentials';

const STATEMENT_SECONDS = 20;

/**
 * Signs in and looks for the warehouse. SHOW reads what Snowflake knows about it and starts no warehouse: a check every few
 * minutes with a query would keep one running, and paid for.
 */
export function snowflakeProbe({
	credentials,
	traffic: untimed,
}: {
	credentials: SnowflakeCredentials;
	traffic: Traffic;
}): HealthProbe {
	const { traffic, pulse } = timed(untimed);
	return {
		check: 'snowflake',
		label: 'Snowflake',
		pulse,
		look: async (signal): Promise<ProbeFindings> => {
			const { warehouse, role } = contextOf(credentials);
			const sql = new SnowflakeSql(credentials, traffic);
			const result = await sql.run({
				statement: 'SHOW WAREHOUSES',
				binds: [],
				timeoutSeconds: STATEMENT_SECONDS,
				signal,
			});
			const state = warehouse === undefined ? undefined : stateOf(result, warehouse);
			return {
				authorised: true,
				account: {
					...(warehouse === undefined ? {} : { warehouse }),
					...(role === undefined ? {} : { role }),
				},
				details: { warehouses: result.rows.length, ...(state === undefined ? {} : { warehouseState: state }) },
				problems: warehouse !== undefined && state === undefined ? [unseen(warehouse)] : [],
			};
		},
	};
}

function stateOf({ columns, rows }: StatementResult, warehouse: string): string | undefined {
	const at = (column: string) => columns.findIndex((name) => name.toLowerCase() === column);
	return rows.find((row) => row[at('name')] === warehouse)?.[at('state')] ?? undefined;
}

const unseen = (warehouse: string): HealthProblem => ({
	status: 'degraded',
	code: 'MISSING_SCOPES',
	message: `The role does not see the warehouse ${warehouse}.`,
	remedy:
		'In Snowflake, grant USAGE on the warehouse to the role of the credential. Names are compared with regard to case.',
});
