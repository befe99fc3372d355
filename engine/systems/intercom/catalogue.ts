import { Remembered } from '../shared/remembered';
import type { FieldOption, ObjectDescription } from '../types';
import { readAccess } from './account';
import { readAdmins } from './admins';
import type { IntercomApi } from './client';
import { describeObject } from './describe';
import type { Fields } from './values';

/** What is known of a workspace, each thing read once. The source and the destination of one workspace share it. */
export class Catalogue {
	private readonly workspace = new Remembered<string>();
	private readonly descriptions = new Remembered<ObjectDescription>();
	private readonly owners = new Remembered<FieldOption[] | undefined>();

	constructor(private readonly api: IntercomApi) {}

	/** The workspace's permanent id. */
	async account(signal?: AbortSignal): Promise<string> {
		return await this.workspace.get('', async () => (await readAccess(this.api, signal)).workspaceId);
	}

	/** @throws SophiaError `configuration` for an object that Intercom does not have */
	async describe(object: string, signal?: AbortSignal): Promise<ObjectDescription> {
		return await this.descriptions.get(object, async () => {
			const ownersOnce = async () => await this.owners.get('', async () => await readAdmins(this.api, signal));
			return await describeObject(this.api, object, ownersOnce, signal);
		});
	}

	async fieldsOf(object: string, signal?: AbortSignal): Promise<Fields> {
		return (await this.describe(object, signal)).fields;
	}

	/** The object's fields have been changed. */
	forget(object: string): void {
		this.descriptions.forget(object);
	}
}
