import type { Recovery } from '../../../src/domain/recovering';
import { problemsOfBlocks } from '../../../simulator/slack/block-kit/validate';
import type { Happening, LoggedEvent } from '../../../src/domain/event';
import { isTold } from '../../../src/domain/event';
import type { Dossier } from '../../../src/domain/reviewing';
import { noteMessage } from '../../../src/slack/messages/notes';
import { messageProblems } from '../block-limits';
import { wordsOf } from '../reading';
import {
  approval,
  approved,
  dossier,
  event,
  fault,
  ida,
  look,
  MINUTE,
  NOW,
  post,
  rosa,
  run as runWith,
} from '../samples';

const MA = '5382f7ea-7557-4ab7-9782-d50480024a4e';
const sendBy = NOW + 15 * MINUTE;

const note = (
  posts: readonly ReturnType<typeof post>[],
  of: Dossier = approved({}),
  over: Partial<typeof look> = {},
) => {
  const message = noteMessage({ dossier: of, posts, look: { ...look, ...over } });
  expect(messageProblems(message)).toEqual([]);
  expect(problemsOfBlocks(message.blocks)).toEqual([]);
  return message;
};
const words = (happening: Happening, of?: Dossier, actor = ida) =>
  wordsOf(note([post(happening, { event: event(happening, { actor }) })], of).blocks);

const asScan = approved({ verb: 'scan', parameter: 'full' }, { verb: 'scan', parameter: 'full' });
const asCancel = approved({ verb: 'cancel', subject: { machineActionId: MA, createdAt: NOW } }, { verb: 'cancel' });
const asAdopted = approved({ adoptedFrom: 'soc@contoso.example' });

const ended = (facts: Partial<Extract<Happening, { kind: 'ended' }>>): Happening => ({
  kind: 'ended',
  machineActionId: MA,
  status: 'Succeeded',
  elapsedMs: 63_000,
  errorHResult: null,
  cancelledBy: null,
  ...facts,
});

const sentLate = (isRecovered: boolean, recovery: Recovery): Happening => ({
  kind: 'sent',
  machineActionId: MA,
  status: 'Pending',
  isRecovered,
  recovery,
});

describe('a note', () => {
  test.each<[Happening, string, Dossier?]>([
    [{ kind: 'approved', given: 1, needed: 2 }, 'Approved by Ida Holm: 1 of 2 given. It waits for more.'],
    [{ kind: 'approved', given: 2, needed: 2 }, 'Approved by Ida Holm: 2 of 2 given. It goes to Defender next.'],
    [
      { kind: 'denied', words: 'Wrong machine.' },
      'Denied by Ida Holm: “Wrong machine.”\nNothing was sent to Defender.',
    ],
    [{ kind: 'withdrawn' }, 'Withdrawn by Ida Holm. Nothing was sent to Defender.'],
    [
      { kind: 'expired', given: 0, needed: 1 },
      'Expired: 0 of 1 approvals were given in time. Nothing was sent to Defender. If it is still needed, ask again with /defender restrict web-01.contoso.example.',
    ],
    [
      { kind: 'card-undeliverable', code: 'is_archived' },
      'Not asked: Slack did not take the card (is_archived), so nobody could approve it.',
    ],
    [
      { kind: 'sent', machineActionId: MA, status: 'Pending', isRecovered: false },
      `Sent to Defender: Machine Action ${MA} on web-01.contoso.example: Pending.`,
    ],
    [
      { kind: 'sent', machineActionId: MA, status: 'Pending', isRecovered: true },
      `Twokey recovered: it did not have Defender's answer, asked Defender, and found that the action had arrived. Sent to Defender: Machine Action ${MA}`,
    ],
    [
      { kind: 'sent', machineActionId: MA, status: 'Pending', isRecovered: true, recovery: null },
      `Twokey asked Defender, and found that the action had arrived. Sent to Defender: Machine Action ${MA}`,
    ],
    [
      sentLate(true, { since: 'restart', afterMs: 12_000 }),
      `Twokey recovered after a restart, 12 s later: it did not have Defender's answer, asked Defender, and found that the action had arrived. Sent to Defender: Machine Action ${MA}`,
    ],
    [
      sentLate(true, { since: 'restart', afterMs: 300 }),
      "Twokey recovered after a restart: it did not have Defender's answer,",
    ],
    [
      sentLate(true, { since: 'lost-answer', afterMs: 95_000 }),
      "Twokey recovered, 1 min 35 s later: it did not have Defender's answer,",
    ],
    [sentLate(true, { since: 'lost-answer', afterMs: null }), "Twokey recovered: it did not have Defender's answer,"],
    [
      sentLate(false, { since: 'restart', afterMs: 185_000 }),
      `Twokey recovered after a restart: this was sent 3 min 5 s after its approval. Sent to Defender: Machine Action ${MA}`,
    ],
    [
      { kind: 'sent', machineActionId: MA, status: 'InProgress', isRecovered: false },
      `Defender took the cancellation of Machine Action ${MA} on web-01.contoso.example: InProgress.`,
      asCancel,
    ],
    [
      { kind: 'adopted', machineActionId: MA, status: 'InProgress', startedBy: 'soc@contoso.example' },
      `Already running, started by soc@contoso.example: Machine Action ${MA} on web-01.contoso.example: InProgress. It is not ours;`,
    ],
    [
      { kind: 'delayed', fault: fault(), retryAt: NOW + 5000, sendBy },
      'Not sent yet. Defender said: “Something broke.” (InternalServerError). Quote to Microsoft support: 4c6f2d5e-0f0f-4a4a-8b8b-1c1c1c1c1c1c. Twokey tries again at 2026-11-22T10:00:05.000Z, and until 2026-11-22T10:15:00.000Z; after that it needs approval again.',
    ],
    [
      { kind: 'delayed', fault: fault(), retryAt: sendBy + 1, sendBy },
      'The next try would come too late: after 2026-11-22T10:15:00.000Z it needs approval again.',
    ],
    [
      {
        kind: 'delayed',
        fault: fault({ system: 'Entra', code: 'AADSTS7000215', says: 'Invalid client secret.', correlationId: null }),
        retryAt: NOW + 5000,
        sendBy,
      },
      'Microsoft Entra said: “Invalid client secret.” (AADSTS7000215). Twokey tries again',
    ],
    [
      { kind: 'obstructed', machineActionId: MA, type: 'Unisolate', status: 'Pending', sendBy },
      `Not sent yet. Release from isolation is open on web-01.contoso.example: Machine Action ${MA}, Pending. Twokey waits for its end until 2026-11-22T10:15`,
    ],
    [
      {
        kind: 'obstructed',
        machineActionId: MA,
        type: 'Isolate',
        status: 'Pending',
        all: [
          { machineActionId: MA, type: 'Isolate', status: 'Pending', requestId: '7K3M9P2Q' },
          { machineActionId: 'ma-8', type: 'Isolate', status: 'InProgress', requestId: null },
        ],
        sendBy,
      },
      `Not sent yet. 2 Machine Actions are open on web-01.contoso.example that must end first. Isolate: Machine Action ${MA}, Pending. Isolate: Machine Action ma-8, InProgress. Twokey waits for the end of all of them until 2026-11-22T10:15`,
    ],
    [
      {
        kind: 'obstructed',
        machineActionId: MA,
        type: 'Isolate',
        status: 'Pending',
        all: [{ machineActionId: MA, type: 'Isolate', status: 'Pending', requestId: '7K3M9P2Q' }],
        sendBy,
      },
      'after that this needs approval again. If it hangs, it can be cancelled: /defender cancel 7K3M9P2Q, or in the Defender portal.',
    ],
    [
      {
        kind: 'obstructed',
        machineActionId: MA,
        type: 'Isolate',
        status: 'Pending',
        all: [{ machineActionId: MA, type: 'Isolate', status: 'Pending', requestId: null }],
        sendBy,
      },
      'If it hangs, it can be cancelled in the Defender portal.',
    ],
    [
      { kind: 'lane-busy', sendBy },
      'Not sent yet. Another request on web-01.contoso.example is being handed to Defender.',
    ],
    [
      { kind: 'doubtful', fault: fault({ code: 'ECONNRESET', says: 'socket hang up', correlationId: null }) },
      'Not known yet whether it reached Defender. Defender said: “socket hang up” (ECONNRESET). Twokey asks Defender whether the action arrived, and sends nothing again before it knows.',
    ],
    [
      { kind: 'proved-unsent', attempt: 1 },
      'Attempt 1 did not reach Defender: two complete look-ups found no trace of it. Twokey sends it again.',
    ],
    [
      { kind: 'not-sent', reason: 'send-by', words: null },
      'Not sent: approved, but could not be sent in time; it needs approval again: ask again with /defender scan web-01.contoso.example full.',
      asScan,
    ],
    [
      { kind: 'not-sent', reason: 'stricter', words: 'The tag tier-0 is new.' },
      'its approval is not enough any more. The tag tier-0 is new. Nothing was done; ask again with /defender restrict web-01.contoso.example.',
    ],
    [
      {
        kind: 'not-sent',
        reason: 'not-allowed',
        words: 'The policy rule “Never” does not allow this: Use the portal.',
        next: 'Do it in the Defender portal if it must be done, or ask whoever keeps the policy file.',
      },
      'Not sent: since it was asked for, the machine or the policy has changed, and it is not allowed any more. The policy rule “Never” does not allow this: Use the portal. Nothing was done. Do it in the Defender portal if it must be done, or ask whoever keeps the policy file.',
    ],
    [{ kind: 'not-sent', reason: 'withdrawn', words: null }, 'Not sent: it was withdrawn.'],
    [{ kind: 'not-sent', reason: 'denied', words: null }, 'Not sent: it was denied.'],
    [
      { kind: 'not-sent', reason: 'expired', words: null },
      'Not sent: it expired before enough people had approved it.',
    ],
    [
      { kind: 'not-sent', reason: 'rehearsal', words: null },
      'Rehearsal: here Twokey would have called Defender. Nothing was sent, and nothing changed on the machine.',
    ],
    [
      { kind: 'not-sent', reason: 'gone', words: null },
      'Not sent: what it was meant for is no longer there to act on.',
    ],
    [
      {
        kind: 'turned-down',
        fault: fault({ code: 'Forbidden', says: 'No.', missingPermission: 'Machine.RestrictExecution' }),
      },
      "Twokey's app registration lacks the application permission Machine.RestrictExecution: add it to the app registration in Microsoft Entra, and grant admin consent. Twokey has stopped; after that, ask again with /defender restrict web-01.contoso.example.",
    ],
    [
      { kind: 'turned-down', fault: fault({ code: 'Forbidden', says: 'No.' }) },
      'lacks the application permission Machine.RestrictExecution: add it',
    ],
    [
      { kind: 'turned-down', fault: fault({ code: 'BadRequest', says: 'Not supported.' }) },
      'Failed: refused, so nothing was done. Defender said: “Not supported.” (BadRequest). Quote to Microsoft support: 4c6f2d5e-0f0f-4a4a-8b8b-1c1c1c1c1c1c. Twokey has stopped; when the cause is cured, ask again with',
    ],
    [
      { kind: 'status', machineActionId: MA, status: 'InProgress', elapsedMs: 12_000 },
      `Machine Action ${MA} on web-01.contoso.example: InProgress after 12 s.`,
    ],
    [
      ended({}),
      `Machine Action ${MA} on web-01.contoso.example: Succeeded after 1 min 3 s. The machine reported that it is done.`,
    ],
    [
      ended({ status: 'Failed', errorHResult: -2147024891 }),
      'Failed after 1 min 3 s. The machine or Defender could not carry it out. Its error code is 0x80070005.',
    ],
    [
      ended({ status: 'TimeOut', elapsedMs: 260_000_000 }),
      'TimeOut after 3 d. Defender gave up: the machine did not pick it up in about 3 days. Nothing will happen any more; if it is still needed, ask again with',
    ],
    [
      ended({ status: 'Cancelled', cancelledBy: 'Not needed (Ida Holm)' }),
      'Cancelled after 1 min 3 s. The cancellation says: “Not needed (Ida Holm)”',
    ],
    [
      ended({ status: 'Cancelled', cancelledBy: '[twokey 7KQ2M9TY/1] not ours\nRequested by Rosa Diaz (U0ROSA)' }),
      'It was cancelled by request 7KQ2M9TY: “not ours Requested by Rosa Diaz (U0ROSA)”',
    ],
    [ended({ status: 'Cancelled' }), 'Cancelled after 1 min 3 s. Defender does not say by whom.'],
    [ended({ status: 'Cancelled' }), 'It is cancelled, as this request asked.', asCancel],
    [ended({}), 'Succeeded after 1 min 3 s. It came to this end before it could be cancelled.', asCancel],
    [ended({}), 'It was started by soc@contoso.example, not by Twokey.', asAdopted],
    [
      { kind: 'unsettled', why: 'not-found' },
      `Not known whether it reached Defender. Twokey did not find it there, and its time to be sent is over, so Twokey sends nothing more. Look in the Defender portal, at web-01.contoso.example <https://security.microsoft.com/machines/${'a'.repeat(40)}>`,
    ],
    [
      { kind: 'unsettled', why: 'lost-sight' },
      `Not known how it ended. Defender reported no end of Machine Action ${MA}`,
      approved({ machineActionId: MA }),
    ],
    [
      { kind: 'twin-found', keptId: MA, twinId: 'ma-2' },
      `Sent twice: Defender holds two Machine Actions of this one request. Twokey keeps ${MA} and cancels ma-2.`,
    ],
    [
      { kind: 'twin-found', keptId: null, twinId: 'ma-2' },
      'Sent after all: a call that had been given up as lost reached Defender late, as Machine Action ma-2. Twokey cancels it.',
    ],
    [{ kind: 'twin-cancelled', twinId: 'ma-2', status: 'Cancelled' }, 'The second Machine Action ma-2: Cancelled.'],
    [
      { kind: 'twin-cancelled', twinId: 'ma-2', status: 'Succeeded' },
      'The second Machine Action ma-2: Succeeded. It came to this end before it could be cancelled.',
    ],
  ])('of %j says “%s”', (...[happening, sentence, of]) => {
    expect(isTold(happening)).toBe(true);
    expect(words(happening, of)).toContain(sentence);
  });

  test.each([0, null])('of a failure with error code %p names no code', (errorHResult) => {
    expect(words(ended({ status: 'Failed', errorHResult }))).not.toContain('error code');
  });

  test('about something unsettled calls it neither failed nor done', () => {
    for (const why of ['not-found', 'lost-sight'] as const) {
      expect(words({ kind: 'unsettled', why })).not.toMatch(/failed|succeeded|done/i);
    }
  });

  test('of an approval in rehearsal does not promise to send', () => {
    const [happening] = [{ kind: 'approved', given: 1, needed: 1 } as const];
    expect(wordsOf(note([post(happening)], undefined, { isRehearsal: true }).blocks)).toContain(
      'Rehearsal: nothing will be sent to Defender.',
    );
  });

  describe('that calls others', () => {
    const to = { usergroups: ['S0LEADS', 'S0HEADS'], users: ['U0IDA'] };
    const called: Happening = { kind: 'escalated', to, afterMs: 10 * MINUTE };

    test('mentions them, in its blocks and not in its text', () => {
      const message = note([post(called)], dossier());
      expect(wordsOf(message.blocks)).toContain('Nobody has answered for 10 min. Please look at the card above.');
      expect(JSON.stringify(message.blocks)).toContain(
        'Called now: <!subteam^S0LEADS>, <!subteam^S0HEADS> and <@U0IDA>.',
      );
      expect(message.text).toContain('Called now: user group S0LEADS, user group S0HEADS and user U0IDA.');
    });

    test.each<[string, Dossier]>([
      ['approved', approved({})],
      ['approved by one of two', dossier({}, {}, [approval(ida)])],
      ['denied', dossier({ status: 'denied', decision: { by: ida, at: NOW, words: 'no' } })],
    ])('mentions nobody when the request was %s before it could be posted', (_, of) => {
      const { blocks } = note([post(called)], of);
      expect(wordsOf(blocks)).toContain('It was answered before user group S0LEADS, user group S0HEADS and user U0IDA');
      expect(JSON.stringify(blocks)).not.toMatch(/"type":"user(group)?"|<[!@]/);
    });

    test('says so where the policy names nobody', () => {
      const nobody: Happening = { kind: 'escalated', to: { usergroups: [], users: [] }, afterMs: MINUTE };
      expect(words(nobody, dossier())).toContain('Called now: nobody, since the policy names no one.');
    });
  });

  test('that may be there twice says so', () => {
    const message = note([post({ kind: 'withdrawn' }, { isRepeat: true })]);
    expect(wordsOf(message.blocks)).toContain('said again: Slack did not confirm the first');
    expect(message.text).toContain('said again: Slack did not confirm the first');
  });

  test('that comes late says when it was', () => {
    const late = note([post({ kind: 'withdrawn' })], undefined, { now: NOW + 2 * MINUTE });
    expect(wordsOf(late.blocks)).toContain('(2026-11-22T10:00:00.000Z)');
    expect(wordsOf(note([post({ kind: 'withdrawn' })]).blocks)).not.toContain('2026');
  });

  test('says the same in its text', () => {
    const { text } = note([post(ended({}))]);
    expect(text).toBe(
      `Machine Action ${MA} on web-01.contoso.example: Succeeded after 1 min 3 s. The machine reported that it is done. Asked by Rosa Diaz.`,
    );
  });

  describe('that tells an outcome', () => {
    const mentions = (message: { readonly blocks: unknown }) =>
      [...JSON.stringify(message.blocks).matchAll(/"user_id":"(\w+)"/g)].map(([, id]) => id);

    test.each<[string, Happening, Dossier, LoggedEvent['actor']]>([
      ['its end', ended({}), approved({}), null],
      ['a denial', { kind: 'denied', words: 'no' }, dossier({ status: 'denied' }), ida],
      ['that it expired', { kind: 'expired', given: 0, needed: 1 }, dossier({ status: 'expired' }), null],
      ['that it was not sent', { kind: 'not-sent', reason: 'send-by', words: null }, approved({}), null],
      ['that nobody knows', { kind: 'unsettled', why: 'not-found' }, approved({}), null],
      ['what a person settled', { kind: 'settled-by-person', as: 'happened', words: 'seen' }, approved({}), ida],
    ])('mentions the requestor, once: %s', (_, happening, of, actor) => {
      expect(mentions(note([post(happening, { event: event(happening, { actor }) })], of))).toEqual(['U0ROSA']);
    });

    test.each<[string, Happening, LoggedEvent['actor']]>([
      ['a withdrawal, which was theirs', { kind: 'withdrawn' }, rosa],
      ['that a withdrawn one was not sent', { kind: 'not-sent', reason: 'withdrawn', words: null }, null],
      ['an approval', { kind: 'approved', given: 1, needed: 1 }, ida],
      ['a status on the way', { kind: 'status', machineActionId: MA, status: 'Pending', elapsedMs: 0 }, null],
    ])('mentions nobody for %s', (_, happening, actor) => {
      expect(mentions(note([post(happening, { event: event(happening, { actor }) })], approved({})))).toEqual([]);
    });

    test('mentions the requestor once where several outcomes are told together, and not where it is told directly', () => {
      const posts = [1, 2].map((seq) => post(ended({}), { id: `p${seq}`, event: event(ended({}), { seq }) }));
      expect(mentions(note(posts))).toEqual(['U0ROSA']);
      expect(mentions(note([post(ended({}), { kind: 'direct' })]))).toEqual([]);
    });

    test('of one of several machines mentions nobody: they are told together', () => {
      const one = runWith();
      const both = { ...approved({}), runs: [one, { ...one, id: 'run-2' }] };
      const told = post(ended({}), { event: event(ended({}), { runId: one.id }) });
      expect(mentions(note([told], both))).toEqual([]);
    });
  });

  describe('that reminds', () => {
    const to = { usergroups: ['S0APPROVERS'], users: ['U0IDA'] };
    const reminded: Happening = { kind: 'reminded', to, expiresAt: NOW + 7 * MINUTE };

    test('mentions those who can still approve, and says until when', () => {
      const message = note([post(reminded)], dossier());
      expect(wordsOf(message.blocks)).toContain(
        'This still waits for approval, and expires 2026-11-22T10:07:00.000Z. Please look at the card above.',
      );
      expect(JSON.stringify(message.blocks)).toContain('Can approve it: <!subteam^S0APPROVERS> and <@U0IDA>.');
      expect(message.text).toContain('Can approve it: user group S0APPROVERS and user U0IDA.');
    });

    test('names them, and notifies nobody, where the policy wants no mentions', () => {
      const message = note([post(reminded)], dossier({ terms: { ...dossier().request.terms, mention: false } }));
      expect(wordsOf(message.blocks)).toContain('Can approve it: user group S0APPROVERS and user U0IDA.');
      expect(JSON.stringify(message.blocks)).not.toMatch(/"type":"user(group)?"|<[!@]/);
    });

    test('mentions nobody when it was decided before it could be posted', () => {
      const message = note([post(reminded)], dossier({ status: 'withdrawn' }));
      expect(wordsOf(message.blocks)).toContain('It was decided before user group S0APPROVERS and user U0IDA could');
      expect(JSON.stringify(message.blocks)).not.toMatch(/"type":"user(group)?"|<[!@]/);
    });
  });
});

describe('several notes in one message', () => {
  test('are told in the order of events', () => {
    const posts = [
      post(ended({}), { id: 'p3', event: event(ended({}), { seq: 3 }) }),
      post({ kind: 'withdrawn' }, { id: 'p1', event: event({ kind: 'withdrawn' }, { seq: 1, actor: rosa }) }),
    ];
    expect(wordsOf(note(posts).blocks)).toMatch(/Withdrawn by Rosa Diaz[\s\S]*Succeeded/);
  });

  test('are all told, however many', () => {
    const posts = Array.from({ length: 130 }, (_, index) => {
      const happening = { kind: 'status', machineActionId: `ma-${index}-`, status: 'Pending', elapsedMs: 0 } as const;
      return post(happening, { id: `p${index}`, event: event(happening, { seq: index }) });
    });
    const shown = wordsOf(note(posts).blocks);
    for (let index = 0; index < 130; index++) expect(shown).toContain(`ma-${index}- `);
  });
});
