import type { INodeProperties } from 'n8n-workflow';
import { cleanItems } from '../../nodes/SophiaDataSync/operations/cleanItems';
import { inputSide } from '../../nodes/SophiaDataSync/inputSide';
import { PAIRS } from '../../nodes/SophiaDataSync/pairs';
import {
	approvalItem,
	conflictItem,
	findingItem,
	PairResultKeeper,
	rejectedItem,
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
		for (const { value, left, ready } of PAIRS) {
			const custom = ready === undefined ? 1 : 0;
			expect([value, shownFor('keys', value), shownFor('fields', value), shownFor('rightObject', value)]).toEqual([
				value,
				custom,
				custom,
				custom,
			]);
			expect(shownFor(left === 'items' ? 'itemsName' : 'leftObject', value)).toBe(custom);
		}
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
	it('are records by their id field; of several with one id the last counts, and all of them are told of', async () => {
		const items = [
			{ no: 1, owner: { email: 'a@example.com' } },
			{ no: '2' },
			{ no: 1, owner: { email: 'b@example.com' } },
		];
		const { side, itemIndexes } = inputSide(
			contextOf({ itemsIdField: 'no' }),
			'fair',
			items.map((json) => ({ json })),
		);
		const pages = [];
		for await (const page of side.source.changes({ object: 'fair', fields: [], until: new Date() })) pages.push(page);
		expect(pages.flatMap(({ records }) => records.map(({ id, fields }) => [id, fields['owner.email']]))).toEqual([
			['2', undefined],
			['1', 'b@example.com'],
		]);
		expect(itemIndexes('1')).toEqual([0, 2]);
		expect(side).not.toHaveProperty('destination');
	});

	it.each([{}, { no: '' }, { no: null }, { no: { a: 1 } }])('%j has no id', (json) => {
		expect(() => inputSide(contextOf({ itemsIdField: 'no' }), 'fair', [{ json: { no: 'x' } }, { json }])).toThrow(
			'Item 1 has no value in its ID field "no".',
		);
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
		expect(kept(new PairResultKeeper(10, true))).toEqual([['created', 'unchanged', 'skipped', 'updated'], 2]);
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
