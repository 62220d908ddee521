import type { Dossier } from '../../../src/domain/reviewing';
import { parseButtonValue } from '../../../src/slack/button-value';
import { actionIdsOf, card, words } from '../drawn-card';
import { buttonsOf, wordsOf } from '../reading';
import { approved, dossier, ida, look, MINUTE, NOW } from '../samples';

describe('the card of a pending request', () => {
  const shown = words(dossier());

  test.each([
    ['its action and machine', 'Restrict app execution: web-01.contoso.example'],
    ['its state', 'Waiting for approval: 0 of 1 given'],
    ['what it does', 'What it does: Only programs signed by Microsoft may start on the machine.'],
    ['OS', 'OS: Windows11 24H2'],
    ['health', 'Health: Active'],
    ['risk', 'Risk: High'],
    ['exposure', 'Exposure: Medium'],
    ['value', 'Value: Normal'],
    ['group', 'Group: Servers'],
    ['tags', 'Tags: tier-1, web'],
    ['when it was seen', 'Last seen: <!date^1795338000^{date_short_pretty} {time_secs}|2026-11-22T09:00:00.000Z>'],
    ['the comment', 'Comment\nbeaconing to a known C2'],
    ['the requestor', 'Requestor: Rosa Diaz (@U0ROSA)'],
    ['the approvals', 'Approvals: 0 of 1 given'],
    ['who is missing', '*Still needed:* 1 from <!subteam^S0APPROVERS>'],
    ['the policy', 'Policy: no special rule applied'],
    ['when it expires', `Expires <!date^${Math.floor((NOW + 30 * MINUTE) / 1000)}^`],
    ['its id', 'Request 7KQ2M9TX'],
    ['the portal', `<https://security.microsoft.com/machines/${'a'.repeat(40)}|Open in the Defender portal>`],
    ['a quiet machine', 'On web-01.contoso.example when this was asked: no Machine Action open, none recently'],
  ])('tells %s', (_, sentence) => {
    expect(shown).toContain(sentence);
  });

  test('mentions the approvers’ group once, and nowhere in the text for notifications', () => {
    const message = card(dossier());
    expect(JSON.stringify(message).match(/subteam/g)).toHaveLength(1);
    expect(message.text).not.toContain('subteam');
  });

  test('says in its text what its blocks say', () => {
    const { text } = card(dossier());
    for (const fact of ['Restrict app execution: web-01.contoso.example', 'Waiting for approval: 0 of 1 given']) {
      expect(text).toContain(fact);
    }
    expect(text).toContain('Request 7KQ2M9TX by Rosa Diaz: “beaconing to a known C2”');
  });

  test('has Approve, Deny and Withdraw, bound to the request', () => {
    const buttons = buttonsOf(card(dossier()).blocks);
    expect(buttons.map((button) => button['action_id'])).toEqual(['approve', 'deny', 'withdraw']);
    for (const button of buttons) {
      expect(parseButtonValue(button['value'])).toEqual({
        requestId: '7KQ2M9TX',
        binding: 'b'.repeat(64),
        postId: 'post-1',
      });
    }
  });

  test('asks again before approving, naming the action and the machine', () => {
    const [approve] = buttonsOf(card(dossier()).blocks);
    expect(approve).toMatchObject({
      style: 'danger',
      accessibility_label: 'Approve: Restrict app execution: web-01.contoso.example',
      confirm: {
        style: 'danger',
        title: { text: 'Restrict app execution?' },
        text: { type: 'plain_text', text: expect.stringContaining('Restrict app execution: web-01.contoso.example.') },
      },
    });
  });

  test('has a primary Approve where the action contains nothing', () => {
    const [approve] = buttonsOf(card(dossier({ verb: 'scan', parameter: 'full' }, { verb: 'scan' })).blocks);
    expect(approve).toMatchObject({ style: 'primary' });
  });

  test('shows the parameter as it was understood', () => {
    expect(words(dossier({ verb: 'isolate', parameter: 'selective' }))).toContain(
      'Isolation: selective (Outlook, Teams and Skype for Business keep working).',
    );
    expect(words(dossier({ verb: 'isolate', parameter: null }))).toContain('Isolation: full (every connection is cut');
  });

  test('shows the time by which it expires once it is known', () => {
    expect(words(dossier({ expiresAt: NOW + 30 * MINUTE }))).toContain('Expires <!date^1795343400^');
  });

  test('has other block ids after every change', () => {
    const ids = (of: Dossier) => card(of).blocks.map((block) => block.block_id);
    const before = new Set(ids(dossier()));
    expect(ids(dossier({ revision: 2 })).some((id) => before.has(id))).toBe(false);
    expect(ids(dossier({}, { revision: 2 })).some((id) => before.has(id))).toBe(false);
    expect(ids(dossier()).every((id) => before.has(id))).toBe(true);
  });
});

test('in rehearsal every card says that nothing will be sent', () => {
  const rehearsal = { look: { ...look, isRehearsal: true } };
  for (const each of [
    dossier(),
    approved({ status: 'ready' }),
    approved({ status: 'not_sent', trouble: 'rehearsal' }),
  ]) {
    expect(words(each, rehearsal)).toContain('Rehearsal: nothing will be sent to Defender');
    expect(card(each, rehearsal).text).toContain('Rehearsal: nothing will be sent to Defender');
  }
  const [approve] = buttonsOf(card(dossier(), rehearsal).blocks);
  expect(JSON.stringify(approve?.['confirm'])).toContain('nothing will be sent to Defender');
});

test('a card that may be there twice says so', () => {
  const repeat = card(dossier(), { isRepeat: true });
  expect(wordsOf(repeat.blocks)).toContain('said again: Slack did not confirm the first');
  expect(repeat.text).toContain('said again: Slack did not confirm the first');
});

describe('the buttons', () => {
  test('leave only Withdraw between approval and claim', () => {
    expect(actionIdsOf(approved({ status: 'ready' }))).toEqual(['withdraw']);
  });

  test.each(['dispatching', 'dispatched', 'unsettled', 'not_sent', 'settled'] as const)(
    'are gone when the run is %s',
    (status) => {
      expect(actionIdsOf(approved({ status }))).toEqual([]);
    },
  );

  const labels = (of: Dossier) => buttonsOf(card(of).blocks).map((button) => JSON.stringify(button['text']));
  const shows = (of: Dossier, ...said: readonly string[]) =>
    expect(labels(of)).toEqual(said.map((text) => JSON.stringify({ type: 'plain_text', text, emoji: false })));

  test('offer to cancel what is running, and no cancellation of it', () => {
    shows(approved({ status: 'dispatched', machineActionId: 'ma-1' }), 'Cancel this action…');
    const subject = { machineActionId: 'ma-1', createdAt: NOW };
    shows(approved({ status: 'dispatched', verb: 'cancel', machineActionId: 'ma-1', subject }, { verb: 'cancel' }));
  });

  test.each([
    ['isolate', 'Release from isolation…'],
    ['restrict', 'Remove app restriction…'],
  ] as const)('offer the inverse of a finished %s, until that has been done', (verb, label) => {
    const done = approved({ verb, status: 'succeeded' }, { verb });
    shows(done, label);
    shows({ ...done, undone: ['run-1'] });
  });

  test.each(['release', 'unrestrict', 'scan'] as const)('offer nothing when %s is done', (verb) => {
    shows(approved({ verb, status: 'succeeded' }, { verb }));
  });

  test('offer to ask again for what came to nothing, once nothing of it is under way', () => {
    const failed = approved({ status: 'failed' });
    shows(failed, 'Ask again');
    shows({ ...failed, againAs: 'K7M2QX' });
    const [one] = failed.runs;
    if (one === undefined) throw new Error('there is no run');
    shows({ ...failed, runs: [one, { ...one, id: 'run-2', status: 'dispatching' }] });
    const mixed = { ...failed, runs: [one, { ...one, id: 'run-2', status: 'succeeded' as const }] };
    shows(mixed, 'Ask again', 'Remove app restriction…');
  });

  test.each([
    ['denied', 'Ask again…'],
    ['expired', 'Ask again'],
    ['withdrawn', 'Ask again'],
  ] as const)('offer to ask again for what was %s', (status, label) => {
    shows(dossier({ status }, { status: 'not_sent', trouble: status }), label);
  });

  test.each(['denied', 'expired', 'withdrawn'] as const)('are gone when the request is %s', (status) => {
    expect(actionIdsOf(dossier({ status }, { status: 'not_sent' }))).toEqual([]);
  });
});

describe('the card of a request whose terms say that others are called', () => {
  const { terms } = dossier().request;
  const escalation = { afterMs: 10 * MINUTE, to: { usergroups: ['S0LEADS'], users: [] } };
  const of = (facts: Parameters<typeof dossier>[0]) => dossier({ terms: { ...terms, escalation }, ...facts });
  const expiresAt = NOW + 30 * MINUTE;
  const soon = `Others are called if nobody has answered by <!date^${Math.floor((NOW + 10 * MINUTE) / 1000)}^`;

  test.each([
    ['while it is being posted', of({})],
    ['until then', of({ expiresAt, escalateAt: NOW + 10 * MINUTE })],
  ])('says when, %s, and mentions none of them', (_, shown) => {
    expect(words(shown)).toContain(soon);
    expect(JSON.stringify(card(shown))).not.toContain('S0LEADS');
  });

  test('says who was called', () => {
    const shown = words(of({ expiresAt, escalateAt: null }));
    expect(shown).toContain('0 of 1 given Nobody had answered for 10 min. Called as well: @S0LEADS.');
    expect(shown).not.toContain('Others are called');
  });

  test('says nothing of it once somebody has answered', () => {
    const denied = of({ expiresAt, status: 'denied', decision: { by: ida, at: NOW, words: 'no' } });
    expect(words(denied)).not.toMatch(/called/i);
  });
});
