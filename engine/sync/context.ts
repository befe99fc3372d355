import type { Clock } from '../clock';
import type { CompiledMap } from '../mapping/compile';
import type { ReportCollector } from '../report/collector';
import type { LinkScope, RecordRef, StateStore } from '../state/types';
import type { Destination, ObjectDescription, Source } from '../systems/types';
import type { Traffic } from '../traffic/types';
import type { LeaseKeeper } from '../runs/lease';
import type { StopWatch } from '../runs/stop';
import type { Trial } from './trial';
import type { FieldAssociation, ObjectPlan, SyncPlan } from './types';

/** One object of the plan, ready to run: described, compiled, with its scope. */
export interface PreparedObject {
	plan: ObjectPlan;
	scope: LinkScope;
	description: ObjectDescription;
	map: CompiledMap;
	/** Compiles the map again, after options were added to the description. */
	compile: () => CompiledMap;
	/** Source fields to read: those of the map, the associations and the identity rules. */
	sourceFields: string[];
	/** Destination properties that look-ups return. */
	readProperties: string[];
	/** Associations that start at this object, through a field of its own. */
	associations: FieldAssociation[];
	/** Fingerprint of all that decides what is sent for a given record. */
	fingerprint: string;
}

/** What every step of a run works with. */
export interface RunContext {
	runId: string;
	plan: SyncPlan;
	operation: 'sync' | 'preview';
	source: Source;
	destination: Destination;
	state: StateStore;
	traffic: Traffic;
	clock: Clock;
	signal?: AbortSignal;
	lease: LeaseKeeper;
	stop: StopWatch;
	report: ReportCollector;
	objects: PreparedObject[];
	/** Keyed hash of a value, as kept in links. */
	hash: (value: string) => string;
	/** Where only some records are taken. */
	trial?: Trial;
	/** Read destination records before updating them, to show or respect what is there. */
	readBeforeUpdate: boolean;
}

export const now = (context: RunContext): string => new Date(context.clock.now()).toISOString();

export const refOf = (object: PreparedObject, sourceId: string): RecordRef => ({ scope: object.scope, sourceId });

/** The side of a scope that several source objects can share. */
export const destinationOf = (object: PreparedObject) => ({
	destinationAccount: object.scope.destinationAccount,
	destinationObject: object.scope.destinationObject,
});

export const sameScope = (a: LinkScope, b: LinkScope): boolean =>
	a.sourceOrganisation === b.sourceOrganisation &&
	a.sourceObject === b.sourceObject &&
	a.destinationAccount === b.destinationAccount &&
	a.destinationObject === b.destinationObject;

/** Lower wins; an object of nobody's plan stands equal. */
export const priorityOf = (context: RunContext, sourceObject: string): number =>
	context.plan.priorities[sourceObject] ?? 1;

/** The destination's id property for the records of a scope; undefined for an object of another plan. */
export const idPropertyOf = (context: RunContext, scope: LinkScope): string | undefined =>
	context.objects.find((object) => sameScope(object.scope, scope))?.plan.idProperty;

/** Whether a value of an object's id property is an id of the source's. */
export const isSourceId = ({ idPattern }: Pick<ObjectPlan, 'idPattern'>, value: string): boolean =>
	idPattern === undefined || new RegExp(idPattern).test(value);

/** Splits a list into slices of at most `size`. */
export function slices<T>(items: T[], size: number): T[][] {
	const result: T[][] = [];
	for (let i = 0; i < items.length; i += size) result.push(items.slice(i, i + size));
	return result;
}

/** Lets pending I/O and timers have their turn: long synchronous work is cut with it. */
export const breathe = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));
