import type { FastifyInstance } from 'fastify';
import { ApiError, notFound } from '../errors';
import { describeObject, describeSummary } from '../schema/describe';
import type { ObjectSpec } from '../schema/objects';
import type { Org } from './org';
import { resource, servedVersions } from './resources';

const SEASONS = ['Spring', 'Summer', 'Winter'];

/** Versions, limits and describes. */
export function metadataRoutes(app: FastifyInstance, org: Org): void {
	app.get('/services/data', async () =>
		servedVersions(org).map((version) => ({
			label: labelOf(version),
			url: `/services/data/v${version}.0`,
			version: `${version}.0`,
		})),
	);
	resource(app, org, '', {
		GET: ({ dataPath }) =>
			Object.fromEntries(
				['limits', 'query', 'queryAll', 'sobjects', 'jobs', 'composite'].map((name) => [name, `${dataPath}/${name}`]),
			),
	});
	resource(app, org, '/limits', { GET: () => limits(org) });
	resource(app, org, '/sobjects', {
		GET: ({ dataPath }) => ({
			encoding: 'UTF-8',
			maxBatchSize: 200,
			sobjects: org.store.schema.all().map((spec) => describeSummary(spec, dataPath)),
		}),
	});
	resource<{ object: string }>(app, org, '/sobjects/:object', {
		GET: ({ params, dataPath }) => ({
			objectDescribe: describeSummary(find(org, params.object), dataPath),
			recentItems: [],
		}),
	});
	resource<{ object: string }>(app, org, '/sobjects/:object/describe', {
		GET: ({ params, dataPath }) => {
			const spec = find(org, params.object);
			return describeObject(spec, dataPath, childrenOf(org, spec));
		},
	});
}

/** v67.0 is Summer '26: three releases a year. */
function labelOf(version: number): string {
	const release = version - 34;
	const year = 15 + Math.floor((release + 1) / 3);
	return `${SEASONS[(((release - 2) % 3) + 3) % 3]} '${year}`;
}

function find(org: Org, name: string): ObjectSpec {
	const spec = org.store.schema.object(name);
	if (spec === undefined) throw notFound();
	return spec;
}

function childrenOf(org: Org, parent: ObjectSpec): unknown[] {
	return org.store.schema.all().flatMap((spec) =>
		spec.fields
			.filter((field) => (field.referenceTo ?? []).includes(parent.name))
			.map((field) => ({
				cascadeDelete: false,
				childSObject: spec.name,
				deprecatedAndHidden: false,
				field: field.name,
				junctionIdListNames: [],
				junctionReferenceTo: [],
				relationshipName: field.name === `${parent.name}Id` ? spec.labelPlural : null,
				restrictedDelete: false,
			})),
	);
}

function limits(org: Org): Record<string, { Max: number; Remaining: number }> {
	const { dailyLimit, viewSetup } = org.settings;
	if (!viewSetup) throw new ApiError(403, 'FORBIDDEN', 'You do not have access to this resource');
	const fixed = (Max: number) => ({ Max, Remaining: Max });
	return {
		DailyApiRequests: { Max: dailyLimit, Remaining: Math.max(0, dailyLimit - org.usage.used) },
		DailyAsyncApexExecutions: fixed(250_000),
		DailyBulkApiBatches: fixed(15_000),
		DailyBulkV2QueryFileStorageMB: fixed(976_562),
		DailyBulkV2QueryJobs: fixed(10_000),
		DailyStreamingApiEvents: fixed(10_000),
		DataStorageMB: fixed(5),
		FileStorageMB: fixed(20),
		HourlyTimeBasedWorkflow: fixed(50),
		SingleEmail: fixed(15),
	};
}
