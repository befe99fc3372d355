import { isDead, parseHolder, probeProcess, processHolder, thisProcess } from '../../../engine/state/holder';

const here = { host: 'here.example.com', pid: 10, start: '100' };

describe('the holder of a lease', () => {
	it('is host, process, start and run, and can be read back whatever the parts hold', () => {
		expect(processHolder('run1', here)).toBe('here.example.com:10:100:run1');
		const odd = { host: 'a:b~%/\u00e9', pid: 7, start: '' };
		expect(parseHolder(processHolder('x:y', odd))).toEqual(odd);
	});

	it('is another one for every run of this process', () => {
		expect(processHolder()).not.toBe(processHolder());
		expect(parseHolder(processHolder())).toEqual(thisProcess());
	});

	it.each([
		['alive', here, '100', false],
		['gone', here, undefined, true],
		['another process with the same id', here, '200', true],
		['alive where start times are not known', here, '', false],
		['of another host', { ...here, host: 'there.example.com' }, undefined, false],
	])('that is %s', (_, owner, start, dead) =>
		expect(isDead(processHolder('run1', owner), here, () => start)).toBe(dead),
	);

	it.each(['', 'x', 'here.example.com:10', 'here.example.com:-1:5', 'here.example.com:1e3:5', '%:10:100:x'])(
		'that is none of ours (%j) is left alone',
		(holder) => expect(isDead(holder, here, () => undefined)).toBe(false),
	);

	it('is looked up in the system', () => {
		expect(probeProcess(process.pid)).toBe(thisProcess().start);
		expect(probeProcess(2 ** 22 + 1)).toBeUndefined();
	});
});
