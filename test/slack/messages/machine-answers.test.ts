import { problemsOfBlocks } from '../../../simulator/slack/block-kit/validate';
import type { Containment, OurRun } from '../../../src/domain/containment';
import type { NamedAction } from '../../../src/domain/machine-action';
import type { ContainedNow } from '../../../src/flow/contained';
import type { LoggedOn } from '../../../src/flow/logged-on';
import type { MachineStory } from '../../../src/flow/machine-story';
import type { Message } from '../../../src/slack/block-kit/message';
import { containedMessage, requestsShown } from '../../../src/slack/messages/contained';
import { machineMessage, requestsOnMachine } from '../../../src/slack/messages/machine-answer';
import { machineHistoryMessage, requestsInHistory } from '../../../src/slack/messages/machine-history';
import { messageProblems } from '../block-limits';
import { wordsOf } from '../reading';
import { approval, approved, fault, HOUR, hostile, ida, look, machine, machineAction, NOW, run } from '../samples';

/** Slack refuses a message whose blocks hold more than about 13,200 characters. */
const MOST_CHARACTERS = 13_000;

const wordsIn = (message: Message): string => {
  expect(messageProblems(message)).toEqual([]);
  expect(problemsOfBlocks(message.blocks)).toEqual([]);
  const words = wordsOf(message.blocks);
  expect(words.length).toBeLessThan(MOST_CHARACTERS);
  return words;
};

const named = (facts: Partial<NamedAction> = {}): NamedAction => ({
  ...machineAction({ status: 'Succeeded', comment: 'by hand', ...facts }),
  machineName: 'web-01.contoso.example',
});
const ours = (facts: Parameters<typeof run>[0] = {}, comment = 'beaconing'): OurRun => {
  const done = run({ verb: 'isolate', status: 'succeeded', parameter: 'full', endedAt: NOW - HOUR, ...facts });
  const dossier = { ...approved({}, { comment }), runs: [done], reviews: [approval(ida)] };
  return { run: done, dossier };
};
const containment = (facts: Partial<Containment> = {}): Containment => ({
  machineId: 'a'.repeat(40),
  machineName: 'web-01.contoso.example',
  kind: 'isolation',
  since: NOW - HOUR,
  ours: null,
  action: named(),
  ending: null,
  ...facts,
});
const now = (facts: Partial<ContainedNow> = {}): ContainedNow => ({
  asOf: NOW,
  held: [],
  lifted: [],
  unsettled: [],
  defender: { kind: 'read', since: NOW - 180 * 24 * HOUR },
  ...facts,
});
const story = (facts: Partial<MachineStory> = {}): MachineStory => ({
  asOf: NOW,
  machine: machine(),
  picture: { held: [], lifted: [] },
  unsettled: [],
  requests: [],
  defender: { kind: 'read', actions: [] },
  ...facts,
});
const off: LoggedOn = { kind: 'off' };
const noLinks = new Map<string, string | null>();

describe('what is contained', () => {
  const told = (facts: Partial<ContainedNow>) => wordsIn(containedMessage(now(facts), noLinks));

  it.each<[string, Partial<ContainedNow>, string]>([
    ['nothing', {}, 'No machine is known to be isolated or restricted now.'],
    [
      'one machine that is both isolated and restricted',
      { held: [containment(), containment({ kind: 'restriction' })] },
      '1 machine is isolated or restricted now.',
    ],
    [
      'a name that nobody knows as the id',
      { held: [containment({ machineName: null })] },
      `${'a'.repeat(40)}: Isolated (full) since 2026-11-22T09:00`,
    ],
    ['a time that nobody knows', { held: [containment({ since: null })] }, 'since an unknown time'],
    [
      'that Defender does not say by whom',
      { held: [containment({ action: named({ requestor: null, comment: null }) })] },
      'Defender does not say by whom, and gives no comment. Source: Defender’s list.',
    ],
    [
      'what Defender’s list does not show',
      { held: [containment({ ours: ours(), action: null })] },
      'Source: Twokey’s record; Defender’s list does not show it.',
    ],
    [
      'who had started what was already running',
      { held: [containment({ ours: ours({ adoptedFrom: 'eve@contoso.example' }) })] },
      'It was already running, started by eve@contoso.example.',
    ],
    [
      'a release that runs',
      { held: [containment({ ending: named({ type: 'Unisolate', status: 'InProgress' }) })] },
      'Its release is InProgress: Machine Action',
    ],
    [
      'what is not known',
      { unsettled: [ours({ status: 'unsettled', endedAt: NOW })] },
      'request 7KQ2M9TX by Rosa Diaz may have contained it. Not known',
    ],
    [
      'a release that is not known',
      { unsettled: [ours({ verb: 'release', status: 'unsettled' })] },
      'may have let it go',
    ],
    [
      'what Defender has lifted',
      { lifted: [containment()] },
      'Lifted by Defender itself after 7 days, so not isolated any more',
    ],
    [
      'why Defender was not asked',
      { defender: { kind: 'away', fault: fault({ missingPermission: 'Machine.Read.All' }) } },
      'lacks the application permission Machine.Read.All',
    ],
  ])('tells %s', (_, facts, words) => {
    expect(told(facts)).toContain(words);
  });

  it('always tells what it cannot know', () => {
    expect(told({})).toContain('What this cannot know: Defender has no “isolated” flag.');
  });

  it.each(hostile)('keeps %s inert', (_, text) => {
    const one = { action: named({ requestor: text, comment: text, scope: text }), machineName: text };
    told({ held: [containment(one), containment({ ...one, ours: ours({}, text) })] });
  });

  it('of hundreds is cut with a count, and looks up only the cards that it shows', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      containment({ machineId: `m-${index}`, ours: ours({}, 'x'.repeat(3_000)), machineName: 'n'.repeat(300) }),
    );
    const facts = { held: many, lifted: many, unsettled: many.flatMap((one) => one.ours ?? []) };
    expect(told(facts)).toContain('280 more are left out here;');
    expect(told(facts)).toContain('300 machines are isolated or restricted now.');
    expect(requestsShown(now(facts))).toEqual(['7KQ2M9TX']);
  });
});

describe('what is known of a machine', () => {
  const told = (facts: Partial<MachineStory>, loggedOn: LoggedOn = off) =>
    wordsIn(machineMessage({ asked: 'web-01', story: story(facts), loggedOn }, noLinks, look));

  it('is that nothing holds it, nothing is open and nothing was asked, where that is so', () => {
    const words = told({});
    expect(words).toContain('Not known to be isolated or restricted now.');
    expect(words).toContain('None, as far as Defender’s list goes back.');
    expect(words).not.toContain('Asked through Twokey');
    expect(words).not.toContain('Logged on');
  });

  it('is who has logged on, where that may be told', () => {
    const user = {
      account: 'contoso\\ines',
      lastSeenAt: NOW - HOUR,
      logonTypes: 'Interactive',
      isDomainAdmin: true,
      isOnlyNetwork: true,
    };
    const users = [user, ...Array.from({ length: 11 }, () => ({ ...user, lastSeenAt: null, logonTypes: null }))];
    const words = told({}, { kind: 'users', users });
    expect(words).toContain(
      'contoso\\ines, last seen 2026-11-22T09:00:00.000Z, Interactive, over the network only, domain administrator',
    );
    expect(words).toContain('2 more are left out here');
    expect(told({}, { kind: 'users', users: [] })).toContain('Defender has seen nobody.');
  });

  it('fits, however much there is', () => {
    const long = machineAction({ requestor: 'r'.repeat(900) });
    const requests = Array.from({ length: 50 }, () => ours({}, 'c'.repeat(3_000)).dossier);
    const facts: Partial<MachineStory> = {
      requests,
      defender: { kind: 'read', actions: Array.from({ length: 100 }, () => long) },
    };
    const words = told(facts);
    expect(words).toContain('92 more are open');
    expect(words).toContain('44 or more are left out here; /defender history web-01.contoso.example');
    expect(requestsOnMachine(story(facts))).toEqual(['7KQ2M9TX']);
    const history = wordsIn(machineHistoryMessage({ asked: 'web-01', story: story(facts) }, noLinks, look));
    expect(history).toContain('36 more are left out here; whoever runs Twokey can export them.');
    expect(history).toContain('86 more are left out here; the Action center');
    expect(requestsInHistory(story(facts))).toHaveLength(14);
  });

  it.each(hostile)('keeps %s inert', (_, text) => {
    const facts: Partial<MachineStory> = {
      machine: machine({ name: text }),
      requests: [ours({}, text).dossier],
      defender: { kind: 'read', actions: [machineAction({ requestor: text, type: text })] },
    };
    told(facts, {
      kind: 'users',
      users: [{ account: text, lastSeenAt: null, logonTypes: text, isDomainAdmin: false, isOnlyNetwork: false }],
    });
    wordsIn(machineHistoryMessage({ asked: 'web-01', story: story(facts) }, noLinks, look));
  });
});

it.each([
  ['a Machine Action of a request that is told', '[twokey 7KQ2M9TX/1] x', 'through Twokey: request 7KQ2M9TX'],
  [
    'one with the mark of another request',
    '[twokey NOSUCH/1] x',
    'with the mark of request NOSUCH, which is not among those above',
  ],
  ['one without a mark', 'by hand', 'not through Twokey'],
])('a machine’s history says whose it is: %s', (_, comment, words) => {
  const actions = [machineAction({ comment, status: 'Succeeded' })];
  const facts = story({ requests: [ours().dossier], defender: { kind: 'read', actions } });
  expect(wordsIn(machineHistoryMessage({ asked: 'web-01', story: facts }, noLinks, look))).toContain(words);
});
