import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { authenticate, type Authentication } from '../../../engine/intake/auth';
import { sameSecret } from '../../../engine/intake/auth/compare';
import { signBody } from '../../../engine/intake/auth/hmac';
import { signLegacy, signV3 } from '../../../engine/intake/auth/hubspot';
import { signIntercom } from '../../../engine/intake/auth/intercom';

const NOW = 1_780_000_000_000;
const SECRET = 'a-secret-of-some-length';
const URL = 'https://hooks.example.com/webhook/sophia';

interface Signed {
	headers: Record<string, string>;
	body: Buffer;
	url?: string;
	method?: string;
}

/** Who is let in, or the status of the refusal. */
async function outcome(authentication: Authentication, request: Signed, now = NOW): Promise<string | number> {
	const { headers, body, url = URL, method = 'POST' } = request;
	return await authenticate(authentication, { method, url, headers }, async () => body, now).then(
		({ identity }) => identity,
		(error: { status?: number }) => error.status ?? -1,
	);
}

const hmac: Authentication = { type: 'hmac', secret: SECRET, windowMs: 300_000 };
const hubspot: Authentication = { type: 'hubspot', clientSecret: SECRET, acceptLegacy: false };
const legacy: Authentication = { ...hubspot, acceptLegacy: true };
const intercom: Authentication = { type: 'intercom', clientSecret: SECRET };

/** Signed as each scheme wants it. */
const SCHEMES: Record<string, { authentication: Authentication; sign: (body: Buffer) => Signed }> = {
	hmac: {
		authentication: hmac,
		sign: (body) => {
			const at = String(NOW / 1000);
			return {
				body,
				headers: { 'x-sophia-timestamp': at, 'x-sophia-signature': `sha256=${signBody(SECRET, at, body)}` },
			};
		},
	},
	'HubSpot v3': {
		authentication: hubspot,
		sign: (body) => ({
			body,
			headers: {
				'x-hubspot-request-timestamp': String(NOW),
				'x-hubspot-signature-v3': signV3(SECRET, 'POST', URL, body, String(NOW)),
			},
		}),
	},
	'HubSpot v2': {
		authentication: legacy,
		sign: (body) => ({
			body,
			headers: {
				'x-hubspot-signature-version': 'v2',
				'x-hubspot-signature': signLegacy(SECRET, `POST${URL}`, body),
			},
		}),
	},
	'HubSpot v1': {
		authentication: legacy,
		sign: (body) => ({
			body,
			headers: { 'x-hubspot-signature-version': 'v1', 'x-hubspot-signature': signLegacy(SECRET, '', body) },
		}),
	},
	Intercom: {
		authentication: intercom,
		sign: (body) => ({ body, headers: { 'x-hub-signature': signIntercom(SECRET, body) } }),
	},
};

describe('comparing secrets', () => {
	it('tells equal from unequal, whatever the lengths', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
				expect(sameSecret(a, a)).toBe(true);
				expect(sameSecret(a, b)).toBe(a === b);
				expect(sameSecret(a, `${a}x`)).toBe(false);
			}),
		);
	});
});

describe.each(Object.entries(SCHEMES))('signatures: %s', (_name, { authentication, sign }) => {
	it('lets any body in that is signed right', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
				expect(await outcome(authentication, sign(Buffer.from(bytes)))).toBe(authentication.type);
			}),
		);
	});

	it('refuses a body of which one bit is another, or that is longer or shorter', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uint8Array({ minLength: 1, maxLength: 200 }),
				fc.nat(),
				fc.integer({ min: 0, max: 7 }),
				async (bytes, at, bit) => {
					const request = sign(Buffer.from(bytes));
					const changed = Buffer.from(bytes);
					changed[at % changed.length] ^= 1 << bit;
					expect(await outcome(authentication, { ...request, body: changed })).toBe(401);
					expect(
						await outcome(authentication, { ...request, body: Buffer.concat([request.body, Buffer.from(' ')]) }),
					).toBe(401);
					expect(await outcome(authentication, { ...request, body: request.body.subarray(1) })).toBe(401);
				},
			),
		);
	});

	it('refuses headers of which one character is another or missing', async () => {
		const request = sign(Buffer.from('{"a":1}'));
		for (const [name, value] of Object.entries(request.headers)) {
			const without = { ...request.headers };
			delete without[name];
			expect(await outcome(authentication, { ...request, headers: without })).toBe(401);
			for (let at = 0; at < value.length; at++) {
				const other = value[at] === '7' ? '8' : '7';
				const headers = { ...request.headers, [name]: value.slice(0, at) + other + value.slice(at + 1) };
				expect(await outcome(authentication, { ...request, headers })).toBe(401);
			}
		}
	});

	it('refuses what another secret has signed', async () => {
		const request = sign(Buffer.from('{"a":1}'));
		const other: Authentication =
			authentication.type === 'hmac'
				? { ...hmac, secret: 'x' }
				: ({ ...authentication, clientSecret: 'x' } as Authentication);
		expect(await outcome(other, request)).toBe(401);
	});
});

describe('an API key', () => {
	const authentication: Authentication = { type: 'apiKey', apiKey: SECRET };

	it('is compared as a whole', async () => {
		const body = Buffer.alloc(0);
		expect(await outcome(authentication, { body, headers: { 'x-api-key': SECRET } })).toBe('apiKey');
		for (const key of [
			'',
			SECRET.slice(1),
			SECRET.slice(0, -1),
			`${SECRET}x`,
			SECRET.toUpperCase(),
			`${SECRET}, ${SECRET}`,
		])
			expect(await outcome(authentication, { body, headers: { 'x-api-key': key } })).toBe(401);
		expect(await outcome(authentication, { body, headers: {} })).toBe(401);
	});

	it('is checked before the body is read', async () => {
		const readBody = async (): Promise<Buffer> => {
			throw new Error('read');
		};
		await expect(
			authenticate(authentication, { method: 'POST', url: URL, headers: {} }, readBody, NOW),
		).rejects.toMatchObject({ status: 401 });
	});
});

describe('the time of a signature', () => {
	it.each([
		['hmac', 300_000, 1000],
		['HubSpot v3', 300_000, 1],
	])('%s: is taken within its window, and at neither side of it', async (name, windowMs, unit) => {
		const { authentication, sign } = SCHEMES[name];
		const request = sign(Buffer.from('{}'));
		for (const late of [-windowMs, 0, windowMs])
			expect(await outcome(authentication, request, NOW + late)).not.toBe(401);
		for (const late of [-windowMs - unit, windowMs + unit])
			expect(await outcome(authentication, request, NOW + late)).toBe(401);
	});

	it.each(['', 'now', '1e3', '-1', '0x10', '9'.repeat(40), '1780000000.5'])('is no time: %p', async (at) => {
		const body = Buffer.from('{}');
		const headers = { 'x-sophia-timestamp': at, 'x-sophia-signature': `sha256=${signBody(SECRET, at, body)}` };
		expect(await outcome(hmac, { body, headers })).toBe(401);
	});
});

describe("HubSpot's signatures", () => {
	const body = Buffer.from('[{"eventId":1}]');

	it('are those of its documentation', () => {
		const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
		const documented =
			'[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]';
		expect(signLegacy(secret, '', Buffer.from(documented))).toBe(
			'232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de',
		);
		expect(signLegacy(secret, 'GEThttps://www.example.com/webhook_uri', Buffer.alloc(0))).toBe(
			'eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e',
		);
	});

	it('cover the address and its query', async () => {
		const { headers } = SCHEMES['HubSpot v3'].sign(body);
		expect(await outcome(hubspot, { headers, body, url: `${URL}?a=1` })).toBe(401);
		expect(await outcome(hubspot, { headers, body, url: URL.replace('https', 'http') })).toBe(401);
		expect(await outcome(hubspot, { headers, body, method: 'PUT' })).toBe(401);
	});

	it('may be of the address with some characters decoded', async () => {
		const url = `${URL}?to=a%3Ab%2Fc%40d&plain=%20%25`;
		const decoded = `${URL}?to=a:b/c@d&plain=%20%25`;
		for (const signedUrl of [url, decoded]) {
			const signature = signV3(SECRET, 'POST', signedUrl, body, String(NOW));
			const headers = { 'x-hubspot-request-timestamp': String(NOW), 'x-hubspot-signature-v3': signature };
			expect(await outcome(hubspot, { headers, body, url })).toBe('hubspot');
		}
		const all = signV3(SECRET, 'POST', decodeURIComponent(url), body, String(NOW));
		const headers = { 'x-hubspot-request-timestamp': String(NOW), 'x-hubspot-signature-v3': all };
		expect(await outcome(hubspot, { headers, body, url })).toBe(401);
	});

	it('of older versions are refused unless they were allowed, and never stand in for a wrong version 3', async () => {
		const old = SCHEMES['HubSpot v1'].sign(body);
		expect(await outcome(hubspot, old)).toBe(401);
		expect(await outcome(legacy, old)).toBe('hubspot');
		const headers = { ...old.headers, 'x-hubspot-request-timestamp': String(NOW), 'x-hubspot-signature-v3': 'wrong' };
		expect(await outcome(legacy, { ...old, headers })).toBe(401);
		expect(await outcome(legacy, { ...old, headers: { ...old.headers, 'x-hubspot-signature-version': 'v9' } })).toBe(
			401,
		);
	});
});

it("Intercom's signature is HMAC-SHA1, in hex", () => {
	const body = Buffer.from('{"topic":"ping"}');
	expect(signIntercom(SECRET, body)).toBe(
		`sha1=${createHmac('sha1', SECRET).update('{"topic":"ping"}').digest('hex')}`,
	);
});
