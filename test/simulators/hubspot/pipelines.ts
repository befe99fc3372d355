import type { FastifyInstance } from 'fastify';
import { notFound, type PropertyProblem } from './errors';
import { dealStages } from './catalogue/deals';
import { option } from './catalogue/define';
import type { PropertyCatalogue } from './properties';
import type { Portal } from './portal';
import { route } from './routing';

export interface Stage {
	id: string;
	label: string;
	displayOrder: number;
	/** Deals: the chance to win, as text; 0.0 and 1.0 are the closed ones. */
	metadata: { probability: string; isClosed: string };
	archived: boolean;
	createdAt: string;
	updatedAt: string;
}

export interface Pipeline {
	id: string;
	label: string;
	displayOrder: number;
	stages: Stage[];
	archived: boolean;
	createdAt: string;
	updatedAt: string;
}

const DEFINED_AT = '2019-08-06T02:41:08.204Z';
const probabilities = ['0.2', '0.4', '0.6', '0.8', '0.9', '1.0', '0.0'];

const stageOf = (id: string, label: string, displayOrder: number, probability: string): Stage => ({
	id,
	label,
	displayOrder,
	metadata: { probability, isClosed: String(['0.0', '1.0'].includes(probability)) },
	archived: false,
	createdAt: DEFINED_AT,
	updatedAt: DEFINED_AT,
});

/** The deal pipelines of an account. Stage ids are unique in the account; the two properties of deals list what there is. */
export class DealPipelines {
	private readonly pipelines: Pipeline[] = [];
	private nextStage = 1_000_101;

	constructor(private readonly catalogue: PropertyCatalogue) {
		this.pipelines.push({
			id: 'default',
			label: 'Sales Pipeline',
			displayOrder: 0,
			stages: Object.entries(dealStages).map(([id, label], index) => stageOf(id, label, index, probabilities[index])),
			archived: false,
			createdAt: DEFINED_AT,
			updatedAt: DEFINED_AT,
		});
		this.publish();
	}

	/** Unarchived ones with their unarchived stages, as the API answers them. */
	list(): Pipeline[] {
		return this.pipelines
			.filter(({ archived }) => !archived)
			.map((pipeline) => ({ ...pipeline, stages: pipeline.stages.filter(({ archived }) => !archived) }));
	}

	get(id: string): Pipeline {
		const found = this.list().find((pipeline) => pipeline.id === id);
		if (found === undefined) throw notFound(`The pipeline ${id} does not exist`);
		return found;
	}

	/** @param stages label → probability; HubSpot numbers stages of one's own. @returns ids of the stages by label */
	add(id: string, label: string, stages: Record<string, string>): Record<string, string> {
		this.pipelines.push({
			id,
			label,
			displayOrder: this.pipelines.length,
			stages: [],
			archived: false,
			createdAt: DEFINED_AT,
			updatedAt: DEFINED_AT,
		});
		return Object.fromEntries(
			Object.entries(stages).map(([stage, probability]) => [stage, this.addStage(id, stage, probability)]),
		);
	}

	/** @returns the stage's id */
	addStage(pipelineId: string, label: string, probability = '0.5'): string {
		const pipeline = this.need(pipelineId);
		const id = String(this.nextStage++);
		pipeline.stages.push(stageOf(id, label, pipeline.stages.length, probability));
		this.publish();
		return id;
	}

	archiveStage(id: string): void {
		for (const { stages } of this.pipelines) for (const stage of stages) if (stage.id === id) stage.archived = true;
		this.publish();
	}

	renameStage(id: string, label: string): void {
		for (const { stages } of this.pipelines) for (const stage of stages) if (stage.id === id) stage.label = label;
		this.publish();
	}

	/**
	 * HubSpot's rules for a deal's two properties: a stage of the default pipeline needs no pipeline beside it; any other
	 * stage must be one of the deal's pipeline. What follows from the stage is filled in.
	 */
	settle(next: Record<string, string>, sent: Record<string, string>): PropertyProblem | undefined {
		if (next.dealstage === undefined) return undefined;
		const pipeline = this.list().find(({ id }) => id === (next.pipeline ?? 'default'));
		const stage = pipeline?.stages.find(({ id }) => id === next.dealstage);
		if (stage === undefined) {
			// A deal may stay where it is although its stage has been archived since.
			if (sent.dealstage === undefined && sent.pipeline === undefined) return undefined;
			const allowed = (pipeline?.stages ?? []).map(({ id }) => id).join(', ');
			return {
				error: 'INVALID_OPTION',
				name: 'dealstage',
				message: `${next.dealstage} was not one of the allowed options: [${allowed}]`,
			};
		}
		next.pipeline = pipeline!.id;
		next.hs_deal_stage_probability = stage.metadata.probability;
		next.hs_is_closed = stage.metadata.isClosed;
		next.hs_is_closed_won = String(stage.metadata.probability === '1.0');
		return undefined;
	}

	private need(id: string): Pipeline {
		const found = this.pipelines.find((pipeline) => pipeline.id === id);
		if (found === undefined) throw new Error(`The simulator has no pipeline ${id}`);
		return found;
	}

	private publish(): void {
		const pipelines = this.list();
		const many = pipelines.length > 1;
		this.catalogue.require('pipeline').options = pipelines.map(({ id, label }, index) => option(label, id, index));
		this.catalogue.require('dealstage').options = pipelines
			.flatMap(({ label, stages }) => stages.map((stage) => ({ ...stage, pipeline: label })))
			.map(({ id, label, pipeline }, index) => option(many ? `${label} (${pipeline})` : label, id, index));
	}
}

/** Reading pipelines: `crm.objects.deals.read`, or the same of schemas. */
export function registerPipelineRoutes(app: FastifyInstance, portal: Portal): void {
	const rules = { scopes: () => ['crm.objects.deals.read'] };
	const prefixes = ['/crm/v3/pipelines'];
	const check = (type: string) => {
		if (portal.find(type)?.kind.name !== 'deals') throw notFound(`No pipelines for ${type}`);
	};
	route(app, prefixes, 'GET', '/:type', rules, ({ params }) => {
		check(params.type);
		return [200, { results: portal.pipelines.list() }];
	});
	route(app, prefixes, 'GET', '/:type/:id', rules, ({ params }) => {
		check(params.type);
		return [200, portal.pipelines.get(params.id)];
	});
	route(app, prefixes, 'GET', '/:type/:id/stages', rules, ({ params }) => {
		check(params.type);
		return [200, { results: portal.pipelines.get(params.id).stages }];
	});
}
