/** The intake part: rounds by turns of so many requests each, so many of them at once. */
export const INTAKE = { rounds: 5, requests: 100, atOnce: 8 };

/** Requests in a second, by those of n8n's own Webhook node. */
export const LEAST_RATIO = 0.7;

/** n8n's own Webhook node, a node that does nothing, the Sophia Trigger. */
export type IntakeNode = 'bare' | 'empty' | 'sophia';

export interface IntakeRound {
	/** Requests answered. */
	perSecond: number;
	/** CPU of n8n for a request, all threads. */
	cpuMs: number;
}

export type IntakeRounds = Record<IntakeNode, IntakeRound[]>;
