import type { Agent, ClientRequest } from 'node:http';

/** What Node asks of an agent when a request begins. */
interface RequestingAgent {
	addRequest(request: ClientRequest, ...rest: unknown[]): void;
}

/**
 * An agent for one request that cuts the request's connection when the signal fires.
 *
 * HubSpot's client knows neither signals nor time-outs: without this, a cancelled call would keep its
 * socket until the server answers.
 *
 * @param agent the shared agent that provides the connections
 */
export function abortableAgent(agent: Agent, signal: AbortSignal): Agent {
	const shared = agent as unknown as RequestingAgent;
	const requesting: RequestingAgent = {
		addRequest: (request, ...rest) => {
			const cut = () => request.destroy(signal.reason instanceof Error ? signal.reason : undefined);
			if (signal.aborted) process.nextTick(cut);
			else signal.addEventListener('abort', cut, { once: true });
			request.once('close', () => signal.removeEventListener('abort', cut));
			shared.addRequest(request, ...rest);
		},
	};
	return Object.assign(Object.create(agent) as Agent, requesting);
}
