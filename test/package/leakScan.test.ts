import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ICredentialType } from 'n8n-workflow';
import { expectNoLeak } from '../n8n/harness/output';
import { LeakScan, personalValuesIn, SECRET_FIELD, secretsOf } from '../shared/leakScan';

describe('the scan for secrets and personal values', () => {
	const scan = new LeakScan({
		secrets: ['s3cret-key'],
		personal: ['Lovelace', 'van Beethoven', '+44 20 7946 0958', 'Al'],
	});

	it.each([
		['a secret', 'sent {"x":"s3cret-key"}'],
		['a header nobody registered', 'authorization: Bearer abcdefghijklmnop'],
		['a session nobody registered', 'with 00D000000000001AAA!AQ4AQabcdefgh'],
		['a private key', '-----BEGIN RSA PRIVATE KEY-----'],
		['a JSON Web Token', 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJzb3BoaWEifQ.c2ln'],
		['any e-mail address', 'no contact ada@mail.example.com here'],
		['a last name', 'record of Lovelace was refused'],
		['a name of several words', 'record of van Beethoven, refused'],
		['a phone number, written in another way', 'phone "+44 (20) 7946-0958"'],
	])('finds %s, and does not tell it', (_what, line) => {
		const finds = scan.find(`fine\n${line}\nfine`);
		expect(finds).toEqual([expect.stringContaining('line 2')]);
		expect(finds.join()).not.toMatch(/s3cret-key|Lovelace|Beethoven|7946|ada@/);
	});

	it('finds nothing in what a log may hold', () => {
		const line =
			'2026-11-23T02:15:00.000Z | debug | Sophia run ended {"event":"runEnded","syncKey":"w1","runId":"7f0c","calls":{"hubspot":{"calls":12}}} n8n-nodes-sophia@0.6.0 127.0.0.1:5678';
		expect(scan.find(line)).toEqual([]);
	});

	it('knows the people of a vendor’s answer, and the secret fields of every credential', () => {
		const answer = JSON.stringify({ FirstName: 'Ada', LastName: 'O\\"Hara', phone: '+1 555 0100', Name: 'Firm' });
		expect(personalValuesIn(answer)).toEqual(['Ada', 'O\\"Hara', '+1 555 0100']);
		const oauthTokenData = { access_token: 'c', token_type: 1 };
		expect(secretsOf({ accessToken: 'a', region: 'eu', hmacSecret: 'b', oauthTokenData })).toEqual(['a', 'b', 'c']);
		const names = globSync('*.credentials.ts', { cwd: join(__dirname, '../../credentials') });
		expect(names.length).toBeGreaterThan(5);
		for (const name of names) {
			const [Credential] = Object.values(
				jest.requireActual<Record<string, new () => ICredentialType>>(`../../credentials/${name}`),
			);
			for (const { name: field, typeOptions } of new Credential().properties)
				if (typeOptions?.password === true) expect(field).toMatch(SECRET_FIELD);
		}
	});

	it('fails on what was kept of a server, and only then', () => {
		const folder = mkdtempSync(join(tmpdir(), 'sophia-scan-'));
		try {
			writeFileSync(join(folder, 'values.jsonl'), '{"kind":"secret","value":"planted-secret"}\n');
			writeFileSync(join(folder, 'n8n-1.log'), 'started\n');
			expect(() => expectNoLeak(folder)).not.toThrow();
			writeFileSync(join(folder, 'errors-1.log'), '{"message":"refused: planted-secret"}\n');
			expect(() => expectNoLeak(folder)).toThrow(/errors-1\.log, line 1/);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
