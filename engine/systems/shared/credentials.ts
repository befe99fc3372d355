import { SophiaError } from '../../errors';

/** Whose credential is checked. */
export interface Vendor {
	/** As in {@link SophiaError.system}. */
	system: string;
	/** As people write it. */
	name: string;
}

/** The token without the blanks that come along when it is copied. @throws SophiaError `credentials` */
export function checkedToken({ system, name }: Vendor, accessToken: string | undefined): string {
	const token = (accessToken ?? '').trim();
	if (token === '') {
		throw new SophiaError('credentials', `The ${name} credential has no access token.`, {
			system,
			remedy: `Fill in the Access Token of the ${name} credential.`,
		});
	}
	if (!/^[\x21-\x7e]+$/.test(token)) {
		throw new SophiaError(
			'credentials',
			`The access token of the ${name} credential holds characters that no token has.`,
			{
				system,
				remedy: `Copy the token again from ${name} into the Access Token of the ${name} credential.`,
			},
		);
	}
	return token;
}

/**
 * The base URL without a slash at the end.
 *
 * @param fallback what an empty one stands for, and what the remedy proposes
 * @throws SophiaError `credentials` when it is no http(s) URL
 */
export function checkedBaseUrl({ system, name }: Vendor, apiBaseUrl: string | undefined, fallback: string): string {
	const given = (apiBaseUrl ?? '').trim();
	if (given === '') return fallback;
	const url = URL.canParse(given) ? new URL(given) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		throw new SophiaError('credentials', `The API Base URL of the ${name} credential is no web address.`, {
			system,
			remedy: `Set the API Base URL of the ${name} credential to ${fallback}, or to the address of your proxy.`,
		});
	}
	return (url.origin + url.pathname).replace(/\/+$/, '');
}
