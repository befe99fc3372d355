import { sophia21LeadPayload } from '../../../../engine/mapping/presets/sophia21Lead';

const NOW = new Date('2026-03-01T10:00:00Z');

const enriched = (lead: object, more: object = {}) =>
	sophia21LeadPayload({ lead_data: lead, ...more }, NOW).enriched_lead;

describe('the Sophia 2.1 payload of a lead', () => {
	it('is the lead with the date and the sources', () => {
		const lead = { email: 'ada@example.com', company: 'Acme', title: 'Engineer', score: 0, tags: [null] };
		expect(sophia21LeadPayload({ lead_data: lead, enrichment_sources: ['crm'] }, NOW)).toEqual({
			status: 'success',
			enriched_lead: {
				...lead,
				enrichment_timestamp: '2026-03-01T10:00:00.000Z',
				enrichment_sources: ['crm'],
				enrichment_status: 'completed',
				email_domain: 'example.com',
				seniority_level: 'junior',
			},
			transformation_type: 'lead_enrichment',
			timestamp: '2026-03-01T10:00:00.000Z',
		});
	});

	it('has basic for sources, and no more than it can say', () => {
		expect(enriched({})).toEqual({
			enrichment_timestamp: '2026-03-01T10:00:00.000Z',
			enrichment_sources: ['basic'],
			enrichment_status: 'completed',
		});
		expect(enriched({ email: 'nobody' }).email_domain).toBe('');
		expect(enriched({ email: null, title: 'CEO' })).not.toHaveProperty('seniority_level');
		expect(enriched({ company: 'Acme', title: '' })).not.toHaveProperty('seniority_level');
	});

	it.each([
		['CEO', 'executive'],
		['Co-Founder', 'executive'],
		['Vice President Sales', 'executive'],
		['Director of IT', 'executive'],
		['VP Sales', 'senior'],
		['Head of Design', 'senior'],
		['Senior Engineer', 'mid'],
		['Team Lead', 'mid'],
		['Account Manager', 'mid'],
		['Engineer', 'junior'],
	])('%s is %s, as it always was', (title, level) => {
		expect(enriched({ company: 'Acme', title }).seniority_level).toBe(level);
	});

	it.each([
		[null, 'the item'],
		[[], 'the item'],
		[{}, 'lead_data'],
		[{ lead_data: [] }, 'lead_data'],
		[{ lead_data: {}, enrichment_sources: 'crm' }, 'enrichment_sources'],
		[{ lead_data: { email: 7 } }, 'lead_data.email'],
	])('names what is wrong with %j', (item, field) => {
		expect(() => sophia21LeadPayload(item, NOW)).toThrow(
			expect.objectContaining({ kind: 'configuration', message: expect.stringContaining(field) as string }),
		);
	});
});
