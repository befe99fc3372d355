import { assertCredentialAllowsUrl, type IExecuteFunctions } from 'n8n-workflow';
import { SophiaError } from '../../engine/errors';
import { createHubspotDestination, type HubspotDestination } from '../../engine/systems/hubspot';
import { PortkeyGateway } from '../../engine/systems/portkey';
import {
	createSalesforceDestination,
	createSalesforceSource,
	type SalesforceDestination,
} from '../../engine/systems/salesforce';
import { SnowflakeSql } from '../../engine/systems/snowflake';
import type { Source } from '../../engine/systems/types';
import type { Traffic } from '../../engine/traffic';
import { hubspotCredentials, limit, salesforceCredentials } from '../shared/clients';
import { checkEgress } from '../shared/egress';
import { portkeyCredentials, snowflakeCredentials } from '../shared/models/credentials';
import { CONNECTION_LABELS } from './description/connections';
import type { ConnectionName } from './leadEnrichmentOptions';

/** What authorises requests of an HTTP provider. */
export interface HttpAuthorisation {
	headers?: Record<string, string>;
	query?: Record<string, string>;
}

/** The systems that a run uses, each opened once, on first use, behind one traffic controller. Nothing is called yet. */
export class Connections {
	private hubspotOpen?: Promise<HubspotDestination>;
	private salesforceOpen?: Promise<SalesforceDestination>;

	/** @param chosen what is ticked under "Connections" */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly traffic: Traffic,
		private readonly chosen: readonly ConnectionName[],
		private readonly hubspotBurst?: number,
	) {}

	/** @throws SophiaError `configuration` when Salesforce is not ticked; so for the others */
	async source(user: string): Promise<Source> {
		this.need('salesforce', user);
		return createSalesforceSource({ credentials: await salesforceCredentials(this.context), traffic: this.traffic });
	}

	async salesforce(user: string): Promise<SalesforceDestination> {
		this.need('salesforce', user);
		const { traffic } = this;
		this.salesforceOpen ??= salesforceCredentials(this.context).then((credentials) =>
			createSalesforceDestination({ credentials, traffic }),
		);
		return await this.salesforceOpen;
	}

	async hubspot(user: string): Promise<HubspotDestination> {
		this.need('hubspot', user);
		const { traffic } = this;
		this.hubspotOpen ??= hubspotCredentials(this.context).then((credentials) =>
			createHubspotDestination({ credentials, traffic, options: limit(this.hubspotBurst) }),
		);
		return await this.hubspotOpen;
	}

	/** @param model in place of the credential's */
	async portkey(user: string, model?: string): Promise<PortkeyGateway> {
		this.need('portkey', user);
		const credentials = await portkeyCredentials(this.context);
		return new PortkeyGateway(model === undefined ? credentials : { ...credentials, model }, this.traffic);
	}

	async snowflake(user: string): Promise<SnowflakeSql> {
		this.need('snowflake', user);
		return new SnowflakeSql(await snowflakeCredentials(this.context), this.traffic);
	}

	/**
	 * n8n's own header or query credential, as it applies to an address.
	 *
	 * @throws NodeOperationError where n8n's rules or the credential's own list of domains forbid the address
	 */
	async http(
		user: string,
		origin: string,
		type: 'none' | 'httpHeaderAuth' | 'httpQueryAuth',
	): Promise<HttpAuthorisation> {
		await checkEgress(this.context, origin, `URL of ${user}`);
		this.need(type === 'none' ? 'http' : type, user);
		if (type === 'none') return {};
		const credentialData = await this.context.getCredentials(type);
		assertCredentialAllowsUrl({ node: this.context.getNode(), credentialData, url: origin });
		const pair = { [String(credentialData.name)]: String(credentialData.value) };
		return type === 'httpHeaderAuth' ? { headers: pair } : { query: pair };
	}

	async close(): Promise<void> {
		const open = await Promise.allSettled([this.hubspotOpen, this.salesforceOpen]);
		for (const one of open) if (one.status === 'fulfilled') one.value?.close();
	}

	private need(name: ConnectionName, user: string): void {
		if (this.chosen.includes(name)) return;
		throw new SophiaError('configuration', `${user} needs ${CONNECTION_LABELS[name]}, which is not ticked.`, {
			remedy: `Tick ${CONNECTION_LABELS[name]} under "Connections"${name === 'http' ? '' : ' and choose its credential'}.`,
			code: 'NOT_CONNECTED',
		});
	}
}
