import { Remembered } from '../shared/remembered';
import type { ObjectDescription } from '../types';
import { isCustomObject } from './associationFields';
import type { HubspotClient } from './client';
import { readCustomObjects, type CustomObject } from './customObjects';
import { describeObject } from './describe';
import { readOwners, type OwnersRead } from './owners';

/** What is known of the account's objects, each read once. */
export class Describer {
	private readonly descriptions = new Remembered<ObjectDescription>();
	private readonly owners = new Remembered<OwnersRead | undefined>();
	private readonly customObjects = new Remembered<CustomObject[]>();
	private readonly described = new Map<string, ObjectDescription>();

	/**
	 * @param customAssociations whether HubSpot's own objects are described with their associations to the account's
	 *   own, which takes a call more
	 */
	constructor(
		private readonly client: HubspotClient,
		private readonly customAssociations: boolean,
	) {}

	async describe(object: string, signal?: AbortSignal): Promise<ObjectDescription> {
		return await this.descriptions.get(object, async () => {
			const description = await this.read(object, signal);
			this.described.set(object, description);
			return description;
		});
	}

	/** As far as it has been described already. */
	known(object: string): ObjectDescription | undefined {
		return this.described.get(object);
	}

	/** Its properties have changed. */
	forget(object: string): void {
		this.descriptions.forget(object);
	}

	private async read(object: string, signal?: AbortSignal): Promise<ObjectDescription> {
		const { client } = this;
		const withCustom = this.customAssociations || isCustomObject(object);
		return await describeObject(
			client,
			object,
			{
				owners: async () => await this.owners.get('', async () => await readOwners(client, signal)),
				customObjects: async () =>
					withCustom ? await this.customObjects.get('', async () => await readCustomObjects(client, signal)) : [],
			},
			signal,
		);
	}
}
