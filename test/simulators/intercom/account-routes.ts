import type { FastifyInstance } from 'fastify';
import { attributeAnswer } from './answers';
import type { Model } from './attributes';
import { invalid } from './errors';
import { route } from './routing';
import type { Workspace } from './workspace';

const TRUE = 'true';

/** Who the token belongs to, and the data attributes of the workspace. */
export function registerAccountRoutes(app: FastifyInstance, workspace: Workspace): void {
	const { settings, attributes, writes } = workspace;
	route(app, 'GET', '/me', () => ({
		type: 'admin',
		id: '991267459',
		name: 'Example Admin',
		email: 'admin@example.com',
		email_verified: true,
		job_title: null,
		away_mode_enabled: false,
		away_mode_reassign: false,
		has_inbox_seat: true,
		team_ids: [],
		avatar: { type: 'avatar', image_url: null },
		app: {
			type: 'app',
			id_code: settings.appId,
			name: 'Example workspace',
			created_at: 1_700_000_000,
			identity_verification: false,
			timezone: settings.timeZone,
			region: settings.region,
		},
	}));
	route(app, 'GET', '/data_attributes', ({ query }) => ({
		type: 'list',
		data: attributes.list(modelOf(query.model), query.include_archived === TRUE).map(attributeAnswer),
	}));
	route(app, 'POST', '/data_attributes', ({ body }) => {
		const attribute = attributes.create(body());
		writes.attributes++;
		return attributeAnswer(attribute);
	});
	route(app, 'PUT', '/data_attributes/:id', ({ params, body }) => {
		const attribute = attributes.update(params.id, body());
		writes.attributes++;
		return attributeAnswer(attribute);
	});
}

function modelOf(text: string | undefined): Model | undefined {
	if (text !== undefined && text !== 'contact' && text !== 'company')
		throw invalid('The Data Attribute model field must be either contact or company', 'model');
	return text;
}
