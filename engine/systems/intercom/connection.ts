import type { Traffic } from '../../traffic';
import type { Source } from '../types';
import { Catalogue } from './catalogue';
import { IntercomApi, type IntercomLimits } from './client';
import type { IntercomCredentials } from './credentials';
import { destinationOf, type IntercomDestination } from './destination';
import { sourceOf } from './source';

/**
 * Both sides of one workspace. They share the lanes of their calls and what is known of the workspace: a field that
 * the destination creates is one that the source can read.
 *
 * @throws SophiaError `credentials` when the token, the base URL or the version cannot be one
 */
export function connectIntercom({
	credentials,
	traffic,
	options = {},
}: {
	credentials: IntercomCredentials;
	traffic: Traffic;
	options?: IntercomLimits;
}): { source: Source; destination: IntercomDestination } {
	const api = new IntercomApi(credentials, traffic, options);
	const catalogue = new Catalogue(api);
	return { source: sourceOf(api, catalogue), destination: destinationOf(api, catalogue) };
}
