import type { FastifyInstance } from 'fastify';
import type { Org } from './org';

/** The last API version whose SOAP login() works. */
const LAST_LOGIN_VERSION = 64;

const unescape = (text: string) =>
	text.replace(
		/&(lt|gt|quot|apos|amp);/g,
		(_, name: string) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name as 'lt'],
	);

const element = (body: string, name: string): string =>
	unescape(new RegExp(`<(?:\\w+:)?${name}>([\\s\\S]*?)</(?:\\w+:)?${name}>`).exec(body)?.[1] ?? '');

/** `/services/Soap/u/{version}`: login() only. */
export function soapRoutes(app: FastifyInstance, org: Org): void {
	app.post<{ Params: { version: string } }>('/services/Soap/u/:version', async (request, reply) => {
		reply.type('text/xml; charset=utf-8');
		const version = Number(request.params.version);
		const body = String(request.body ?? '');
		const { settings } = org;
		if (!/<(?:\w+:)?login[\s>]/.test(body))
			return await reply.code(500).send(fault('UNKNOWN_EXCEPTION', 'Unknown operation'));
		if (!(version <= LAST_LOGIN_VERSION)) {
			return await reply
				.code(500)
				.send(
					fault(
						'UNSUPPORTED_API_VERSION',
						`SOAP API login() is not available in API version ${request.params.version}`,
					),
				);
		}
		if (!settings.soapLogin)
			return await reply
				.code(500)
				.send(fault('INVALID_OPERATION', 'SOAP API login() is disabled by default in this org.'));
		const known =
			element(body, 'username') === settings.username &&
			element(body, 'password') === settings.password + settings.securityToken;
		if (!known) {
			return await reply
				.code(500)
				.send(fault('INVALID_LOGIN', 'INVALID_LOGIN: Invalid username, password, security token; or user locked out.'));
		}
		return await reply.send(success(org, request.params.version));
	});
}

function envelope(body: string): string {
	return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

const fault = (code: string, message: string) =>
	envelope(
		`<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${message}</faultstring><detail><sf:UnexpectedErrorFault><sf:exceptionCode>${code}</sf:exceptionCode><sf:exceptionMessage>${message}</sf:exceptionMessage></sf:UnexpectedErrorFault></detail></soapenv:Fault>`,
	);

function success(org: Org, version: string): string {
	const session = org.sessions.issue(org.organisationId, org.settings.tokenLifetimeMs);
	const endpoint = `${org.url}/services/Soap/u/${version}/${org.organisationId}`;
	return envelope(
		`<loginResponse><result><metadataServerUrl>${endpoint}</metadataServerUrl><passwordExpired>false</passwordExpired><sandbox>false</sandbox><serverUrl>${endpoint}</serverUrl><sessionId>${session}</sessionId><userId>${org.userId}</userId><userInfo><organizationId>${org.organisationId}</organizationId><userId>${org.userId}</userId></userInfo></result></loginResponse>`,
	);
}
