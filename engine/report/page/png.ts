import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';

const FONTS = [
	'@fontsource/lato/files/lato-latin-400-normal.woff',
	'@fontsource/lato/files/lato-latin-700-normal.woff',
];

/** The rasteriser is WebAssembly, loaded on first use: 60 ms and 2.5 MB once per process. */
let ready: Promise<{ Resvg: typeof import('@resvg/resvg-wasm').Resvg; fontBuffers: Uint8Array[] }> | undefined;

/** An SVG picture as PNG, in its own size. Texts are drawn in the font that comes with the package (Latin letters). */
export async function asPng(svg: string): Promise<Buffer> {
	ready ??= load();
	const { Resvg, fontBuffers } = await ready;
	const drawing = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'Lato' } });
	try {
		return Buffer.from(drawing.render().asPng());
	} finally {
		drawing.free();
	}
}

async function load(): Promise<Awaited<NonNullable<typeof ready>>> {
	const own = createRequire(__filename);
	const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
	// Two copies of this file in one process share the library, which is started once.
	await initWasm(await readFile(own.resolve('@resvg/resvg-wasm/index_bg.wasm'))).catch(unlessStarted);
	return {
		Resvg,
		fontBuffers: await Promise.all(FONTS.map(async (font) => unpacked(await readFile(own.resolve(font))))),
	};
}

async function unlessStarted(error: unknown): Promise<void> {
	if (!(error instanceof Error && /already initialized/i.test(error.message))) await Promise.reject(error);
}

/**
 * A font out of its WOFF wrapping (https://www.w3.org/TR/WOFF/), which the rasteriser does not read: the same tables,
 * each compressed by itself, behind a directory of 20 bytes per table instead of 16.
 */
function unpacked(woff: Buffer): Buffer {
	const tables = Array.from({ length: woff.readUInt16BE(12) }, (_, index) => {
		const entry = 44 + 20 * index;
		const [offset, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at));
		const stored = woff.subarray(offset, offset + packed);
		return {
			tag: woff.subarray(entry, entry + 4),
			checksum: woff.readUInt32BE(entry + 16),
			bytes: packed < length ? inflateSync(stored) : stored,
		};
	});
	const head = Buffer.alloc(12 + 16 * tables.length);
	woff.copy(head, 0, 4, 8);
	const power = Math.floor(Math.log2(tables.length));
	for (const [index, value] of [tables.length, 16 * 2 ** power, power, 16 * (tables.length - 2 ** power)].entries())
		head.writeUInt16BE(value, 4 + 2 * index);
	const parts = [head];
	let offset = head.length;
	for (const [index, { tag, checksum, bytes }] of tables.entries()) {
		const entry = 12 + 16 * index;
		tag.copy(head, entry);
		for (const [at, value] of [checksum, offset, bytes.length].entries()) head.writeUInt32BE(value, entry + 4 + 4 * at);
		const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
		bytes.copy(padded);
		parts.push(padded);
		offset += padded.length;
	}
	return Buffer.concat(parts);
}
