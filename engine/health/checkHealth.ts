import type { Clock } from '../clock';
import { isSophiaError, SophiaError } from '../errors';
import { unlessAborted } from '../traffic/abort';
import type {
	HealthCheck,
	HealthProbe,
	HealthProblem,
	HealthReport,
	HealthRules,
	HealthStatus,
	LimitUse,
	ProbeFindings,
} from './types';

export const DEFAULT_RULES: HealthRules = { timeoutMs: 10_000, slowMs: 5_000, limitShare: 0.8 };

const ORDER: HealthStatus[] = ['healthy', 'degraded', 'unhealthy'];

/** The worst of several. */
export const worstOf = (statuses: HealthStatus[]): HealthStatus =>
	ORDER[Math.max(0, ...statuses.map((status) => ORDER.indexOf(status)))];

/**
 * Carries out all probes at once, each with its own time-out. A probe that fails is a result, never an error.
 *
 * @throws SophiaError `cancelled` when the caller's signal fires
 */
export async function checkHealth(
	probes: HealthProbe[],
	{ clock, rules = {}, signal }: { clock: Clock; rules?: Partial<HealthRules>; signal?: AbortSignal },
): Promise<HealthReport> {
	const all = { ...DEFAULT_RULES, ...rules };
	const startedAt = clock.now();
	const checks = await Promise.all(probes.map(async (probe) => await carryOut(probe, all, signal)));
	if (signal?.aborted) throw new SophiaError('cancelled', 'The health check was cancelled.', { code: 'CANCELLED' });
	return {
		status: worstOf(checks.map(({ status }) => status)),
		checkedAt: new Date(startedAt).toISOString(),
		durationMs: clock.now() - startedAt,
		checks,
	};
}

async function carryOut(probe: HealthProbe, rules: HealthRules, signal?: AbortSignal): Promise<HealthCheck> {
	const outcome = await withinTime(probe, rules.timeoutMs, signal).then(
		(findings) => found(findings, rules.limitShare),
		(error: unknown) => failed(probe, error),
	);
	const latencyMs = probe.pulse.slowestMs();
	const problems = [...outcome.problems];
	if (latencyMs !== undefined && latencyMs > rules.slowMs && outcome.reachable) problems.push(slow(probe, latencyMs));
	return {
		check: probe.check,
		label: probe.label,
		...outcome,
		status: worstOf(problems.map(({ status }) => status)),
		...(latencyMs === undefined ? {} : { latencyMs }),
		problems,
	};
}

/** The probe's own answer; a probe that does not come to an end is left behind, and its calls are given up. */
async function withinTime(probe: HealthProbe, timeoutMs: number, callers?: AbortSignal): Promise<ProbeFindings> {
	const abort = new AbortController();
	const onCancel = () => abort.abort(callers?.reason);
	const timer = setTimeout(() => abort.abort(timedOut(probe, timeoutMs)), timeoutMs);
	callers?.addEventListener('abort', onCancel, { once: true });
	if (callers?.aborted) onCancel();
	try {
		return await unlessAborted(probe.look(abort.signal), abort.signal);
	} finally {
		clearTimeout(timer);
		callers?.removeEventListener('abort', onCancel);
	}
}

/** Whoever never got a turn has found out nothing about the service. */
const BUSY = 'BUSY';

function timedOut({ check, label, pulse, timedOut: own }: HealthProbe, timeoutMs: number): SophiaError {
	const seconds = timeoutMs / 1000;
	if (own !== undefined) return own(seconds);
	if (pulse.waitsForTurn())
		return new SophiaError('transient', `The check of ${label} got no turn within ${seconds} s.`, {
			system: check,
			code: BUSY,
			remedy: 'Runs are using up the limit of calls at the moment. If this goes on, lower their calls per 10 seconds.',
		});
	return new SophiaError('transient', `${label} did not answer within ${seconds} s.`, {
		system: check,
		code: 'TIMEOUT',
		remedy: 'Check the network of this n8n, and the status page of the service.',
	});
}

const slow = ({ label }: HealthProbe, latencyMs: number): HealthProblem => ({
	status: 'degraded',
	code: 'SLOW',
	message: `${label} took ${(latencyMs / 1000).toFixed(1)} s to answer.`,
});

type Outcome = Omit<HealthCheck, 'check' | 'label' | 'status' | 'latencyMs'>;

function found({ limits = [], problems = [], ...findings }: ProbeFindings, limitShare: number): Outcome {
	return {
		reachable: true,
		...findings,
		limits,
		problems: [...problems, ...limits.flatMap((limit) => limitProblem(limit, limitShare))],
	};
}

function limitProblem({ name, used, max, left, resetsAt, remedy: own }: LimitUse, share: number): HealthProblem[] {
	const until = resetsAt === undefined ? '' : ` It begins anew at ${resetsAt}.`;
	if (max <= 0) return [];
	if (left <= 0) {
		const remedy = `${own ?? 'Runs stop, and go on by themselves once there is room.'}${until}`;
		return [{ status: 'unhealthy', code: 'LIMIT_USED_UP', message: `${name}: all ${max} are used.`, remedy }];
	}
	if (used / max < share) return [];
	const remedy = `${own ?? 'Run less often, or see what else uses them.'}${until}`;
	const message = `${name}: ${used} of ${max} are used.`;
	return [{ status: 'degraded', code: 'LIMIT_NEARLY_USED', message, remedy }];
}

/** What a probe's error says of reach and rights: whoever refuses has answered. */
function failed({ label, pulse }: HealthProbe, error: unknown): Outcome {
	if (!isSophiaError(error)) {
		const message = `The check of ${label} itself failed: ${error instanceof Error ? error.message : String(error)}`;
		return { reachable: false, limits: [], problems: [{ status: 'unhealthy', code: 'CHECK_FAILED', message }] };
	}
	const { kind, status, code, message, remedy, resumeAt } = error;
	const reachable = status !== undefined || kind === 'limit' || (pulse.slowestMs() !== undefined && code === BUSY);
	const until = resumeAt === undefined ? [] : [`It can go on after ${resumeAt.toISOString()}.`];
	const words = [...(remedy === undefined ? [] : [remedy]), ...until].join(' ');
	return {
		reachable,
		...(kind === 'credentials' ? { authorised: false } : kind === 'limit' ? { authorised: true } : {}),
		limits: [],
		problems: [
			{
				status: code === BUSY ? 'degraded' : 'unhealthy',
				code: code ?? kind.toUpperCase(),
				message,
				...(words === '' ? {} : { remedy: words }),
			},
		],
	};
}
