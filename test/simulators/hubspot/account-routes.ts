import type { FastifyInstance } from 'fastify';
import { asText, checkMembers } from './body';
import { notFound } from './errors';
import type { Portal } from './portal';
import { route } from './routing';

/** Owners, the account itself, its use of calls, and what a token may do. */
export function registerAccountRoutes(app: FastifyInstance, portal: Portal): void {
	const owners = { scopes: () => ['crm.objects.owners.read'] };
	route(app, ['/crm/v3/owners'], 'GET', '', owners, ({ query }) => [200, portal.owners.list(query)]);
	route(app, ['/crm/v3/owners'], 'GET', '/:id', owners, ({ params }) => [200, portal.owners.get(params.id)]);

	route(app, ['/account-info/v3', '/account-info/2026-03'], 'GET', '/details', {}, () => [200, details(portal)]);
	route(app, ['/account-info/v3', '/account-info/2026-03'], 'GET', '/api-usage/daily/private-apps', {}, () => {
		portal.limits.turnDay();
		return [
			200,
			{
				results: [
					{
						name: 'private-apps-api-calls-daily',
						usageLimit: portal.limits.settings.daily,
						currentUsage: portal.limits.usedToday,
						collectedAt: new Date(portal.clock.now()).toISOString(),
						fetchStatus: 'SUCCESS',
						resetsAt: new Date(portal.limits.nextMidnight()).toISOString(),
					},
				],
			},
		];
	});
	route(app, ['/oauth/v2/private-apps'], 'POST', '/get/access-token-info', { open: true }, ({ body }) => {
		const input = body();
		checkMembers(input, ['tokenKey']);
		const token = portal.tokens.get(asText(input.tokenKey, 'tokenKey'));
		if (token === undefined) throw notFound('The access token was not found');
		return [
			200,
			{
				userId: token.userId,
				hubId: portal.settings.portalId,
				appId: token.appId,
				scopes: token.scopes ?? everyScope(portal),
			},
		];
	});
}

const everyScope = (portal: Portal) => [
	...portal.objects.flatMap(({ kind }) =>
		['objects', 'schemas'].flatMap((area) => ['read', 'write'].map((action) => `crm.${area}.${kind.scope}.${action}`)),
	),
	'crm.objects.owners.read',
	'crm.schemas.custom.read',
];

function details(portal: Portal): Record<string, unknown> {
	const { portalId, timeZone, currency, currencies } = portal.settings;
	const offset = offsetMinutes(portal.clock.now(), timeZone);
	const clock = `${String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0')}:${String(Math.abs(offset) % 60).padStart(2, '0')}`;
	return {
		portalId,
		accountType: 'STANDARD',
		timeZone,
		companyCurrency: currency,
		additionalCurrencies: currencies,
		utcOffset: `${offset < 0 ? '-' : '+'}${clock}`,
		utcOffsetMilliseconds: offset * 60_000,
		uiDomain: 'app.hubspot.com',
		dataHostingLocation: 'na1',
	};
}

function offsetMinutes(at: number, timeZone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
	const match = /GMT([+-])(\d{2}):(\d{2})/.exec(parts.find((part) => part.type === 'timeZoneName')!.value);
	return match === null ? 0 : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}
