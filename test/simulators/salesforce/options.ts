import type { SimulatorOptions } from '../shared/server';

export interface SalesforceOptions extends SimulatorOptions {
	/** Consumer key and secret of the one connected app. */
	clientId?: string;
	clientSecret?: string;
	/** The user that signs in, and that owns what the seeds create. */
	username?: string;
	password?: string;
	/** Appended to the password by the SOAP login and the password grant. */
	securityToken?: string;
	/** PEM of the certificate's public key that JWT assertions are verified with. Without it the grant is refused. */
	publicKey?: string;
	/** The refresh token that is good. */
	refreshToken?: string;
	/** Each use of a refresh token that came of a browser sign-in brings another one, and ends it. Default false. */
	rotateRefreshTokens?: boolean;
	/** The app asks for a code challenge. Default true. */
	requirePkce?: boolean;
	/** False: the host is the generic login host, where client_credentials is refused. Default true. */
	myDomain?: boolean;
	/** False: SOAP login() is switched off, as in new orgs. Default true. */
	soapLogin?: boolean;
	/** Lifetime of an access token. Default 2 hours. */
	tokenLifetimeMs?: number;
	/** Calls per 24 hours. Default 15,000. */
	dailyLimit?: number;
	/** More requests than this at once are refused. Default: no limit, as for short requests in Salesforce. */
	concurrentLimit?: number;
	/** Newest API version served. Default 67. */
	apiVersion?: number;
	/** False: the user lacks "View Setup and Configuration", without which Salesforce does not show limits. Default true. */
	viewSetup?: boolean;
	/** The org has person accounts. */
	personAccounts?: boolean;
	/** The org has several currencies: records have a CurrencyIsoCode. */
	multiCurrency?: boolean;
	/** Rows of a query page, at most 2,000. */
	pageSize?: number;
	/** How many query cursors a user may hold open; the oldest closes first. Default 10. */
	maxCursors?: number;
	bulk?: BulkOptions;
}

export interface BulkOptions {
	/** How many times a job is asked for before it is complete. Default 2. */
	polls?: number;
	/** Rows of a results page when the client asks for no number. Default 50,000. */
	pageRows?: number;
	/** Jobs fail with this message instead of completing. */
	failure?: string;
	/** Ingest: a job that fails has worked on so many rows by then. Default 0. */
	failureAfterRows?: number;
	/** Ingest: a job works on so many rows between two polls. Default: on all of them before the last. */
	rowsPerPoll?: number;
	/** Ingest: the largest upload, in bytes. Default 150 MB. */
	maxBytes?: number;
}

export type Settings = Required<
	Omit<SalesforceOptions, 'port' | 'seed' | 'clock' | 'latencyMs' | 'publicKey' | 'concurrentLimit' | 'bulk'>
> &
	Pick<SalesforceOptions, 'publicKey' | 'concurrentLimit'> & {
		bulk: BulkOptions & Required<Pick<BulkOptions, 'polls' | 'pageRows'>>;
	};

/** Options with their defaults. A simulator's settings may be changed while it runs. */
export const settingsOf = (options: SalesforceOptions): Settings => ({
	clientId: options.clientId ?? 'simulator-consumer-key',
	clientSecret: options.clientSecret ?? 'simulator-consumer-secret',
	username: options.username ?? 'integration@example.com',
	password: options.password ?? 'simulator-password',
	securityToken: options.securityToken ?? 'SIMULATORTOKEN',
	publicKey: options.publicKey,
	refreshToken: options.refreshToken ?? 'simulator-refresh-token',
	rotateRefreshTokens: options.rotateRefreshTokens ?? false,
	requirePkce: options.requirePkce ?? true,
	myDomain: options.myDomain ?? true,
	soapLogin: options.soapLogin ?? true,
	tokenLifetimeMs: options.tokenLifetimeMs ?? 7_200_000,
	dailyLimit: options.dailyLimit ?? 15_000,
	concurrentLimit: options.concurrentLimit,
	apiVersion: options.apiVersion ?? 67,
	viewSetup: options.viewSetup ?? true,
	personAccounts: options.personAccounts ?? false,
	multiCurrency: options.multiCurrency ?? false,
	pageSize: options.pageSize ?? 2000,
	maxCursors: options.maxCursors ?? 10,
	bulk: { ...options.bulk, polls: options.bulk?.polls ?? 2, pageRows: options.bulk?.pageRows ?? 50_000 },
});
