import { request, type Agent } from 'undici';

/** A page of a Salesforce query. */
export interface Page {
	records: unknown[];
	nextRecordsUrl?: string;
}

/** One call. @throws Error for an answer other than 2xx: in the bench nothing fails */
export async function send(
	agent: Agent,
	url: string,
	method: 'GET' | 'POST',
	token: string,
	body?: string,
): Promise<unknown> {
	const { statusCode, body: answer } = await request(url, {
		method,
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'intercom-version': '2.16' },
		body,
		dispatcher: agent,
	});
	if (statusCode > 299) throw new Error(`${method} ${new URL(url).pathname}: ${statusCode} ${await answer.text()}`);
	return await answer.json();
}

/** Every item, at most so many under way. */
export async function atOnce<T>(items: T[], most: number, work: (item: T) => Promise<void>): Promise<void> {
	const queue = items.values();
	await Promise.all(
		Array.from({ length: Math.max(1, most) }, async () => {
			for (const item of queue) await work(item);
		}),
	);
}
