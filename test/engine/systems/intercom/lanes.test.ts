import { SophiaError } from '../../../../engine/errors';
import { Lanes } from '../../../../engine/systems/intercom/lanes';

const overload = async () => await Promise.reject(new SophiaError('transient', 'slow down', { status: 429 }));

test('no more than the limit are under way, first come, first served', async () => {
	const lanes = new Lanes(3, 3);
	const order: number[] = [];
	let busy = 0;
	let most = 0;
	const work = async (n: number) =>
		await lanes.run(async () => {
			order.push(n);
			most = Math.max(most, ++busy);
			await new Promise(setImmediate);
			busy--;
			return n;
		});
	const results = await Promise.all(Array.from({ length: 20 }, async (_, n) => await work(n)));
	expect(most).toBe(3);
	expect(order).toEqual(results);
});

test('a lane is free again after a failure', async () => {
	const lanes = new Lanes(1, 1);
	await expect(lanes.run(overload)).rejects.toThrow('slow down');
	await expect(lanes.run(async () => await Promise.resolve('next'))).resolves.toBe('next');
});

test('the lanes widen while others wait, up to the widest', async () => {
	const lanes = new Lanes(2, 4);
	const call = async () => await lanes.run(async () => await lanes.watch(async () => await new Promise(setImmediate)));
	await Promise.all(Array.from({ length: 100 }, call));
	expect(lanes.limit).toBe(4);
});

test('the lanes do not widen when nobody waits', async () => {
	const lanes = new Lanes(2, 4);
	for (let n = 0; n < 100; n++) await lanes.run(async () => await lanes.watch(async () => await Promise.resolve()));
	expect(lanes.limit).toBe(2);
});

test('one round of overload halves the lanes once, and never below one', async () => {
	const lanes = new Lanes(8, 8);
	const round = async () =>
		await Promise.allSettled(
			Array.from({ length: 8 }, async () => await lanes.run(async () => await lanes.watch(overload))),
		);
	await round();
	expect(lanes.limit).toBe(4);
	for (let n = 0; n < 10; n++) await round();
	expect(lanes.limit).toBe(1);
});

test('a refusal is no overload', async () => {
	const lanes = new Lanes(8, 8);
	const refuse = async () => await Promise.reject(new SophiaError('configuration', 'no', { status: 400 }));
	await Promise.allSettled([lanes.watch(refuse), lanes.watch(refuse)]);
	expect(lanes.limit).toBe(8);
});

test('no lanes make no sense', () => {
	expect(() => new Lanes(0, 4)).toThrow(RangeError);
});
