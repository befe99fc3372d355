/** Colours by what they mean. People who see few colours can tell neighbours apart by lightness, and by hatching. */
export interface Palette {
	ground: string;
	card: string;
	ink: string;
	muted: string;
	line: string;
	created: string;
	updated: string;
	archived: string;
	rejected: string;
	completed: string;
	stopped: string;
	failed: string;
	skipped: string;
	running: string;
	series: readonly string[];
}

export const LIGHT: Palette = {
	ground: '#f4f6f8',
	card: '#ffffff',
	ink: '#18212f',
	muted: '#566173',
	line: '#dfe4ea',
	created: '#0b5c96',
	updated: '#6cb2e3',
	archived: '#b3bcc8',
	rejected: '#c94f00',
	completed: '#0f8b6c',
	stopped: '#dda000',
	failed: '#c94f00',
	skipped: '#b3bcc8',
	running: '#6cb2e3',
	series: ['#0b5c96', '#e0a100', '#4bb39b', '#b5669a', '#8a94a3'],
};

export const DARK: Palette = {
	ground: '#10151c',
	card: '#1a212b',
	ink: '#e8edf3',
	muted: '#a3afbf',
	line: '#323c4a',
	created: '#4f9fdb',
	updated: '#a9d6f5',
	archived: '#5f6b7a',
	rejected: '#ff8a3d',
	completed: '#2fbf97',
	stopped: '#f2c14b',
	failed: '#ff8a3d',
	skipped: '#5f6b7a',
	running: '#a9d6f5',
	series: ['#4f9fdb', '#f2c14b', '#3fa88e', '#d38ab9', '#8a96a6'],
};

const names = Object.keys(LIGHT).filter((name) => name !== 'series') as Array<Exclude<keyof Palette, 'series'>>;

/** The colours as custom properties of CSS. */
export const asProperties = (palette: Palette): string =>
	[
		...names.map((name) => `--${name}:${palette[name]}`),
		...palette.series.map((colour, index) => `--series${index}:${colour}`),
	].join(';');

/** Stands for whichever palette the style sheet chooses. */
export const VARIABLES: Palette = {
	...(Object.fromEntries(names.map((name) => [name, `var(--${name})`])) as Omit<Palette, 'series'>),
	series: LIGHT.series.map((_, index) => `var(--series${index})`),
};
