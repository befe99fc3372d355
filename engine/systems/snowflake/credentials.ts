import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { SophiaError } from '../../errors';
import { checkedToken } from '../shared/credentials';
import { signRs256 } from '../shared/jwt';
import { readRsaKey } from '../shared/privateKey';

/** The fields of n8n's `sophiaSnowflakeApi`. */
export interface SnowflakeCredentials {
	/** https://<account>.snowflakecomputing.com; behind a proxy with ?account=<account> */
	accountUrl: string;
	authMethod: 'token' | 'keyPair';
	tokenType?: 'PROGRAMMATIC_ACCESS_TOKEN' | 'OAUTH';
	token?: string;
	username?: string;
	privateKey?: string;
	privateKeyPassphrase?: string;
	database?: string;
	schema?: string;
	warehouse?: string;
	role?: string;
}

/** Where a statement runs. Names are compared with regard to case: unquoted ones in Snowflake are upper case. */
export interface SessionContext {
	database?: string;
	schema?: string;
	warehouse?: string;
	role?: string;
}

export const settingError = (message: string, remedy: string): SophiaError =>
	new SophiaError('credentials', message, { system: 'snowflake', remedy });

const EXAMPLE = 'https://myorg-account.snowflakecomputing.com';
const MINUTE_S = 60;
/** Snowflake takes tokens of an hour at most, counted from `iat`. */
const VALID_S = 55 * MINUTE_S;
/** A token is renewed so long before it ends. */
const RENEWED_BEFORE_S = 5 * MINUTE_S;

const filled = (value: string | undefined): string | undefined => {
	const text = value?.trim();
	return text === undefined || text === '' ? undefined : text;
};

/** The address of the SQL API, and the account's name as key pairs need it. @throws SophiaError `credentials` */
export function accountOf({ accountUrl }: Pick<SnowflakeCredentials, 'accountUrl'>): {
	origin: string;
	account?: string;
} {
	const given = filled(accountUrl) ?? '';
	const url = URL.canParse(given) ? new URL(given) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol))
		throw settingError(
			'The Account URL of the Snowflake credential is no web address.',
			`Set it to the address of your account: ${EXAMPLE}.`,
		);
	const named = url.searchParams.get('account') ?? undefined;
	const hosted = /^([a-z0-9_-]+)(?:\.[a-z0-9-]+)*\.snowflakecomputing\.(?:com|cn)$/i.exec(url.hostname)?.[1];
	const account = filled(named) ?? hosted;
	return { origin: url.origin, ...(account === undefined ? {} : { account: account.toUpperCase() }) };
}

/** Database, schema, warehouse and role as the SQL API wants them. */
export const contextOf = ({ database, schema, warehouse, role }: SnowflakeCredentials): SessionContext =>
	Object.fromEntries(
		Object.entries({ database, schema, warehouse, role }).flatMap(([name, value]) => {
			const text = filled(value);
			return text === undefined ? [] : [[name, text]];
		}),
	);

/** Makes the headers of a call; signed tokens are made anew before they end. */
export type Authorize = (nowMs: number) => Record<string, string>;

/** @throws SophiaError `credentials` that names the field to mend */
export function authorizer(credentials: SnowflakeCredentials): Authorize {
	if (credentials.authMethod === 'keyPair') return keyPairAuthorizer(credentials);
	const token = checkedToken({ system: 'snowflake', name: 'Snowflake' }, credentials.token);
	const headers = headersOf(token, credentials.tokenType ?? 'PROGRAMMATIC_ACCESS_TOKEN');
	return () => headers;
}

const headersOf = (token: string, type: string): Record<string, string> => ({
	authorization: `Bearer ${token}`,
	'x-snowflake-authorization-token-type': type,
});

function keyPairAuthorizer(credentials: SnowflakeCredentials): Authorize {
	const { account } = accountOf(credentials);
	const username = filled(credentials.username);
	if (username === undefined)
		throw settingError('The Snowflake credential has no Username.', 'Fill in the user that holds the public key.');
	if (account === undefined)
		throw settingError(
			'The Account URL does not name a Snowflake account, which key pairs need.',
			`Use the address of your account (${EXAMPLE}), or add ?account= with its name to the address of your proxy.`,
		);
	const key = readRsaKey(credentials.privateKey ?? '', credentials.privateKeyPassphrase, {
		vendor: 'Snowflake',
		refuse: settingError,
	});
	const subject = `${account}.${username.toUpperCase()}`;
	const issuer = `${subject}.SHA256:${fingerprint(key)}`;
	let signed: { headers: Record<string, string>; until: number } | undefined;
	return (nowMs) => {
		const now = Math.floor(nowMs / 1000);
		if (signed === undefined || signed.until - RENEWED_BEFORE_S <= now) {
			const claims = { iss: issuer, sub: subject, iat: now, exp: now + VALID_S };
			signed = { headers: headersOf(signRs256(claims, key), 'KEYPAIR_JWT'), until: now + VALID_S };
		}
		return signed.headers;
	};
}

/** SHA-256 of the public key, as `DESCRIBE USER` shows it. */
const fingerprint = (key: KeyObject): string =>
	createHash('sha256')
		.update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
		.digest('base64');
