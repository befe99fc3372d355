import { Remembered } from '../shared/remembered';
import type { FieldOption, ObjectDescription } from '../types';
import type { HubspotClient } from './client';
import { describeObject } from './describe';
import { readOwners } from './owners';

/** What is known of the account's objects, each read once. */
export class Describer {
	private readonly descriptions = new Remembered<ObjectDescription>();
	private readonly owners = new Remembered<FieldOption[] | undefined>();

	constructor(private readonly client: HubspotClient) {}

	async describe(object: string, signal?: AbortSignal): Promise<ObjectDescription> {
		const readOwnersOnce = async () => await this.owners.get('', async () => await readOwners(this.client, signal));
		return await this.descriptions.get(
			object,
			async () => await describeObject(this.client, object, readOwnersOnce, signal),
		);
	}

	/** Its properties have changed. */
	forget(object: string): void {
		this.descriptions.forget(object);
	}
}
