import type { Dossier } from '../../../src/domain/reviewing';
import { card, words } from '../drawn-card';
import { approved, dossier, fault, ida, machine, NOW, run } from '../samples';

describe('the state, in words', () => {
  const done = { machineActionId: 'ma-1', createdAt: NOW, endedAt: NOW + 63_000 };
  test.each<[string, Dossier, string]>([
    ['approved', approved({ status: 'ready' }), 'Approved by Ida Holm, being sent'],
    ['claimed', approved({ status: 'dispatching' }), 'Approved by Ida Holm, being sent'],
    [
      'delayed',
      approved({ status: 'ready', trouble: 'TooManyRequests' }),
      'Approved by Ida Holm, not sent yet: Defender has not taken it yet. Twokey keeps trying until 2026-11-22T10:15',
    ],
    [
      'obstructed',
      approved({ status: 'ready', trouble: 'obstructed-by-ma-9' }),
      'not sent yet: another Machine Action on the machine must end first.',
    ],
    [
      'doubtful',
      approved({ status: 'dispatching', trouble: 'ECONNRESET' }),
      "Not known yet whether it arrived: Defender's answer was lost; Twokey is asking Defender.",
    ],
    ['running', approved({ status: 'dispatched', defenderStatus: 'Pending' }), 'Running: Pending'],
    [
      'adopted',
      approved({ status: 'dispatched', defenderStatus: 'InProgress', adoptedFrom: 'soc@contoso.example' }),
      'Running: InProgress It was already running, started by soc@contoso.example.',
    ],
    ['succeeded', approved({ status: 'succeeded', ...done }), 'Succeeded after 1 min 3 s'],
    ['failed', approved({ status: 'failed', ...done }), 'Failed after 1 min 3 s: Defender could not carry it out.'],
    [
      'refused by Defender',
      approved({ status: 'failed', fault: fault({ says: 'Machine is not supported' }) }),
      'Failed: Defender refused it: “Machine is not supported”',
    ],
    [
      'timed out',
      approved({ status: 'timed_out', ...done }),
      'TimeOut after 1 min 3 s: the machine did not pick it up',
    ],
    ['cancelled', approved({ status: 'cancelled', ...done }), 'Cancelled after 1 min 3 s.'],
    ['not found', approved({ status: 'unsettled' }), 'Not known: it may or may not have reached Defender.'],
    [
      'lost sight of',
      approved({ status: 'unsettled', machineActionId: 'ma-1' }),
      'Not known how it ended: Defender reported no end in 3 d 6 h.',
    ],
    [
      'too late to send',
      approved({ status: 'not_sent', trouble: 'send-by' }, { status: 'expired' }),
      'Not sent: approved, but it could not be sent in time. It needs approval again.',
    ],
    [
      'stricter now',
      approved(
        { status: 'not_sent', trouble: 'stricter' },
        { status: 'expired', decision: { by: null, at: NOW, words: 'The tag tier-0 is new.' } },
      ),
      'Not sent: its approval is not enough any more. The tag tier-0 is new.',
    ],
    [
      'not allowed now',
      approved(
        { status: 'not_sent', trouble: 'not-allowed' },
        { status: 'expired', decision: { by: null, at: NOW, words: 'The tag tier-0 is new.' } },
      ),
      'Not sent: it is not allowed any more. The tag tier-0 is new.',
    ],
    ['rehearsed', approved({ status: 'not_sent', trouble: 'rehearsal' }), 'Rehearsal: not sent.'],
    [
      'denied',
      dossier({ status: 'denied', decision: { by: ida, at: NOW, words: 'Wrong machine.' } }),
      'Denied by Ida Holm: “Wrong machine.”',
    ],
    [
      'withdrawn',
      dossier({ status: 'withdrawn', decision: { by: ida, at: NOW, words: null } }),
      'Withdrawn by Ida Holm. Nothing was sent to Defender.',
    ],
    [
      'expired',
      dossier({ status: 'expired', decision: { by: null, at: NOW, words: null } }),
      'Expired: 0 of 1 approvals were given in time.',
    ],
    [
      'undeliverable',
      dossier({ status: 'expired', decision: { by: null, at: NOW, words: 'channel_not_found' } }, { trouble: 'gone' }),
      'Not sent: the card could not be posted (channel_not_found).',
    ],
  ])('%s', (_, of, sentence) => {
    expect(words(of)).toContain(sentence);
    expect(card(of).text).toContain(sentence.split('2026')[0]?.split(' until ')[0]);
  });

  test('of a cancellation is the reverse of its subject’s', () => {
    const subject = { machineActionId: 'ma-1', createdAt: NOW };
    const of = (facts: object) => approved({ ...facts, verb: 'cancel', subject }, { verb: 'cancel' });
    expect(words(of({ status: 'dispatched', defenderStatus: 'InProgress' }))).toContain('Being cancelled: InProgress');
    expect(words(of({ status: 'succeeded' }))).toContain('Succeeded: the Machine Action is Cancelled.');
    expect(words(of({ status: 'failed', machineActionId: 'ma-1', defenderStatus: 'Succeeded' }))).toContain(
      'Not cancelled: the Machine Action ended as Succeeded first.',
    );
  });
});

test('a request with several machines tells how many are where, and has a line for each', () => {
  const runs = Array.from({ length: 12 }, (_, index) =>
    run({
      id: `run-${index}`,
      status: 'dispatched',
      defenderStatus: 'Pending',
      machine: machine({ name: `web-${index}` }),
    }),
  );
  const several = { ...approved({}), runs };
  expect(words(several)).toContain('Approved by Ida Holm: 12 running.');
  for (const index of runs.keys()) expect(words(several)).toMatch(new RegExp(`web-${index} <https[^>]+>: Pending; `));
  expect(words(several)).toContain('web-0 and 11 more');
});
