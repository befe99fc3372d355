import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { cleanItems } from '../../nodes/SophiaDataSync/operations/cleanItems';
import { inputSide, type ChosenItems } from '../../nodes/SophiaDataSync/inputSide';
import { PAIRS } from '../../nodes/SophiaDataSync/pairs';
import {
	approvalItem,
	conflictItem,
	findingItem,
	PairResultKeeper,
	rejectedItem,
	writtenItem,
} from '../../nodes/SophiaDataSync/results';
import { SophiaDataSync } from '../../nodes/SophiaDataSync/SophiaDataSync.node';
import type { PairReport, PairResult } from '../../engine/pairs/types';
import { contextOf } from './dataSyncContext';

const { description, methods } = new SophiaDataSync();
const all = (properties: INodeProperties[]): INodeProperties[] =>
	properties.flatMap((property) => [
		property,
		...(property.options ?? []).flatMap((option) =>
			'values' in option ? all(option.values) : 'type' in option ? all([option]) : [],
		),
	]);

describe('the description', () => {
	it('shows a credential wherever its system is on either side, and only there', () => {
		const types: Record<string, string> = {
			salesforce: 'sophiaSalesforceApi',
			hubspot: 'sophiaHubspotApi',
			intercom: 'sophiaIntercomApi',
			postgres: 'postgres',
		};
		for (const { value, left, right } of PAIRS) {
			const shown = description.credentials
				?.filter(({ displayOptions }) => !displayOptions?.hide?.pair?.includes(value))
				.filter(({ name }) => Object.values(types).includes(name))
				.map(({ name }) => name);
			const wanted = [left, right].filter((system) => system !== 'items').map((system) => types[system]);
			expect([value, shown?.toSorted()]).toEqual([value, [...new Set(wanted)].sort()]);
		}
		expect(new Set(PAIRS.map(({ value }) => value)).size).toBe(PAIRS.length);
	});

	it('lets the editor take no parameter for a choice of authentication, which it would not show', () => {
		for (const name of ['operation', 'pair']) {
			const named = description.credentials?.flatMap(({ displayOptions }) => displayOptions?.show?.[name] ?? []);
			const [{ options = [] }] = description.properties.filter((property) => property.name === name);
			const unnamed = options.filter((option) => 'value' in option && !named?.includes(option.value));
			expect([name, unnamed.length > 0]).toEqual([name, true]);
		}
	});

	it('asks for objects, keys and fields of every pair but the ready ones', () => {
		const shownFor = (name: string, pair: string) =>
			description.properties.filter(
				(property) => property.name === name && (property.displayOptions?.show?.pair as string[]).includes(pair),
			).length;
		for (const { value, left, right, ready } of PAIRS) {
			const custom = ready === undefined ? 1 : 0;
			expect([value, shownFor('keys', value), shownFor('fields', value)]).toEqual([value, custom, custom]);
			const stores = [left, right].map((system) => (system === 'items' ? 0 : custom));
			expect([value, shownFor('leftObject', value), shownFor('rightObject', value)]).toEqual([value, ...stores]);
		}
	});

	it('asks for the list and its fields wherever input items are on a side, and offers nothing that they cannot have', () => {
		const shown = (properties: INodeProperties[], condition: string, pair: string) =>
			properties
				.filter(({ displayOptions }) => displayOptions?.show?.[condition]?.includes(pair) ?? true)
				.map(({ displayName }) => displayName);
		const rows = (name: string) =>
			description.properties
				.filter((property) => property.name === name)
				.flatMap(({ options = [] }) => options.flatMap((option) => ('values' in option ? option.values : [])));
		const options = description.properties
			.filter(({ name }) => name === 'options')
			.flatMap((property) => all([property]));
		for (const { value, left, right, ready } of PAIRS) {
			const [onLeft, onRight] = [left === 'items', right === 'items'];
			const parameters = shown(description.properties, 'pair', value);
			const has = (name: string) => parameters.includes(name);
			expect([value, has('List Name'), has('ID Field'), has('Modified Field')]).toEqual([
				value,
				...Array.from({ length: 3 }, () => onLeft || onRight),
			]);
			expect([value, has('References')]).toEqual([value, ready === undefined && !onLeft && !onRight]);
			expect([value, has('Deleted on the Left'), has('Deleted on the Right')]).toEqual([value, !onLeft, !onRight]);
			for (const name of ['keys', 'fields']) {
				const fields = shown(rows(name), '/pair', value);
				expect([value, fields.includes('Left Field'), fields.includes('Left Field Name or ID')]).toEqual([
					value,
					onLeft,
					!onLeft,
				]);
				expect([value, fields.includes('Right Field'), fields.includes('Right Field Name or ID')]).toEqual([
					value,
					onRight,
					!onRight,
				]);
			}
			const offered = shown(options, '/pair', value);
			expect([value, offered.includes('Left Filter'), offered.includes('Right Filter')]).toEqual([
				value,
				!onLeft,
				!onRight,
			]);
		}
		expect(PAIRS.filter(({ left, right }) => left === 'items' && right === 'items')).toEqual([]);
		expect(PAIRS.filter(({ left, right }) => left === 'items' || right === 'items').map(({ value }) => value)).toEqual(
			expect.arrayContaining([
				'hubspot-items',
				'items-hubspot',
				'intercom-items',
				'postgres-items',
				'salesforce-items',
			]),
		);
	});

	it('names methods that the node has', () => {
		const text = JSON.stringify(description.properties);
		const wanted = [...text.matchAll(/"(?:loadOptionsMethod|searchListMethod)":"(\w+)"/g)].map(([, name]) => name);
		expect(wanted).toContain('searchRightObjects');
		expect([...Object.keys(methods.loadOptions), ...Object.keys(methods.listSearch)]).toEqual(
			expect.arrayContaining(wanted),
		);
	});

	it('conditions name parameters that exist and choices that those have', () => {
		const properties = all(description.properties);
		for (const { displayName, displayOptions } of [
			...properties,
			...(description.credentials ?? []),
		] as INodeProperties[]) {
			for (const [name, values] of Object.entries(displayOptions?.show ?? {})) {
				const named = properties.filter((property) => property.name === name.replace('/', ''));
				const choices = named.flatMap(({ options = [], type }) =>
					type === 'boolean' ? [true, false] : options.flatMap((option) => ('value' in option ? [option.value] : [])),
				);
				expect([displayName, name, named.length > 0]).toEqual([displayName, name, true]);
				expect(choices).toEqual(expect.arrayContaining(values as unknown[]));
			}
		}
	});
});

describe('Clean Items', () => {
	it('trims, drops nulls, brings fields into one form and removes doubles; each item leads back to its own', async () => {
		const context = contextOf(
			{
				preset: 'clean',
				normalise: {
					field: [
						{ path: 'email', form: 'email' },
						{ path: 'phones', form: 'phone', region: 'DE' },
						{ path: ' ', form: 'domain' },
					],
				},
				uniqueBy: 'email',
			},
			[
				{ email: ' Ann@Example.COM', note: null, phones: ['(030) 901820', 'n/a'], zero: 0 },
				{ email: 'ann@example.com', note: 'second' },
				{ email: '', note: 'none' },
			],
		);
		const [results, conflicts, rejected] = await cleanItems(context);
		expect(results).toEqual([
			{ json: { email: 'ann@example.com', phones: ['+4930901820', 'n/a'], zero: 0 }, pairedItem: { item: 0 } },
			{ json: { email: '', note: 'none' }, pairedItem: { item: 2 } },
		]);
		expect([conflicts, rejected]).toEqual([[], []]);
		expect(context.hints).toEqual([expect.stringMatching(/^1 value of phones could not be read as a phone number/)]);
	});

	it('answers as the former webhook did', async () => {
		const [results] = await cleanItems(
			contextOf({ preset: 'sophia21' }, [
				{ sync_type: 'nightly', source_data: [{ name: ' Acme ', gone: null }], target_format: 'csv' },
				{ source_data: { a: ' b ' } },
			]),
		);
		expect(results.map(({ json }) => json)).toEqual([
			{
				status: 'success',
				sync_type: 'nightly',
				target_format: 'csv',
				processed_data: [{ name: 'Acme' }],
				record_count: 1,
				timestamp: expect.stringMatching(/^\d{4}-/),
			},
			expect.objectContaining({
				sync_type: 'unknown',
				target_format: 'json',
				processed_data: { a: 'b' },
				record_count: 1,
			}),
		]);
	});
});

describe('input items as a side', () => {
	const chosen = (items: IDataObject[]): ChosenItems => ({
		name: 'left',
		object: 'fair',
		items: items.map((json) => ({ json })),
		fields: [],
	});

	it('are records by their id field; of several with one id the last counts, and all of them are told of', async () => {
		const items = [
			{ no: 1, owner: { email: 'a@example.com' } },
			{ no: '2' },
			{ no: 1, owner: { email: 'b@example.com' } },
		];
		const { side, itemIndexes } = inputSide(contextOf({ itemsIdField: 'no' }), chosen(items));
		const pages = [];
		for await (const page of side.source.changes({ object: 'fair', fields: [], until: new Date() })) pages.push(page);
		expect(pages.flatMap(({ records }) => records.map(({ id, fields }) => [id, fields['owner.email']]))).toEqual([
			['2', undefined],
			['1', 'b@example.com'],
		]);
		expect(itemIndexes('1')).toEqual([0, 2]);
	});

	it.each([{}, { no: '' }, { no: null }, { no: { a: 1 } }])('%j has no id', (json) => {
		expect(() => inputSide(contextOf({ itemsIdField: 'no' }), chosen([{ no: 'x' }, json]))).toThrow(
			'Item 1 has no value in its ID field "no".',
		);
	});

	it('are an empty list where all there is is one item without a field, but only where they are written', async () => {
		const context = contextOf({ itemsIdField: 'no' });
		const empty = inputSide(context, { ...chosen([{}]), name: 'right', fields: ['email'] });
		const pages = [];
		for await (const page of empty.side.source.changes({ object: 'fair', fields: [], until: new Date() }))
			pages.push(page);
		expect(pages).toEqual([]);
		const { fields } = await empty.side.source.describe('fair');
		expect([...fields.keys()].toSorted()).toEqual(['email', 'no']);
		expect(() => inputSide(context, chosen([{}]))).toThrow('Item 0 has no value');
	});

	it('were changed when the field says that holds it', async () => {
		const context = contextOf({ itemsIdField: 'no', itemsModifiedField: ' at ' });
		const { side } = inputSide(context, chosen([{ no: 1, at: '2026-03-01T10:00:00+01:00' }]));
		const { records } = await side.source.readByIds({ object: 'fair', fields: [], ids: ['1'] });
		expect(records[0].modifiedAt).toBe('2026-03-01T09:00:00.000Z');
	});
});

describe('items', () => {
	const objects = { left: 'Account', right: 'companies' };
	const rejected: PairResult = {
		action: 'rejected',
		side: 'left',
		leftId: 'preview:1',
		rightId: '77',
		category: 'ambiguous',
		reason: 'two',
		field: 'domain',
	};

	it('of rejected records name the record that could not be brought across, and never an error', () => {
		expect(rejectedItem(objects, rejected)).toEqual({
			recordId: '77',
			object: 'companies',
			side: 'right',
			category: 'ambiguous',
			reason: 'two',
			retryable: false,
			field: 'domain',
			rightId: '77',
		});
	});

	it('of conflicts have both values and whose stands', () => {
		const keeper = new PairResultKeeper(10);
		const difference = { left: { field: 'Name', value: 'A' }, right: { field: 'name', value: null } };
		keeper.listen({ action: 'updated', side: 'right', leftId: '1', rightId: '2', conflicts: [difference] });
		keeper.listen({
			action: 'unchanged',
			side: 'left',
			leftId: '3',
			rightId: '4',
			conflicts: [{ ...difference, winner: 'left' }],
		});
		expect(keeper.changed).toHaveLength(1);
		expect(keeper.conflicts.map((found) => conflictItem(objects, found))).toEqual([
			{
				leftObject: 'Account',
				rightObject: 'companies',
				leftId: '1',
				rightId: '2',
				leftField: 'Name',
				rightField: 'name',
				leftValue: 'A',
				rightValue: null,
				winner: 'none',
			},
			expect.objectContaining({ leftId: '3', winner: 'left' }),
		]);
	});

	it('are capped per output, with the quiet ones only where they are asked for', () => {
		const results: PairResult[] = ['created', 'unchanged', 'skipped', 'rejected', 'updated', 'rejected'].map(
			(action) => ({
				action: action as PairResult['action'],
				side: 'right',
			}),
		);
		const kept = (keeper: PairResultKeeper) => {
			results.forEach(keeper.listen);
			return [keeper.changed.map(({ action }) => action), keeper.rejected.length];
		};
		expect(kept(new PairResultKeeper(1))).toEqual([['created'], 1]);
		expect(kept(new PairResultKeeper(10, { quietToo: true }))).toEqual([
			['created', 'unchanged', 'skipped', 'updated'],
			2,
		]);
	});

	it('of writes to the input items are told with all their fields, however many there are', () => {
		const keeper = new PairResultKeeper(1, { handedOut: 'right' });
		const changes = [{ field: 'title', to: 'A' }];
		keeper.listen({ action: 'updated', side: 'right', leftId: '1', rightId: 'a', changes });
		keeper.listen({ action: 'created', side: 'right', leftId: '2', rightId: 'b' });
		keeper.listen({ action: 'updated', side: 'left', leftId: '3', rightId: 'c' });
		expect([keeper.handedOut.size, keeper.changed.map(({ leftId }) => leftId)]).toEqual([2, ['3']]);
		const lists = { left: 'Account', right: 'fair' };
		const written = (id: string) => ({ action: 'created' as const, id, json: { no: id }, indexes: [] });
		expect(writtenItem(lists, 'right', written('a'), keeper.handedOut.get('a'))).toEqual({
			action: 'created',
			side: 'right',
			object: 'fair',
			leftId: '1',
			rightId: 'a',
			changes,
			item: { no: 'a' },
		});
		expect(writtenItem(lists, 'right', written('x'), undefined)).toEqual({
			action: 'created',
			side: 'right',
			object: 'fair',
			rightId: 'x',
			item: { no: 'x' },
		});
	});

	it('of an approval say what to do with the token', () => {
		const request = { token: 't', archives: 3, linked: 10, share: 0.3, maxArchiveShare: 0.1 };
		expect(approvalItem({ syncKey: 'k', runId: 'r' } as PairReport, request)).toMatchObject({
			approvalRequired: true,
			token: 't',
			message: expect.stringMatching(/^3 of 10 .*Approval Token/),
		});
	});

	it('of findings have the values of both sides', () => {
		expect(
			findingItem(objects, {
				kind: 'differing',
				leftId: '1',
				rightId: '2',
				fields: [{ left: { field: 'Name', value: 'A' }, right: { field: 'name', value: 'B' } }],
			}),
		).toEqual({
			finding: 'differing',
			leftObject: 'Account',
			rightObject: 'companies',
			leftId: '1',
			rightId: '2',
			fields: [{ leftField: 'Name', rightField: 'name', leftValue: 'A', rightValue: 'B' }],
		});
		expect(findingItem(objects, { kind: 'onlyRight', rightId: '2' })).toEqual({
			finding: 'onlyRight',
			leftObject: 'Account',
			rightObject: 'companies',
			rightId: '2',
		});
	});
});

describe('AI agents', () => {
	const run = async (operation: string, parameters: object) => {
		const { execute } = new SophiaDataSync();
		return await execute.call(contextOf({ operation, ...parameters } as never, [{}], true));
	};

	it.each([
		['repair', { pair: 'salesforceAccounts-hubspotCompanies' }],
		['reset', { pair: 'salesforceAccounts-hubspotCompanies' }],
		['syncOneWay', { pair: 'salesforceAccounts-hubspotCompanies', mode: 'mirror' }],
		['syncBothWays', { pair: 'salesforceAccounts-hubspotCompanies', onDeleteRight: 'archive' }],
	])('may not %s unless they are allowed', async (operation, parameters) => {
		await expect(run(operation, parameters)).rejects.toThrow('is not allowed to AI agents');
	});
});
