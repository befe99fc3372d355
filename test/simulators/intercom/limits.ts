import { IntercomError } from './errors';

export interface LimitSettings {
	/** Calls a minute that one app may make. */
	appPerMinute: number;
	/** Calls a minute that all apps of the workspace may make together. */
	workspacePerMinute: number;
}

const WINDOW_MS = 10_000;
const WINDOWS_PER_MINUTE = 6;

/** Counts calls in fixed windows of ten seconds, a sixth of the minute's allowance in each. */
export class Limits {
	private window = 0;
	private workspaceUsed = 0;
	private readonly appUsed = new Map<string, number>();
	/** How many calls were answered with 429, by limit. */
	readonly throttled = { app: 0, workspace: 0 };

	constructor(
		readonly settings: LimitSettings,
		private readonly now: () => number,
	) {}

	/** Counts one call and gives its headers. Refused calls do not use the limit up further. */
	count(app: string): { headers: Record<string, string>; refusal?: IntercomError } {
		const window = Math.floor(this.now() / WINDOW_MS);
		if (window !== this.window) {
			this.window = window;
			this.workspaceUsed = 0;
			this.appUsed.clear();
		}
		const allowance = slice(this.settings.appPerMinute);
		const used = this.appUsed.get(app) ?? 0;
		const exceeded =
			used >= allowance
				? ('app' as const)
				: this.workspaceUsed >= slice(this.settings.workspacePerMinute)
					? ('workspace' as const)
					: undefined;
		if (exceeded === undefined) {
			this.appUsed.set(app, used + 1);
			this.workspaceUsed++;
		} else this.throttled[exceeded]++;
		const headers = {
			'X-RateLimit-Limit': String(allowance),
			'X-RateLimit-Remaining': String(Math.max(0, allowance - (this.appUsed.get(app) ?? 0))),
			'X-RateLimit-Reset': String(((window + 1) * WINDOW_MS) / 1000),
		};
		return exceeded === undefined
			? { headers }
			: { headers, refusal: new IntercomError(429, 'rate_limit_exceeded', 'Exceeded the rate limit of this window') };
	}
}

const slice = (perMinute: number) => Math.round(perMinute / WINDOWS_PER_MINUTE);
