import { problemsOfBlocks } from '../../../simulator/slack/block-kit/validate.js';
import type { Happening, LoggedEvent, UnreadEvent } from '../../../src/domain/event';
import { historyMessage } from '../../../src/slack/messages/history';
import { messageProblems } from '../block-limits';
import { wordsOf } from '../reading';
import { approved, dossier, event, fault, hostile, ida, look, mats, NOW, rosa } from '../samples';

const MA = '5382f7ea-7557-4ab7-9782-d50480024a4e';

type Entries = readonly (LoggedEvent | UnreadEvent)[];

const asked: Happening = {
  kind: 'asked',
  verb: 'restrict',
  parameter: null,
  comment: 'beaconing to a known C2',
  machines: ['web-01.contoso.example'],
};
const told = (...happenings: readonly (readonly [Happening, LoggedEvent['actor']])[]): Entries =>
  happenings.map(([happening, actor], index) => event(happening, { seq: 40 + index, actor }));

const history = (
  events: Entries,
  of = approved({}),
  cardLink: string | null = 'https://acme.slack.com/archives/C1/p1',
) => {
  const message = historyMessage({ dossier: of, events, cardLink, look, namesake: null });
  expect(messageProblems(message)).toEqual([]);
  expect(problemsOfBlocks(message.blocks)).toEqual([]);
  return message;
};
const words = (events: Entries, of?: ReturnType<typeof dossier>) => wordsOf(history(events, of).blocks);

describe('a line of the story says when, who and what:', () => {
  it.each<[string, Happening, LoggedEvent['actor']]>([
    ['Rosa Diaz (@U0ROSA) asked for restrict on web-01.contoso.example: “beaconing to a known C2”', asked, rosa],
    [
      'asked for isolate selective on a, b and c: ',
      { ...asked, verb: 'isolate', parameter: 'selective', machines: ['a', 'b', 'c'] },
      rosa,
    ],
    ['Twokey posted the card.', { kind: 'card-posted', channel: 'C0INCIDENT', ts: '1.2' }, null],
    ['Ida Holm (@U0IDA): Approved by Ida Holm: 1 of 2 given.', { kind: 'approved', given: 1, needed: 2 }, ida],
    [
      'Rosa Diaz (@U0ROSA) tried to approve and was refused: “You asked for this yourself.” (own-request)',
      { kind: 'refused', attempted: 'approved', code: 'own-request', says: 'You asked for this yourself.' },
      rosa,
    ],
    [
      'tried to withdraw and was refused: “Only Rosa can.” (not-the-requestor)',
      { kind: 'refused', attempted: 'withdrawn', code: 'not-the-requestor', says: 'Only Rosa can.' },
      mats,
    ],
    [
      ' · @U0IDA tried to deny and was refused: “No.” (decided)',
      { kind: 'refused', attempted: 'denied', code: 'decided', says: 'No.' },
      { id: 'U0IDA', name: 'U0IDA' },
    ],
    ['tried to resume and was refused', { kind: 'refused', attempted: 'resume', code: 'x', says: 'No.' }, mats],
    ['Twokey took it in hand to send it to Defender: attempt 2.', { kind: 'claimed', attempt: 2 }, null],
    [
      'Twokey put it back, to be tried again later (TooManyRequests).',
      { kind: 'set-back', code: 'TooManyRequests' },
      null,
    ],
    [
      `Twokey had a late answer from Defender: Machine Action ${MA}.`,
      { kind: 'late-answer', machineActionId: MA },
      null,
    ],
    [
      'Not sent yet. Defender said: “Something broke.” (InternalServerError)',
      { kind: 'delayed', fault: fault(), retryAt: NOW, sendBy: NOW + 1 },
      null,
    ],
    [
      `Machine Action ${MA} on web-01.contoso.example: InProgress after 12 s.`,
      { kind: 'status', machineActionId: MA, status: 'InProgress', elapsedMs: 12_000 },
      null,
    ],
  ])('%s', (sentence, happening, actor) => {
    const text = words(told([asked, rosa], [happening, actor]));
    expect(text).toContain(sentence);
    expect(text).toContain('2026-11-22T10:00:00.000Z · ');
  });

  it('it is one line even where the thread has two', () => {
    const [, line = ''] = words(told([asked, rosa], [{ kind: 'denied', words: 'Wrong machine.' }, ida])).split(
      'Ida Holm (',
    );
    expect(line).toContain('Denied by Ida Holm: “Wrong machine.” Nothing was sent to Defender.');
  });
});

it('the story ends with the state, the policy, the entries of the log, the card and the way to all of it', () => {
  const text = words(told([asked, rosa], [{ kind: 'claimed', attempt: 1 }, null]), dossier({ policyHash: '9f2c41aa' }));
  expect(text).toContain('Waiting for approval: 0 of 1 given');
  expect(text).toContain('Request 7KQ2M9TX, asked under policy 9f2c41aa, entries 40–41 of the log, card');
  expect(text).toContain('node dist/main.js audit export --request 7KQ2M9TX');
});

it('an entry that this version cannot read is told as such, and hides no other', () => {
  const unread: UnreadEvent = { seq: 41, at: NOW, happening: { kind: 'unread', was: 'teleported' } };
  const text = words([...told([asked, rosa]), unread, { ...unread, seq: 42, at: null }]);
  expect(text).toContain('An entry that this version of Twokey cannot read: teleported');
  expect(text).toContain('at an unknown time · An entry');
  expect(text).toContain('Rosa Diaz (@U0ROSA) asked for restrict');
});

it.each<[string, Entries]>([
  ['begins later', told([{ kind: 'approved', given: 1, needed: 1 }, ida])],
  ['has no entries', []],
])('a story that %s says that earlier entries were sealed and removed', (_, events) => {
  expect(words(events)).toContain(
    'Earlier entries are no longer in the store: they were sealed, and removed after an export.',
  );
  expect(words(events)).toContain('has the earlier ones in the file that they were exported to');
  expect(words(events)).not.toContain('can export all of it');
});

it('a whole story says nothing of entries that were removed', () => {
  expect(words(told([asked, rosa]))).not.toContain('no longer in the store');
});

it('a long story is cut in the middle, says by how much, and names the command that has all of it', () => {
  const many = Array.from({ length: 100 }, (_, index): readonly [Happening, null] => [
    { kind: 'claimed', attempt: index },
    null,
  ]);
  const text = words(told([asked, rosa], ...many));
  expect(text).toContain(
    '71 more entries are left out here; node dist/main.js audit export --request 7KQ2M9TX has them all.',
  );
  expect(text).toContain('asked for restrict');
  expect(text).toContain('attempt 8.');
  expect(text).not.toContain('attempt 9.');
  expect(text).toContain('attempt 80.');
  expect(text).toContain('attempt 99.');
  expect(text).toContain('entries 40–140 of the log');
});

it.each(hostile)('%s in every place that a person could fill stays inert and in its bounds', (_, typed) => {
  const who = { id: typed, name: typed };
  const many = Array.from({ length: 60 }, (): readonly [Happening, LoggedEvent['actor']] => [
    { kind: 'refused', attempted: typed, code: typed, says: typed },
    who,
  ]);
  const events = told([{ ...asked, comment: typed, machines: [typed], verb: typed, parameter: typed }, who], ...many, [
    { kind: 'denied', words: typed },
    who,
  ]);
  history(events, dossier({ policyHash: typed, comment: typed }));
});
