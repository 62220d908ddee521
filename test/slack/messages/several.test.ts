import type { Dossier } from '../../../src/domain/reviewing';
import type { Run } from '../../../src/domain/run';
import { progressMessage } from '../../../src/slack/messages/progress';
import { summaryWords } from '../../../src/slack/messages/summary-words';
import { spoken } from '../../../src/slack/block-kit/phrase';
import { card } from '../drawn-card';
import { wordsOf } from '../reading';
import { approved, dossier, HOUR, machine, machineAction, NOW, run } from '../samples';

const LONG = `${'a-name-that-is-long-'.repeat(3)}`;

/** So many machines, each with the most that there may be to say of it. */
const runsOf = (count: number, facts: Partial<Run> = {}): readonly Run[] =>
  Array.from({ length: count }, (_, index) =>
    run({
      id: `run-${index}`,
      machine: machine({
        id: String(index).padStart(40, '0'),
        name: `${LONG}${index}.contoso.example`,
        value: 'High',
        isDuplicate: true,
        tags: Array.from({ length: 30 }, (__, tag) => `tag-number-${tag}`),
        lastSeenAt: NOW - 200 * HOUR,
      }),
      situation: { open: [machineAction(), machineAction()], recent: [], isolatedSince: NOW, restrictedSince: NOW },
      ...facts,
    }),
  );

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

const expectWithinLimits = ({ text, blocks }: { readonly text: string; readonly blocks: readonly object[] }): void => {
  expect(text.length).toBeLessThanOrEqual(3_000);
  expect(blocks.length).toBeLessThanOrEqual(50);
  for (const block of blocks) {
    for (const one of textsIn(block)) expect(one.length).toBeLessThanOrEqual(3_000);
    expect(wordsOf([block]).length).toBeLessThanOrEqual(6_000);
  }
};

test.each([2, 25, 100])('a card for %i machines names every one, within what Slack takes', (count) => {
  for (const one of [
    { ...dossier(), runs: runsOf(count) },
    { ...approved({}), runs: runsOf(count) },
  ] as readonly Dossier[]) {
    const message = card(one);
    expectWithinLimits(message);
    const shown = wordsOf(message.blocks);
    for (const { machine: named } of one.runs) expect(shown).toContain(named.name);
  }
});

test('a card for several machines has a line for each, with what matters, and says once what holds for all', () => {
  const runs = [
    run({ id: 'run-2', machine: machine({ name: 'web-10.contoso.example', lastSeenAt: NOW - 200 * HOUR }) }),
    run({ id: 'run-1', machine: machine({ name: 'web-2.contoso.example', value: 'High', tags: [] }) }),
  ];
  const shown = wordsOf(card({ ...dossier(), runs }).blocks);
  expect(shown).toContain('Restrict app execution: web-2.contoso.example and 1 more');
  expect(shown).toContain('2 machines, as they were when this was asked');
  expect(shown).toMatch(/web-2\.contoso\.example <[^>]+>: Windows11, Active, value High, risk High, last seen /);
  expect(shown).toMatch(
    /web-10\.contoso\.example <[^>]+> Offline: Windows11, Active, risk High, tags tier-1, web, last seen /,
  );
  expect(shown).toContain(
    'Offline: 1 of 2 machines; Defender keeps trying for 3 days, so there this may run days from now.',
  );
  expect(shown.match(/What it does:/g)).toHaveLength(1);
});

test.each([2, 25, 100])('progress of %i machines has a line for each, within what Slack takes', (count) => {
  const runs = runsOf(count, {
    status: 'dispatched',
    defenderStatus: 'InProgress',
    machineActionId: 'ma-1',
    createdAt: NOW,
  });
  const message = progressMessage({ dossier: { ...approved({}), runs }, postId: 'post-9', isRepeat: false, now: NOW });
  expectWithinLimits(message);
  const shown = wordsOf(message.blocks);
  expect(shown).toContain(`Restrict app execution, ${count} machines: ${count} running. As of `);
  expect(shown).not.toContain('said again');
  for (const { machine: named } of runs) expect(shown).toContain(`${named.name}: InProgress`);
});

test('the summary puts machines with the same reason together, and says what was not found out', () => {
  const runs = [
    run({ id: 'a', status: 'succeeded', machine: machine({ name: 'web-1' }) }),
    run({ id: 'b', status: 'failed', machine: machine({ name: 'web-2' }) }),
    run({ id: 'c', status: 'failed', machine: machine({ name: 'web-3' }) }),
    run({ id: 'd', status: 'unsettled', machine: machine({ name: 'web-4' }) }),
  ];
  const outcomes = runs.map(({ machine: { name }, status }) => ({
    ...{ machine: name, status, machineActionId: null },
    because: status === 'failed' ? 'Not now.' : null,
  }));
  expect(spoken(summaryWords({ kind: 'summary', outcomes }, { ...approved({}), runs }))).toBe(
    [
      'All 4 machines have come to their end: 1 succeeded, 2 failed, 1 not known.',
      'Failed: web-2, web-3 (refused, so nothing was done: “Not now.”)',
      'Not known: web-4 (what became of it: only a person can find out now)',
      'Whoever has looked in the Defender portal can say what became of one: /defender settle 7KQ2M9TX MACHINE happened COMMENT.',
      'For just those that did not succeed: Rosa Diaz can press Ask again on the card, or ask again with /defender restrict web-2,web-3.',
    ].join('\n'),
  );
});
