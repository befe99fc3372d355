import { SophiaError } from '../../engine/errors';
import type { CredentialContext } from './sync/route';

/** What n8n keeps of a browser sign-in: the answer of the token end point. */
interface TokenData {
	access_token?: string;
	instance_url?: string;
}

export interface OAuth2Credential {
	/** The token as it is now. */
	token: TokenData & { access_token: string };
	/** The credential's own fields. */
	data: Record<string, string | undefined>;
	/** The credential in n8n: names it whatever its token. */
	id: string;
	/** Another token than the refused one: what somebody else has renewed meanwhile, or a new one, which n8n keeps. */
	renew(refused: string): Promise<string>;
}

/** Renewals under way, by credential: a refresh token may be good only once. */
const renewals = new Map<string, Promise<string>>();

/**
 * A credential of a browser sign-in, which n8n renews.
 *
 * @throws SophiaError `credentials` when it was never connected, or cannot be renewed any more
 */
export async function oauth2Credential(
	context: CredentialContext,
	type: string,
	label: string,
): Promise<OAuth2Credential> {
	const read = async () => {
		const data = await context.getCredentials<Record<string, string | undefined>>(type);
		const token = data.oauthTokenData as TokenData | undefined;
		if (!token?.access_token) throw notConnected(label);
		return { data, token: { ...token, access_token: token.access_token } };
	};
	const id = `${type}/${context.getNode().credentials?.[type]?.id ?? ''}`;
	const refresh = async (refused: string): Promise<string> => {
		const { token } = await read();
		if (token.access_token !== refused) return token.access_token;
		const renewed: TokenData = await context.helpers.refreshOAuth2Token.call(context, type).catch(() => {
			throw notRenewed(label);
		});
		if (!renewed.access_token) throw notRenewed(label);
		return renewed.access_token;
	};
	return {
		...(await read()),
		id,
		renew: async (refused) => {
			const underWay = renewals.get(id);
			if (underWay !== undefined) return await underWay;
			const renewal = refresh(refused).finally(() => renewals.delete(id));
			renewals.set(id, renewal);
			return await renewal;
		},
	};
}

const notConnected = (label: string): SophiaError =>
	new SophiaError('credentials', `The ${label} account is not connected.`, {
		system: label.toLowerCase(),
		remedy: `Open the ${label} credential and connect the account.`,
	});

/** Without what n8n or the vendor said: it may hold what was sent. */
const notRenewed = (label: string): SophiaError =>
	new SophiaError('credentials', `${label} does not renew the sign-in any more.`, {
		system: label.toLowerCase(),
		remedy: `Open the ${label} credential and connect the account again. A user who was deactivated, a changed password or a revoked app ends a sign-in.`,
	});
