/** Access tokens and until when they are good. */
export class Sessions {
	private readonly expiry = new Map<string, number>();
	private issued = 0;

	constructor(
		private readonly now: () => number,
		private readonly random: () => number,
	) {}

	/** A token that looks like Salesforce's: the org's id, '!', and noise. */
	issue(organisationId: string, lifetimeMs: number): string {
		const noise = Array.from({ length: 12 }, () => Math.floor(this.random() * 2 ** 32).toString(36)).join('.');
		const token = `${organisationId.slice(0, 15)}!AQ${this.issued++}.${noise}`;
		this.expiry.set(token, this.now() + lifetimeMs);
		return token;
	}

	isGood(token: string): boolean {
		return this.now() < (this.expiry.get(token) ?? -Infinity);
	}

	end(token: string): boolean {
		return this.expiry.delete(token);
	}

	endAll(): void {
		this.expiry.clear();
	}
}
