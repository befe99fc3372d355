import { IntercomError } from './errors';

const NEWEST_MINOR = 16;

/** Where unversioned work happens; it has everything the newest version has. */
const MOVING = ['Unstable', 'Preview'];

/** The version a request asks for as a number that can be compared: 2.16 → 16, a moving version → beyond all. */
export type Version = number;

/** The version that forbids merging strangers and answers 410 for merged contacts. */
export const MERGE_CHECKED: Version = 16;

/**
 * Reads the `Intercom-Version` header; without one the version that the app is set to applies.
 * @throws IntercomError 400 `intercom_version_invalid`
 */
export function readVersion(header: string | undefined, ofApp: string): Version {
	const asked = header ?? ofApp;
	if (MOVING.includes(asked)) return Infinity;
	const match = /^2\.(\d{1,2})$/.exec(asked);
	if (match === null || String(Number(match[1])) !== match[1] || Number(match[1]) > NEWEST_MINOR)
		throw new IntercomError(400, 'intercom_version_invalid', 'The requested version could not be found');
	return Number(match[1]);
}
