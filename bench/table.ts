/** One line of the result. Without `met` it is a figure that no aim is set for. */
export interface Line {
	figure: string;
	value: string;
	aim?: string;
	met?: boolean;
}

export interface Section {
	title: string;
	lines: Line[];
}

/** Sections of lines in columns of equal width. */
export function renderTable(sections: Section[]): string {
	const all = sections.flatMap(({ lines }) => lines);
	const width = (of: (line: Line) => string) => Math.max(...all.map((line) => of(line).length));
	const [figures, values, aims] = [
		width(({ figure }) => figure),
		width(({ value }) => value),
		width(({ aim }) => aim ?? ''),
	];
	const verdict = ({ met }: Line) => (met === undefined ? '' : met ? 'met' : 'NOT MET');
	return sections
		.flatMap(({ title, lines }) => [
			'',
			title,
			'-'.repeat(figures + values + aims + 13),
			...lines.map((line) =>
				`${line.figure.padEnd(figures)}  ${line.value.padStart(values)}  ${(line.aim ?? '').padEnd(aims)}  ${verdict(line)}`.trimEnd(),
			),
		])
		.join('\n');
}
