import { SophiaError } from '../../../engine/errors';
import type { Lead, LeadField, Provider, ProviderAnswer, ProviderRequest } from '../../../engine/enrichment';
import type { Clock } from '../../../engine/clock';

/** A clock that tests move; sleeping moves it too. */
export class HandClock implements Clock {
	constructor(private current = Date.parse('2026-03-01T00:00:00Z')) {}

	now(): number {
		return this.current;
	}

	advance(ms: number): void {
		this.current += ms;
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		this.current += ms;
	}
}

export const lead = (id: string, fields: Lead['fields'] = {}): Lead => ({ id, system: 'item', fields });

export interface BookOptions extends Partial<Omit<Provider, 'capabilities'>> {
	capabilities?: Partial<Provider['capabilities']>;
	/** What it knows, by key. 'fail' and 'refuse' are failures of one request. */
	book?: Record<string, Partial<Record<LeadField, [unknown, number]>> | 'fail' | 'refuse'>;
	/** Called before each batch: plants faults. */
	before?: (requests: readonly ProviderRequest[], signal?: AbortSignal) => Promise<void> | void;
	usage?: { tokens?: number; cost?: number };
}

/** A provider that looks domains up in a book, as strict about its contract as the engine may rely on. */
export class BookProvider implements Provider {
	readonly name: string;
	readonly label: string;
	readonly identity: string;
	readonly fills: readonly LeadField[];
	readonly reads: readonly LeadField[];
	readonly capabilities: Provider['capabilities'];
	readonly estimate?: Provider['estimate'];
	/** Keys that it was asked, in order, and what it was handed. */
	readonly asked: string[] = [];
	readonly requests: ProviderRequest[] = [];
	batches = 0;
	underWay = 0;
	mostUnderWay = 0;

	constructor(private readonly options: BookOptions = {}) {
		this.name = options.name ?? 'book';
		this.label = options.label ?? 'The Book';
		this.identity = options.identity ?? 'edition 1';
		this.fills = options.fills ?? ['industry', 'employees', 'description'];
		this.reads = options.reads ?? ['companyDomain', 'email'];
		this.capabilities = {
			internal: false,
			metered: true,
			cacheable: true,
			batchSize: 2,
			concurrency: 1,
			...options.capabilities,
		};
		this.estimate = options.estimate;
	}

	keyFor(known: Readonly<Lead['fields']>, leadId: string): string | undefined {
		if (this.options.keyFor !== undefined) return this.options.keyFor(known, leadId);
		return known.companyDomain === undefined ? undefined : `domain:${String(known.companyDomain)}`;
	}

	async enrich(
		requests: readonly ProviderRequest[],
		context: Parameters<Provider['enrich']>[1],
	): Promise<ProviderAnswer[]> {
		if (requests.length === 0 || requests.length > this.capabilities.batchSize)
			throw new Error('A batch of a wrong size.');
		if (new Set(requests.map(({ key }) => key)).size < requests.length) throw new Error('A key twice in a batch.');
		this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
		try {
			context.used({ calls: 1 });
			this.batches++;
			this.asked.push(...requests.map(({ key }) => key));
			this.requests.push(...requests);
			await this.options.before?.(requests, context.signal);
			await new Promise((resolve) => setImmediate(resolve));
			context.used(this.options.usage ?? {});
			return requests.map((request) => this.answer(request));
		} finally {
			this.underWay--;
		}
	}

	private answer({ key, fields }: ProviderRequest): ProviderAnswer {
		const entry = this.options.book?.[key];
		if (entry === undefined) return { status: 'notFound' };
		if (typeof entry === 'string') {
			return { status: 'failed', reason: 'It has a bad day.', retryable: entry === 'fail' };
		}
		const values = Object.entries(entry).map(([field, [value, confidence]]) => [field, { value, confidence }]);
		return {
			status: 'found',
			values: Object.fromEntries(values.filter(([field]) => fields.includes(field as LeadField))),
		};
	}
}

export const unreachable = (): never => {
	throw new SophiaError('transient', 'The book is closed.', { system: 'book' });
};
