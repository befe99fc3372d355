import { contactAnswer } from './answers';
import { checkMembers, isObject, pageNumber, type Json, type JsonObject } from './body';
import { IntercomError, invalid } from './errors';
import { fieldOf, matches, readQuery, type Field, type Query, type Subject } from './search-filters';
import { seenOf, type Contact, type Workspace } from './workspace';

const DEFAULT_PER_PAGE = 50;
const MAX_LISTED_PER_PAGE = 150;

/** Where a page ended: its number, and the sort key and position of its last contact. */
interface Cursor {
	page: number;
	key: SortKey;
	position: number;
}

type SortKey = string | number | boolean | null;

interface Sort {
	field: Field;
	descending: boolean;
}

/** `POST /contacts/search`: contacts as the lagging index sees them. @throws IntercomError 400 */
export function searchContacts(workspace: Workspace, body: JsonObject): Record<string, unknown> {
	checkMembers(body, ['query', 'pagination', 'sort']);
	const { attributes, days, settings } = workspace;
	const query = readQuery({ catalogue: attributes, maxInValues: settings.maxInValues, days }, body.query);
	const { perPage, cursor } = readPagination(body.pagination, settings.maxSearchPage);
	const sort = readSort(workspace, body.sort);
	workspace.searches++;
	const found: Subject[] = [];
	for (const contact of candidates(workspace, query)) {
		const seen = workspace.index.view(contact.id, seenOf(contact));
		if (seen === undefined || seen.data.archived) continue;
		const subject = { contact, ...seen };
		if (matches(query, subject)) found.push(subject);
	}
	return cursorPage(workspace, found, perPage, cursor, sort);
}

/** `GET /contacts`: all contacts that are not archived, without lag. @throws IntercomError 400 */
export function listContacts(workspace: Workspace, query: Record<string, string | undefined>): Record<string, unknown> {
	const perPage = pageNumber(query.per_page, 'per_page', DEFAULT_PER_PAGE, MAX_LISTED_PER_PAGE);
	const cursor = query.starting_after === undefined ? undefined : readCursor(query.starting_after);
	const live = [...workspace.contacts.from(0)].filter(({ data }) => !data.archived);
	return cursorPage(
		workspace,
		live.map((contact) => ({ contact, ...seenOf(contact) })),
		perPage,
		cursor,
		undefined,
	);
}

function readPagination(value: Json | undefined, maximum: number): { perPage: number; cursor: Cursor | undefined } {
	if (value === undefined || value === null) return { perPage: DEFAULT_PER_PAGE, cursor: undefined };
	if (!isObject(value)) throw invalid('pagination must be a hash', 'pagination');
	checkMembers(value, ['per_page', 'starting_after']);
	const after = value.starting_after ?? undefined;
	if (after !== undefined && typeof after !== 'string')
		throw invalid('starting_after must be a string', 'starting_after');
	const perPage = value.per_page === undefined ? undefined : String(value.per_page);
	return {
		perPage: pageNumber(perPage, 'per_page', DEFAULT_PER_PAGE, maximum),
		cursor: after === undefined ? undefined : readCursor(after),
	};
}

function readSort(workspace: Workspace, value: Json | undefined): Sort | undefined {
	if (value === undefined || value === null) return undefined;
	if (!isObject(value) || typeof value.field !== 'string') throw invalid('sort must name a field', 'sort');
	checkMembers(value, ['field', 'order']);
	const order = value.order ?? 'descending';
	if (order !== 'ascending' && order !== 'descending')
		throw new IntercomError(
			400,
			'invalid_sort_order',
			`Invalid sort order '${String(order)}'. Must be one of: ascending, descending`,
		);
	return { field: fieldOf(workspace.attributes, value.field), descending: order === 'descending' };
}

/** The contacts a query could find: by an index where it names keys, else all of them. */
function candidates(workspace: Workspace, query: Query): Iterable<Contact> {
	const keyed = byKeys(workspace, query);
	if (keyed === undefined) return workspace.contacts.from(0);
	for (const id of workspace.index.stale()) {
		const contact = workspace.contacts.get(id);
		if (contact !== undefined) keyed.add(contact);
	}
	return [...keyed].sort((left, right) => left.position - right.position);
}

function byKeys(workspace: Workspace, query: Query): Set<Contact> | undefined {
	if ('of' in query) {
		const parts = query.of.map((one) => byKeys(workspace, one));
		if (query.operator === 'AND') return parts.find((part) => part !== undefined);
		return parts.every((part) => part !== undefined) ? new Set(parts.flatMap((part) => [...part])) : undefined;
	}
	const { field, operator, values } = query;
	if (operator !== '=' && operator !== 'IN') return undefined;
	const keys = values.filter((value) => typeof value === 'string');
	if (keys.length !== values.length) return undefined;
	if (field.name === 'id')
		return new Set(keys.map((id) => workspace.contacts.get(id)).filter((contact) => contact !== undefined));
	if (field.name !== 'email' && field.name !== 'external_id') return undefined;
	return new Set(keys.flatMap((key) => [...workspace.contacts.lookUp(field.name, key)]));
}

function cursorPage(
	workspace: Workspace,
	found: Subject[],
	perPage: number,
	cursor: Cursor | undefined,
	sort: Sort | undefined,
): Record<string, unknown> {
	const keyOf = (subject: Subject) => sort?.field.valueOf(subject) ?? null;
	const compare = (leftKey: SortKey, leftPosition: number, rightKey: SortKey, rightPosition: number) =>
		(sort?.descending === true ? -1 : 1) * compareKeys(leftKey, rightKey) || leftPosition - rightPosition;
	if (sort !== undefined)
		found.sort((left, right) => compare(keyOf(left), left.contact.position, keyOf(right), right.contact.position));
	const rest =
		cursor === undefined
			? found
			: found.filter((subject) => compare(keyOf(subject), subject.contact.position, cursor.key, cursor.position) > 0);
	const shown = rest.slice(0, perPage);
	const page = (cursor?.page ?? 0) + 1;
	const last = shown.at(-1);
	const next =
		last === undefined || rest.length <= perPage
			? {}
			: {
					next: {
						page: page + 1,
						starting_after: writeCursor({ page, key: keyOf(last), position: last.contact.position }),
					},
				};
	return {
		type: 'list',
		data: shown.map(({ contact, ...seen }) => contactAnswer(workspace, contact, seen)),
		total_count: found.length,
		pages: { type: 'pages', ...next, page, per_page: perPage, total_pages: Math.ceil(found.length / perPage) },
	};
}

/** Null comes first; keys of one field are of one type. */
function compareKeys(left: SortKey, right: SortKey): number {
	if (left === right) return 0;
	if (left === null || right === null) return left === null ? -1 : 1;
	return left < right ? -1 : 1;
}

const writeCursor = ({ page, key, position }: Cursor) =>
	Buffer.from(JSON.stringify([page, key, position])).toString('base64');

function readCursor(text: string): Cursor {
	try {
		const [page, key, position] = JSON.parse(Buffer.from(text, 'base64').toString()) as [number, SortKey, number];
		if (Number.isInteger(page) && Number.isInteger(position)) return { page, key, position };
	} catch {
		// Not one of ours: refused below.
	}
	throw invalid('starting_after is not a valid cursor', 'starting_after');
}
