import type { Query } from 'soql-parser-js';
import type { Row } from '../store/row';
import type { Store } from '../store/store';
import { invalidFilter } from './errors';
import { parse } from './parse';
import { makePlan, type Plan } from './plan';
import { count, run } from './run';
import { selectedPaths } from './select';

export interface EvaluatorContext {
	store: Store;
	random: () => number;
	/** Milliseconds since the epoch, for date literals. */
	now: () => number;
}

/** Parses, checks and runs SOQL over the store. */
export class Evaluator {
	constructor(private readonly context: EvaluatorContext) {}

	/** @throws ApiError as Salesforce answers a query that is wrong */
	plan(soql: string): Plan {
		return this.planOf(soql, parse(soql));
	}

	run(plan: Plan, includeDeleted: boolean): Row[] {
		return run(plan, { includeDeleted, random: this.context.random });
	}

	count(plan: Plan, includeDeleted: boolean): number {
		return count(plan, { includeDeleted });
	}

	private planOf(soql: string, query: Query): Plan {
		const { store, now } = this.context;
		return makePlan(soql, query, { store, now: now(), subquery: (text, inner) => this.semiJoin(text, inner) });
	}

	private semiJoin(soql: string, query: Query): Set<string> {
		const plan = this.planOf(soql, query);
		const paths = selectedPaths(plan);
		if (paths.length !== 1 || !['id', 'reference'].includes(paths[0].field.type)) {
			throw invalidFilter(soql, query.sObject ?? '', 'A semi join sub-select must select one id field');
		}
		const ids = this.run(plan, false).map((row) => paths[0].read(row));
		return new Set(ids.filter((id) => typeof id === 'string'));
	}
}
