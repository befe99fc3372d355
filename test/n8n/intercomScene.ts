import { IntercomSimulator } from '../simulators/intercom';
import { SalesforceSimulator } from '../simulators/salesforce';
import type { Execution, N8nRest } from './harness';
import { workflowAround } from './scene';
import { createIntercomCredentials, type IntercomCredentials } from './vendors';

export const SOPHIA_INTERCOM = 'n8n-nodes-sophia.sophiaSalesforceToIntercom';

type Contact = ReturnType<IntercomSimulator['contacts']>[number];
type Company = ReturnType<IntercomSimulator['companies']>[number];

let workspaces = 0;

/** Salesforce and Intercom, simulated, with credentials for them in a running n8n; every scene has a workspace of its own. */
export class IntercomScene {
	private constructor(
		readonly rest: N8nRest,
		readonly salesforce: SalesforceSimulator,
		readonly intercom: IntercomSimulator,
		readonly credentials: IntercomCredentials,
	) {}

	/** @param wrong fields of the Intercom credential that are to be wrong */
	static async open(rest: N8nRest, wrong: object = {}): Promise<IntercomScene> {
		workspaces += 1;
		const salesforce = await new SalesforceSimulator().start();
		const intercom = await new IntercomSimulator({ appId: `workspace${workspaces}`, archiveDelayMs: 0 }).start();
		return new IntercomScene(
			rest,
			salesforce,
			intercom,
			await createIntercomCredentials(rest, { salesforce, intercom }, { changed: wrong }),
		);
	}

	async close(): Promise<void> {
		await Promise.all([this.salesforce.stop(), this.intercom.stop()]);
		expect(this.intercom.bugs).toEqual([]);
		expect(this.intercom.throttled).toBe(0);
	}

	/** As `Scene.workflow`. @returns the workflow's id */
	async workflow(parameters: object, items?: object[]): Promise<string> {
		return (await this.rest.createWorkflow(workflowAround(SOPHIA_INTERCOM, this.credentials, { ...parameters }, items)))
			.id;
	}

	async run(id: string): Promise<Execution> {
		return await this.rest.run(id, 'Start');
	}

	/** Live companies, by account id. */
	get companies(): Map<string, Company> {
		const live = this.intercom.companies().filter(({ archived }) => !archived);
		return new Map(live.map((company) => [company.company_id, company]));
	}

	/** Live users, by contact id. */
	get users(): Map<string, Contact> {
		const live = this.intercom.contacts().filter(({ archived, role }) => !archived && role === 'user');
		return new Map(live.flatMap((contact) => (contact.external_id === null ? [] : [[contact.external_id, contact]])));
	}

	/** What Intercom was told to write while something was done. */
	async writesOf<T>(
		work: () => Promise<T>,
	): Promise<{ result: T; calls: number; records: number; attached: number; detached: number }> {
		const before = { ...this.intercom.writes };
		const result = await work();
		const { calls, records, attached, detached } = this.intercom.writes;
		return {
			result,
			calls: calls - before.calls,
			records: records - before.records,
			attached: attached - before.attached,
			detached: detached - before.detached,
		};
	}
}
