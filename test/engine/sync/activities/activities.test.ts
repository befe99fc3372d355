import { ActivityWorld } from './activityWorld';

describe('activities', () => {
	let w: ActivityWorld;

	beforeEach(async () => {
		w = await ActivityWorld.start();
	});

	afterEach(async () => {
		await w.settle();
		await w.stop();
	});

	describe('a completed call', () => {
		it('has title, notes, duration, direction, result and moment', async () => {
			const id = w.call('Call Example', {
				Description: 'They said: 3 < 4 & more\nSecond line',
				CallDurationInSeconds: 95,
				CallType: 'Outbound',
				CallDisposition: 'Left voicemail',
				CompletedDateTime: '2026-03-01T10:20:30.000+0000',
				ActivityDate: '2026-02-01',
			});
			const report = await w.next();
			expect(w.one('calls', id)).toMatchObject({
				hs_timestamp: '2026-03-01T10:20:30.000Z',
				hs_call_title: 'Call Example',
				hs_call_body: 'They said: 3 &lt; 4 &amp; more<br>Second line',
				hs_call_duration: '95000',
				hs_call_direction: 'OUTBOUND',
				hs_call_disposition: 'b2cf5968-551e-4856-9783-52b3da59a7d0',
				hs_call_status: 'COMPLETED',
			});
			expect(w.count('notes')).toBe(0);
			const warnings = report.objects.flatMap((object) => object.warnings);
			expect(warnings.filter(({ field }) => field !== 'hubspot_owner_id')).toEqual([]);
		});

		it('is associated with its contact, company and deal', async () => {
			const AccountId = w.deals.account('Example Inc');
			const WhoId = w.deals.contact('Archer', { AccountId });
			const WhatId = w.deals.opportunity('Big Deal', { AccountId });
			const id = w.call('Call', { WhoId, WhatId, AccountId });
			await w.next();
			expect(w.about('calls', id)).toEqual(['companies Example Inc', 'contacts Archer', 'deals Big Deal']);
			w.salesforce.update('Task', id, { WhoId: w.deals.contact('Becker'), WhatId: null });
			await w.next();
			expect(w.about('calls', id)).toEqual(['companies Example Inc', 'contacts Becker']);
		});

		it('has an owner, and a direction only where HubSpot knows one', async () => {
			const email = 'rep@example.com';
			const OwnerId = w.salesforce.create('User', { LastName: 'Rep', Username: email, Email: email, Alias: 'rep' });
			const { id: owner } = w.hubspot.addOwner({ email });
			const id = w.call('Call', { OwnerId, CallType: 'Internal' });
			await w.next();
			expect(w.one('calls', id).hubspot_owner_id).toBe(owner);
			expect(w.one('calls', id).hs_call_direction).toBeUndefined();
		});
	});

	it('become notes when they are other tasks: the subject, and the comments below it', async () => {
		const mail = w.task('Email: Offer', { TaskSubtype: 'Email', Description: 'Hello' });
		// Very old tasks have no subtype.
		const todo = w.task('Send <b>brochure</b>', { ActivityDate: '2026-03-05', TaskSubtype: null });
		const made = w.salesforce.create(
			'Task',
			{ Description: 'Only a comment', Status: 'Completed' },
			{
				createdAt: '2026-01-02T03:04:05Z',
			},
		);
		await w.next();
		expect(w.one('notes', mail).hs_note_body).toBe('Email: Offer<br>Hello');
		expect(w.one('notes', todo)).toMatchObject({
			hs_note_body: 'Send &lt;b&gt;brochure&lt;/b&gt;',
			// A day begins in the account's time zone, which is New York's.
			hs_timestamp: '2026-03-05T05:00:00.000Z',
		});
		expect(w.one('notes', made)).toMatchObject({
			hs_note_body: 'Only a comment',
			hs_timestamp: '2026-01-02T03:04:05.000Z',
		});
		expect(w.count('calls')).toBe(0);
	});

	it('come when a task is completed, and stay when it is opened again', async () => {
		const id = w.task('Later', { Status: 'In Progress' });
		await w.next();
		expect(w.count('notes')).toBe(0);
		w.salesforce.update('Task', id, { Status: 'Completed' });
		await w.next();
		expect(w.one('notes', id).hs_note_body).toBe('Later');
		w.salesforce.update('Task', id, { Status: 'In Progress', Subject: 'Changed' });
		await w.next();
		expect(w.one('notes', id).hs_note_body).toBe('Later');
	});

	it('leave out the descriptions of series, private events and the copies of colleagues', async () => {
		w.task('Series', { IsRecurrence: true });
		w.event('Series', { IsRecurrence: true });
		w.event('Private', { IsPrivate: true });
		w.event('Copy', { IsChild: true });
		await w.next();
		expect([w.count('calls'), w.count('notes'), w.count('meetings')]).toEqual([0, 0, 0]);
	});

	describe('an event', () => {
		it('has title, description, place, begin and end', async () => {
			const id = w.event('Visit', {
				Description: 'Line 1\r\nLine 2',
				Location: 'Room 7',
				StartDateTime: '2026-01-01T09:00:00.000+0000',
				EndDateTime: '2026-01-01T10:30:00.000+0000',
			});
			await w.next();
			expect(w.one('meetings', id)).toMatchObject({
				hs_timestamp: '2026-01-01T09:00:00.000Z',
				hs_meeting_start_time: '2026-01-01T09:00:00.000Z',
				hs_meeting_end_time: '2026-01-01T10:30:00.000Z',
				hs_meeting_title: 'Visit',
				hs_meeting_body: 'Line 1<br>Line 2',
				hs_meeting_location: 'Room 7',
				hs_meeting_outcome: 'COMPLETED',
			});
		});

		it('becomes a meeting when it is over, although nobody has changed it', async () => {
			const WhoId = w.deals.contact('Archer');
			const id = w.event('Tomorrow', { WhoId, StartDateTime: w.at(24 * 60), EndDateTime: w.at(25 * 60) });
			await w.next();
			w.world.pass(60 * 60_000);
			await w.next();
			expect(w.count('meetings')).toBe(0);
			w.world.pass(24 * 60 * 60_000);
			await w.next();
			expect(w.about('meetings', id)).toEqual(['contacts Archer']);
		});

		it('is read once when it is over: a run later nothing of it is read', async () => {
			w.event('Soon', { StartDateTime: w.at(11), EndDateTime: w.at(20) });
			for (let n = 0; n < 40; n++) w.event(`Old ${n}`, { StartDateTime: w.at(-9000), EndDateTime: w.at(-8000) });
			// Longer than a run looks back.
			w.world.pass(10 * 60_000);
			await w.next();
			w.world.pass(20 * 60_000);
			const report = await w.next();
			expect(report.objects.find(({ object }) => object === 'Event')?.counts).toMatchObject({ read: 1, created: 1 });
			w.world.pass(20 * 60_000);
			const later = await w.next();
			expect(later.objects.find(({ object }) => object === 'Event')?.counts.read).toBe(0);
		});

		it('that is put off leaves its meeting, or takes it away, as the rule for the filter says', async () => {
			const id = w.event('Moved');
			await w.next();
			w.salesforce.update('Event', id, { StartDateTime: w.at(60), EndDateTime: w.at(120) });
			await w.next({ choices: { forceFullRead: true } });
			expect(w.count('meetings')).toBe(1);
			await w.next({ choices: { forceFullRead: true, onFilterExit: 'archive' } });
			expect(w.count('meetings')).toBe(0);
		});
	});

	it('of a lead are its contact’s, in the shadow of a Salesforce contact as well', async () => {
		const Email = 'someone@example.com';
		const lead = w.salesforce.create('Lead', { LastName: 'Lehmann', Company: 'Example', Email: 'lead@example.com' });
		w.deals.contact('Archer', { Email });
		const shadow = w.salesforce.create('Lead', { LastName: 'Archer', Company: 'Example', Email });
		const first = w.call('First', { WhoId: lead });
		const second = w.call('Second', { WhoId: shadow });
		await w.next();
		expect(w.about('calls', first)).toEqual(['contacts Lehmann']);
		expect(w.about('calls', second)).toEqual(['contacts Archer']);
	});

	it('stay associated when their lead is converted', async () => {
		const lead = w.salesforce.create('Lead', { LastName: 'Lehmann', Company: 'Example', Email: 'lead@example.com' });
		const id = w.call('First', { WhoId: lead });
		await w.next();
		w.salesforce.convertLead(lead);
		await w.next();
		expect(w.about('calls', id)).toEqual(['companies Example', 'contacts Lehmann']);
		expect(w.hubspot.associations('calls', 'contacts')).toHaveLength(1);
	});

	it('that Salesforce has archived come along, and stay', async () => {
		const old = w.task('Old', { IsArchived: true });
		const id = w.call('Call');
		await w.next();
		expect(w.one('notes', old).hs_note_body).toBe('Old');
		w.salesforce.update('Task', id, { IsArchived: true });
		await w.next({ choices: { forceFullRead: true, onFilterExit: 'archive', onDelete: 'archive' } });
		expect([w.count('calls'), w.count('notes')]).toEqual([1, 1]);
	});

	it('go with a deleted task, where that is the rule', async () => {
		const id = w.call('Call');
		const kept = w.task('Note');
		await w.next();
		w.salesforce.remove('Task', id);
		await w.next({ choices: { onDelete: 'archive' } });
		expect([w.count('calls'), w.count('notes')]).toEqual([0, 1]);
		expect(w.one('notes', kept).hs_note_body).toBe('Note');
	});

	it('are never doubled: with all memory lost they are recognised by their ids', async () => {
		const WhoId = w.deals.contact('Archer');
		const call = w.call('Call', { WhoId });
		w.task('Note');
		w.event('Meeting');
		await w.next();
		const report = await w.next({ directory: `${w.world.directory}/another` });
		expect([w.count('calls'), w.count('notes'), w.count('meetings')]).toEqual([1, 1, 1]);
		expect(report.objects.map(({ counts }) => counts.created)).toEqual([0, 0, 0, 0, 0, 0, 0]);
		expect(w.about('calls', call)).toEqual(['contacts Archer']);
	});

	it('count for themselves in the report: two of one Salesforce object', async () => {
		w.call('Call');
		w.task('Note');
		w.task('Another');
		const { objects } = await w.next();
		const counts = objects.map(({ object, destinationObject, counts: { created } }) => [
			object,
			destinationObject,
			created,
		]);
		expect(counts.slice(4)).toEqual([
			['Task', 'calls', 1],
			['Task', 'notes', 2],
			['Event', 'meetings', 0],
		]);
	});

	it('have cursors of their own, by which the lag of a sync is told', async () => {
		w.call('Call');
		const report = await w.next();
		const cursors = await w.world.withState(async (state) => await state.listCursors());
		expect(cursors.map(({ object }) => object)).toEqual(
			expect.arrayContaining(report.objects.map(({ name, object }) => name ?? object)),
		);
	});

	it('are previewed without a write, and tried out a few at a time', async () => {
		const WhoId = w.deals.contact('Archer');
		const id = w.call('First', { WhoId });
		w.call('Second', { WhoId });
		await w.next();
		const third = w.call('Third', { WhoId });
		await w.next({ operation: 'preview' });
		expect(w.world.result(third)).toMatchObject({ action: 'created', object: 'Task', destinationObject: 'calls' });
		expect(w.count('calls')).toBe(2);
		w.salesforce.update('Task', id, { Subject: 'Changed' });
		await w.next({ choices: { recordLimit: 2 } });
		expect(w.count('calls')).toBe(3);
		expect(w.about('calls', third)).toEqual(['contacts Archer']);
	});

	it('obey a filter of the user’s beside their own', async () => {
		w.call('Keep');
		w.call('Leave');
		w.call('Keep', { Status: 'Not Started' });
		await w.next({ choices: { filters: { CallTask: "Subject = 'Keep'" } } });
		expect(w.count('calls')).toBe(1);
		await w.settle({ filters: { CallTask: "Subject = 'Keep'" } });
		await w.next();
	});
});
