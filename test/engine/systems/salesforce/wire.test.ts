import { createServer, type AddressInfo, type Server } from 'node:net';
import { jsforceTransport } from '../../../../engine/systems/salesforce/wire';
import { exchange, type AnswerHead } from '../../../../engine/systems/shared/exchange';

describe('the wire', () => {
	let server: Server;
	const heard: Buffer[] = [];
	let answer: string | undefined;
	beforeEach(async () => {
		heard.length = 0;
		server = createServer((socket) => {
			socket.on('error', () => undefined);
			socket.once('data', (data) => {
				heard.push(data);
				if (answer !== undefined) socket.write(answer);
				socket.end();
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	afterEach(async () => await new Promise((resolve) => server.close(resolve)));

	const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
	const { signal } = new AbortController();

	it('does not offer HTTP/2', async () => {
		answer = undefined;
		await expect(exchange({ method: 'GET', url: `https://${host()}/` }, signal)).rejects.toThrow('fetch failed');
		const hello = heard[0].toString('latin1');
		expect(hello).toContain('\x08http/1.1');
		expect(hello).not.toContain('\x02h2');
	});

	it('reports a body that is cut short instead of ending the process', async () => {
		answer = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"records":';
		const heads: AnswerHead[] = [];
		const transport = await jsforceTransport(signal, (head) => heads.push(head));
		await expect(transport.httpRequest({ method: 'GET', url: `http://${host()}/` })).rejects.toThrow('terminated');
		expect(heads).toMatchObject([{ status: 200 }]);
	});

	it('does not follow a redirection', async () => {
		answer = 'HTTP/1.1 302 Found\r\nlocation: https://example.com/\r\ncontent-length: 0\r\n\r\n';
		const response = await exchange(
			{ method: 'GET', url: `http://${host()}/`, headers: { authorization: 'Bearer x' } },
			signal,
		);
		expect(response.status).toBe(302);
		await response.text();
	});
});
