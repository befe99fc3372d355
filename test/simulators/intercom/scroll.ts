import { randomUUID } from 'node:crypto';
import { IntercomError } from './errors';
import type { Company, Workspace } from './workspace';

const PAGE = 100;
const EXPIRES_MS = 60_000;

interface Scroll {
	param: string;
	/** The position to go on from. */
	next: number;
	usedAt: number;
}

/** The scrolls over all companies: one at a time for each app, forgotten after a minute without use. */
export class CompanyScrolls {
	private readonly ofApp = new Map<string, Scroll>();

	constructor(private readonly workspace: Workspace) {}

	/** @throws IntercomError 400 where one is open already. */
	open(app: string): { param: string; companies: Company[] } {
		if (this.current(app) !== undefined)
			throw new IntercomError(400, 'scroll_exists', 'scroll already exists for this workspace');
		const scroll: Scroll = { param: randomUUID(), next: 0, usedAt: 0 };
		this.ofApp.set(app, scroll);
		return this.read(app, scroll);
	}

	/** @throws IntercomError 404 for a scroll that has expired, has ended, or never was. */
	go(app: string, param: string): { param: string; companies: Company[] } {
		const scroll = this.current(app);
		if (scroll?.param !== param) throw new IntercomError(404, 'not_found', 'scroll parameter not found');
		return this.read(app, scroll);
	}

	private current(app: string): Scroll | undefined {
		const scroll = this.ofApp.get(app);
		return scroll !== undefined && this.workspace.clock.now() - scroll.usedAt < EXPIRES_MS ? scroll : undefined;
	}

	/** The page that is empty is the last one: it ends the scroll. */
	private read(app: string, scroll: Scroll): { param: string; companies: Company[] } {
		const companies: Company[] = [];
		for (const company of this.workspace.companies.from(scroll.next)) {
			if (companies.length === PAGE) break;
			scroll.next = company.position + 1;
			if (this.workspace.isVisible(company)) companies.push(company);
		}
		scroll.usedAt = this.workspace.clock.now();
		if (companies.length === 0) this.ofApp.delete(app);
		return { param: scroll.param, companies };
	}
}
