import { markup, type Markup } from './markup';

export const tableOf = (head: string[], rows: string[][]): Markup =>
	markup`<div class="scroll"><table><thead><tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows.map(
		([first, ...cells]) =>
			markup`<tr><th scope="row">${first}</th>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`,
	)}</tbody></table></div>`;

export const legend = (series: Array<{ name: string; colour: string; hatched?: boolean }>): Markup =>
	markup`<ul class="legend">${series.map(
		({ name, colour, hatched }) =>
			markup`<li><i${hatched === true && markup` class="hatched"`} style="background-color:${colour}"></i>${name}</li>`,
	)}</ul>`;

/** A chart with its heading, and the same as a table behind it. */
export const chartWithTable = (parts: {
	title: string;
	intro: string;
	legend?: Markup;
	chart: Markup;
	table: Markup;
}): Markup => markup`<section><h2>${parts.title}</h2><p class="muted">${parts.intro}</p>${parts.legend}
<div class="chart">${parts.chart}</div><details><summary>As a table</summary>${parts.table}</details></section>`;
