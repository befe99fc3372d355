import { SophiaError } from '../../errors';
import type { AssociationKind, AssociationOutcome, AssociationPair, AssociationRequest } from '../types';
import type { IntercomApi } from './client';
import { refusalOf } from './errors';
import { fanOut } from './fanOut';
import { recordProblem } from './recordProblems';

type Send = (contactId: string, companyId: string, beforeCall: () => void) => Promise<unknown>;

/** Attaches contacts to companies; what is attached already is a success. One outcome per pair, in the pairs' order. */
export async function associatePairs(api: IntercomApi, request: AssociationRequest): Promise<AssociationOutcome[]> {
	const { signal } = request;
	return await eachPair(request, async (contact_id, id, beforeCall) => {
		await api.call(
			{ purpose: 'associate', signal, beforeCall },
			async (sdk) => await sdk.companies.attachContact({ contact_id, id }),
		);
	});
}

/** Detaches contacts from companies; what is not attached, or gone, is a success. */
export async function dissociatePairs(api: IntercomApi, request: AssociationRequest): Promise<AssociationOutcome[]> {
	const { signal } = request;
	const outcomes = await eachPair(request, async (contact_id, company_id, beforeCall) => {
		await api.call(
			{ purpose: 'associate', signal, beforeCall },
			async (sdk) => await sdk.companies.detachContact({ contact_id, company_id }),
		);
	});
	return outcomes.map((outcome) => (outcome.problem?.category === 'notFound' ? bare(outcome) : outcome));
}

const bare = ({ fromId, toId }: AssociationPair): AssociationPair => ({ fromId, toId });
const nameOf = ({ fromId, toId }: AssociationPair): string => `${fromId}>${toId}`;

/** Every pair once; a pair that was given twice gets its outcome twice. */
async function eachPair(
	{ kind, pairs, signal, beforeCall }: AssociationRequest,
	send: Send,
): Promise<AssociationOutcome[]> {
	const ends = endsOf(kind);
	const distinct = [...new Map(pairs.map((pair) => [nameOf(pair), bare(pair)])).values()];
	const outcomes = new Map<string, AssociationOutcome>();
	await fanOut(distinct, { signal, beforeCall }, async (pair, guard) => {
		const [contactId, companyId] = ends(pair);
		const problem = await send(contactId, companyId, guard).then(
			() => undefined,
			(error: unknown) => recordProblem(refusalOf(error), []),
		);
		outcomes.set(nameOf(pair), problem === undefined ? pair : { ...pair, problem });
	});
	return pairs.flatMap((pair) => outcomes.get(nameOf(pair)) ?? []);
}

/** Which end is the contact. @throws SophiaError `configuration` for an association that Intercom does not have */
function endsOf({
	fromObject,
	toObject,
}: AssociationKind): (pair: AssociationPair) => [contact: string, company: string] {
	if (fromObject === 'contacts' && toObject === 'companies') return ({ fromId, toId }) => [fromId, toId];
	if (fromObject === 'companies' && toObject === 'contacts') return ({ fromId, toId }) => [toId, fromId];
	throw new SophiaError('configuration', `Intercom has no association from ${fromObject} to ${toObject}.`, {
		system: 'intercom',
		remedy: 'Take the association out of the plan.',
	});
}
