/** The smallest round figure (an even figure times a power of ten) that is not below the value, and at least `least`. */
export function roundUp(value: number, least = 4): number {
	const wanted = Math.max(value, least);
	const power = 10 ** Math.floor(Math.log10(wanted));
	const factor = [1, 2, 4, 6, 8, 10].find((one) => one * power >= wanted * (1 - 1e-9)) ?? 10;
	return factor * power;
}

/** Which of so many labels have room: every n-th, counted from the last one. */
export function everyNth(count: number, room: number): (index: number) => boolean {
	const step = Math.max(1, Math.ceil(count / Math.max(1, room)));
	return (index) => (count - 1 - index) % step === 0;
}
