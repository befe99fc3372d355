import { SophiaError } from '../../../../engine/errors';
import { sophia21SyncPayload } from '../../../../engine/mapping/presets/sophia21Sync';

const now = new Date('2026-03-04T05:06:07.890Z');

describe('sophia21SyncPayload', () => {
	it('cleans a list and counts its records', () => {
		const item = {
			sync_type: 'accounts',
			source_data: [
				{ Name: ' Acme ', Phone: null, Employees: 0, Active: false, Note: '' },
				null,
				{ Tags: [null, ' a '] },
			],
			target_format: 'hubspot',
		};
		expect(sophia21SyncPayload(item, now)).toStrictEqual({
			status: 'success',
			sync_type: 'accounts',
			target_format: 'hubspot',
			processed_data: [{ Name: 'Acme', Employees: 0, Active: false, Note: '' }, { Tags: ['a'] }],
			record_count: 2,
			timestamp: '2026-03-04T05:06:07.890Z',
		});
	});

	it('counts one for an object, and knows what stands for an absent type and format', () => {
		expect(sophia21SyncPayload({ source_data: { a: ' x ', b: null }, sync_type: null }, now)).toStrictEqual({
			status: 'success',
			sync_type: 'unknown',
			target_format: 'json',
			processed_data: { a: 'x' },
			record_count: 1,
			timestamp: '2026-03-04T05:06:07.890Z',
		});
		expect(sophia21SyncPayload({ source_data: [] }, now)).toMatchObject({ processed_data: [], record_count: 0 });
		expect(sophia21SyncPayload({ source_data: ' x ' }, now)).toMatchObject({ processed_data: 'x', record_count: 1 });
		expect(sophia21SyncPayload({ source_data: 0 }, now)).toMatchObject({ processed_data: 0, record_count: 1 });
	});

	it.each<[string, unknown]>([
		['the item', null],
		['the item', 'text'],
		['the item', []],
		['source_data', {}],
		['source_data', { source_data: null }],
		['source_data', Object.create({ source_data: {} })],
		['sync_type', { source_data: {}, sync_type: ['secret value'] }],
		['target_format', { source_data: {}, target_format: ['json'] }],
	])('names %s when its shape is wrong, never its value', (field, item) => {
		const make = () => sophia21SyncPayload(item, now);
		expect(make).toThrow(SophiaError);
		expect(make).toThrow(field);
		expect(make).not.toThrow('secret value');
		expect(make).toThrow(expect.objectContaining({ kind: 'configuration', code: 'SOPHIA21_SHAPE' }) as Error);
	});

	it('is not harmed by hostile data', () => {
		let deep: unknown = null;
		for (let depth = 0; depth < 100_000; depth++) deep = [deep];
		expect(sophia21SyncPayload({ source_data: deep }, now).record_count).toBe(1);
		const item: unknown = JSON.parse('{"source_data": {"__proto__": {"a": 1}}, "__proto__": {"sync_type": 5}}');
		expect(sophia21SyncPayload(item, now).sync_type).toBe('unknown');
	});
});
