import { randomUUID } from 'node:crypto';
import type * as Controller from '../../../engine/traffic/controller';
import { JumpingClock } from '../../simulators/shared/clock';
import { StrictVendor } from './strictVendor';

/** Another copy of the package in the same process, as when two versions are installed side by side. */
function anotherCopy(): typeof Controller {
	let copy: typeof Controller | undefined;
	jest.isolateModules(() => {
		copy = jest.requireActual<typeof Controller>('../../../engine/traffic/controller');
	});
	if (copy === undefined) throw new Error('Nothing was loaded.');
	return copy;
}

describe('two copies of the package in one process', () => {
	it('share windows and budgets, and each throws errors of its own', async () => {
		const copies = [anotherCopy(), anotherCopy()];
		expect(copies[0].createTraffic).not.toBe(copies[1].createTraffic);
		const clock = new JumpingClock();
		const account = randomUUID();
		const vendor = new StrictVendor(3, 1_000);
		const controllers = copies.map(({ createTraffic }) => createTraffic({}, clock));
		for (const traffic of controllers)
			traffic.define('vendor', account, [{ name: 'burst', calls: 3, windowMs: 1_000 }]);
		const call = async (index: number, signal?: AbortSignal) =>
			await controllers[index % 2].call(
				{ system: 'vendor', account, limits: ['burst'], purpose: 'read', signal },
				async () => {
					await clock.sleep(7);
					vendor.arrive(clock.now());
				},
			);
		await Promise.all(Array.from({ length: 20 }, async (_, index) => await call(index)));
		expect(vendor.arrivals).toHaveLength(20);
		expect(vendor.refused).toBe(0);
		controllers[0].observeDay('vendor', account, { used: 90, max: 100 });
		const errors = await Promise.all([call(0), call(1)].map(async (run) => await run.catch((error: unknown) => error)));
		expect(errors).toEqual([expect.objectContaining({ kind: 'limit' }), expect.objectContaining({ kind: 'limit' })]);
		expect((errors[0] as object).constructor).not.toBe((errors[1] as object).constructor);
		expect(Object.keys(globalThis)).not.toContain('n8n-nodes-sophia.traffic');
		expect(Object.getOwnPropertySymbols(globalThis)).toContain(Symbol.for('n8n-nodes-sophia.traffic'));
	});
});
