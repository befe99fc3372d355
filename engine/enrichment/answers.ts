import type { Clock } from '../clock';
import type { StateStore } from '../state/types';
import { isLeadField, type LeadField } from './fields';
import type { Step } from './plan';
import { checkedLeadValue } from './schema';
import type { ProviderAnswer, ProviderValue } from './types';

/** Answers kept in memory per provider; more are read from the state again. */
const IN_MEMORY = 20_000;

/** An answer that was given, with its date. */
export interface Answer {
	values: ReadonlyMap<LeadField, ProviderValue>;
	/** ISO 8601. */
	at: string;
}

/** No answer in this run: for now (`failed`, its fields stay open), or whenever it is asked (`refused`). */
export type NoAnswer = 'failed' | 'refused';

type AnswerCache = Pick<StateStore, 'getCached' | 'putCached'>;

/**
 * What one provider has answered: this run's answers in memory, over those of earlier runs in the state. The place in
 * the state depends on everything the answer does: the provider's identity, the fields asked for, what was allowed to be
 * sent. Requests that failed are remembered for the run only, so that they are not asked twice in it.
 */
export class Answers {
	private readonly memory = new Map<string, Answer | NoAnswer>();
	private readonly namespace: string;

	constructor(
		private readonly step: Step,
		private readonly clock: Clock,
		private readonly state?: AnswerCache,
	) {
		const { provider, fields, reads } = step;
		this.namespace = JSON.stringify(['enrichment', provider.name, provider.identity, fields, [...reads].sort()]);
	}

	/** What this run knows already. */
	known(key: string): Answer | NoAnswer | undefined {
		const answer = this.memory.get(key);
		if (answer !== undefined) this.remember(key, answer);
		return answer;
	}

	/** What earlier runs, or this one long ago, have left; it is remembered. */
	async cached(keys: string[]): Promise<Map<string, Answer>> {
		const found = new Map<string, Answer>();
		if (this.state === undefined || keys.length === 0 || !this.keepsAny) return found;
		for (const [key, text] of await this.state.getCached(this.namespace, keys)) {
			const answer = parsed(text);
			if (answer === undefined) continue;
			found.set(key, answer);
			this.remember(key, answer);
		}
		return found;
	}

	/** Keeps a batch's answers, in the state too, before anybody relies on them. */
	async keep(answers: ReadonlyArray<{ key: string; answer: Answer }>): Promise<void> {
		for (const { key, answer } of answers) this.remember(key, answer);
		if (this.state === undefined) return;
		const entries = answers.flatMap(({ key, answer }) => {
			const ttl = answer.values.size > 0 ? this.step.cacheTtlMs : this.step.notFoundTtlMs;
			const expiresAt = new Date(this.clock.now() + ttl).toISOString();
			return ttl > 0 ? [{ key, value: JSON.stringify([answer.at, [...answer.values]]), expiresAt }] : [];
		});
		if (entries.length > 0) await this.state.putCached(this.namespace, entries);
	}

	missing(key: string, why: NoAnswer): void {
		this.remember(key, why);
	}

	private get keepsAny(): boolean {
		return this.step.cacheTtlMs > 0 || this.step.notFoundTtlMs > 0;
	}

	/** The least recently used one goes when there are too many. */
	private remember(key: string, answer: Answer | NoAnswer): void {
		this.memory.delete(key);
		this.memory.set(key, answer);
		if (this.memory.size <= IN_MEMORY) return;
		for (const oldest of this.memory.keys()) {
			this.memory.delete(oldest);
			return;
		}
	}
}

/** The values of an answer that meet their fields' formats, and how many do not. Asked-for fields only. */
export function checkedValues(
	answer: Extract<ProviderAnswer, { status: 'found' }>,
	fields: readonly LeadField[],
): { values: Map<LeadField, ProviderValue>; invalid: number } {
	const values = new Map<LeadField, ProviderValue>();
	let invalid = 0;
	for (const field of fields) {
		const given = answer.values[field];
		if (given === undefined) continue;
		const checked = checkedValue(field, given);
		if (checked === undefined) invalid++;
		else values.set(field, checked);
	}
	return { values, invalid };
}

function checkedValue(field: LeadField, given: Partial<ProviderValue> | null): ProviderValue | undefined {
	const confidence = given?.confidence;
	if (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1)) return undefined;
	const value = checkedLeadValue(field, given?.value);
	if (value === undefined) return undefined;
	return value === given?.value ? (given as ProviderValue) : { value, confidence };
}

/** From the state, perhaps of another version of the package: what no longer fits is left out. */
function parsed(text: string): Answer | undefined {
	const content = readJson(text);
	if (!Array.isArray(content) || typeof content[0] !== 'string' || !Array.isArray(content[1])) return undefined;
	const values = new Map<LeadField, ProviderValue>();
	for (const entry of content[1] as unknown[]) {
		if (!Array.isArray(entry) || typeof entry[0] !== 'string' || !isLeadField(entry[0])) return undefined;
		const value = checkedValue(entry[0], entry[1] as Partial<ProviderValue>);
		if (value !== undefined) values.set(entry[0], value);
	}
	return { at: content[0], values };
}

function readJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
