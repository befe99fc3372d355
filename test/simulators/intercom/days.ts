/** No time zone is off by anything but quarters of an hour. */
const QUARTER = 900;

/** Calendar days of a time zone: search knows no smaller unit. */
export class Days {
	private readonly format: Intl.DateTimeFormat;
	private readonly known = new Map<number, number>();

	constructor(timeZone: string) {
		this.format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
	}

	/** The day of a moment (seconds since 1970) as a number that can be compared with that of another one. */
	of(seconds: number): number {
		const quarter = Math.floor(seconds / QUARTER);
		let day = this.known.get(quarter);
		if (day === undefined) {
			day = Date.parse(this.format.format(new Date(quarter * QUARTER * 1000)));
			this.known.set(quarter, day);
		}
		return day;
	}
}
