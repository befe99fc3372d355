import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** The longest time for which the event loop did not turn. */
export interface Block {
	ms: number;
	/** How much of it this thread was at work; the rest went to other processes of the machine. */
	ownMs: number;
	/** What the histogram of `perf_hooks` saw at most, for comparison. */
	histogramMs: number;
}

export interface Measured {
	wallMs: number;
	/** User and system time of all threads. */
	cpuMs: number;
	/** Resident memory of the process at the start, after a collection. */
	startRssMb: number;
	/** The most that it ever had, as the kernel counts it. */
	peakRssMb: number;
	peakHeapMb: number;
	/** Up to the first record dealt with: the SDKs are loaded here. */
	blockLoading: Block;
	blockWorking: Block;
}

const MB = 1_048_576;
const TICK_MS = 1;
/** How many ticks between two looks at the heap. */
const HEAP_EVERY = 20;

/** Measures this process while it works. */
export class Meter {
	private readonly startedAt = performance.now();
	private readonly cpu: NodeJS.CpuUsage;
	private readonly startRssMb: number;
	private readonly histogram = monitorEventLoopDelay({ resolution: TICK_MS });
	private readonly ticker: NodeJS.Timeout;
	private ticks = 0;
	private lastTick = performance.now();
	private lastCpu = threadCpuMs();
	private peakHeap = 0;
	private longest = { ms: 0, ownMs: 0 };
	private loading?: Block;

	constructor() {
		globalThis.gc?.();
		this.startRssMb = process.memoryUsage.rss() / MB;
		this.cpu = process.cpuUsage();
		this.histogram.enable();
		this.ticker = setInterval(() => this.tick(), TICK_MS);
	}

	/** The first record is dealt with. */
	working(): void {
		if (this.loading !== undefined) return;
		this.tick();
		this.loading = this.block();
	}

	stop(): Measured {
		const wallMs = performance.now() - this.startedAt;
		const { user, system } = process.cpuUsage(this.cpu);
		this.tick();
		clearInterval(this.ticker);
		this.histogram.disable();
		const last = this.block();
		return {
			wallMs,
			cpuMs: (user + system) / 1000,
			startRssMb: this.startRssMb,
			peakRssMb: process.resourceUsage().maxRSS / 1024,
			peakHeapMb: this.peakHeap / MB,
			blockLoading: this.loading ?? last,
			blockWorking: this.loading === undefined ? { ms: 0, ownMs: 0, histogramMs: 0 } : last,
		};
	}

	private tick(): void {
		const now = performance.now();
		const cpu = threadCpuMs();
		const ms = now - this.lastTick - TICK_MS;
		if (ms > this.longest.ms) this.longest = { ms, ownMs: cpu - this.lastCpu };
		this.lastTick = now;
		this.lastCpu = cpu;
		if (this.ticks++ % HEAP_EVERY === 0) this.peakHeap = Math.max(this.peakHeap, process.memoryUsage().heapUsed);
	}

	private block(): Block {
		const block = { ...this.longest, histogramMs: this.histogram.max / 1e6 };
		this.longest = { ms: 0, ownMs: 0 };
		this.histogram.reset();
		return block;
	}
}

function threadCpuMs(): number {
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1000;
}
