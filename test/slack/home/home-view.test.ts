import { problemsOfHome } from '../../../simulator/slack/block-kit/validate';
import type { Containment } from '../../../src/domain/containment';
import type { Dossier } from '../../../src/domain/reviewing';
import type { ListStanding } from '../../../src/flow/home-contained';
import type { InsiderPage } from '../../../src/flow/home-page';
import { homeView } from '../../../src/slack/home/home-view';
import { buttonsOf, wordsOf } from '../reading';
import { approval, dossier, HOUR, ida, look, machine, machineAction, mats, NOW, request, run } from '../samples';

const nothing = { items: [], total: 0 };

/** Home of somebody, which must be one that Slack takes. */
const drawn = (facts: Partial<InsiderPage>) => {
  const page: InsiderPage = {
    kind: 'insider',
    person: ida,
    token: 'token-1',
    waiting: nothing,
    mine: nothing,
    running: nothing,
    contained: { held: [], total: 0, unsettled: 0, list: { kind: 'read', at: NOW } },
    mayAsk: false,
    mayApprove: true,
    isSubscribed: false,
    policy: { channels: null, quorum: 1, rules: [] },
    sending: { pause: null, revision: 1 },
    ...facts,
  };
  const view = homeView(page, { look, workspaceUrl: 'https://contoso.slack.example/' });
  expect(problemsOfHome(view)).toEqual([]);
  return view;
};

/** Home of somebody for whom these wait. */
const waitingHome = (...dossiers: readonly Dossier[]) =>
  drawn({
    waiting: {
      items: dossiers.map((one) => ({ dossier: one, card: { channel: 'C0INCIDENT', ts: '1.2' } })),
      total: dossiers.length,
    },
  });

const [place] = request().terms.places;
const oneOfTwo = dossier({ terms: { ...request().terms, places: [place, place] } }, {}, [approval(mats)]);

describe('what waits, in Home', () => {
  it.each<[string, Dossier, string]>([
    ['for how long it is wanted', dossier({ forMs: 4 * HOUR }), 'How long: for 4 hours'],
    [
      'that it is grave',
      dossier({ verb: 'isolate' }, { verb: 'isolate', machine: machine({ name: 'dc-01.contoso.example' }) }),
      'Careful: dc-01.contoso.example looks like a domain controller',
    ],
    [
      'that it is irreversible',
      dossier({ verb: 'offboard' }, { verb: 'offboard' }),
      'Irreversible: This cannot be undone',
    ],
    [
      'that the machine looks offline',
      dossier({}, { machine: machine({ lastSeenAt: NOW - 72 * HOUR }) }),
      'Offline: last seen',
    ],
    [
      'which Machine Action is to be cancelled',
      dossier({ verb: 'cancel' }, { verb: 'cancel', subject: { machineActionId: machineAction().id, createdAt: NOW } }),
      `Machine Action to cancel: type unknown, ${machineAction().id}`,
    ],
    [
      'what Defender knows of the machine',
      dossier({}, { machine: machine({ health: 'Inactive', group: 'Ward 7' }) }),
      'Group: Ward 7',
    ],
    [
      'what is done to it already',
      dossier({}, { situation: { ...run().situation, isolatedSince: NOW - HOUR } }),
      'Isolated since',
    ],
    ['who has approved already', oneOfTwo, 'Approvals: 1 of 2 given, by Mats Berg'],
    ['how many are still needed, and from whom', oneOfTwo, 'Still needed: 1 from '],
    ['by which policy', dossier({}), 'Policy: no special rule applied'],
    ['where the machine is in the Defender portal', dossier({}), 'open the machine in the Defender portal'],
    ['the whole comment', dossier({ comment: `${'why '.repeat(700)}and this` }), 'and this'],
  ])('says %s, as the card does: it can be approved without having seen that', (_, waits, says) => {
    const { blocks } = waitingHome(waits);
    expect(buttonsOf(blocks).map((button) => button['action_id'])).toContain('home-approve');
    expect(wordsOf(blocks)).toContain(says);
  });

  it('fits into what Slack takes with eight of the longest comments', () => {
    const long = dossier({ comment: 'x'.repeat(3_000) });
    const eight = Array.from({ length: 8 }, (_, index) => ({
      ...long,
      request: { ...long.request, id: `REQ${index}` },
    }));
    expect(wordsOf(waitingHome(...eight).blocks)).toContain('Waiting for your approval (8)');
  });

  it.each([1, 25])('has the buttons of all of eight, where each is for %i machines', (count) => {
    const runs = Array.from({ length: count }, (_, index) =>
      run({ id: `run-${index}`, machine: machine({ name: `web-${index}.contoso.example` }) }),
    );
    const one = { ...dossier({}), runs };
    const eight = Array.from({ length: 8 }, (_, index) => ({ ...one, request: { ...one.request, id: `REQ${index}` } }));
    const { blocks } = waitingHome(...eight);
    expect(buttonsOf(blocks).filter((button) => button['action_id'] === 'home-approve')).toHaveLength(8);
    for (const { machine: named } of runs) expect(wordsOf(blocks).split(`${named.name}`).length).toBeGreaterThan(8);
    expect(wordsOf(blocks)).toContain('What you can do here');
  });

  it('shows each whole, and says how many more there are, where all would not fit', () => {
    const runs = Array.from({ length: 100 }, (_, index) =>
      run({ id: `run-${index}`, machine: machine({ name: `${'long-'.repeat(10)}${index}.contoso.example` }) }),
    );
    const large = { ...dossier({}), runs };
    const eight = Array.from({ length: 8 }, (_, index) => ({
      ...large,
      request: { ...large.request, id: `REQ${index}` },
    }));
    const { blocks } = waitingHome(...eight);
    const approvable = buttonsOf(blocks).filter((button) => button['action_id'] === 'home-approve').length;
    expect(approvable).toBeGreaterThan(1);
    expect(wordsOf(blocks)).toContain(`Also waiting, on their cards (${8 - approvable})`);
    expect(wordsOf(blocks).match(/see its card/g)).toHaveLength(8);
    expect(wordsOf(blocks)).toContain('Look up a machine');
    for (const { machine: named } of runs) expect(wordsOf(blocks)).toContain(named.name);
  });
});

describe('what is contained, in Home', () => {
  const done = run({ verb: 'isolate', status: 'succeeded', parameter: 'full', endedAt: NOW - HOUR });
  const held: Containment = {
    machineId: done.machine.id,
    machineName: 'web-01.contoso.example',
    kind: 'isolation',
    since: NOW - HOUR,
    ours: { run: done, dossier: { ...dossier({ verb: 'isolate' }), runs: [done] } },
    action: null,
    ending: null,
  };
  const wordsFor = (list: ListStanding, ...all: readonly Containment[]) =>
    wordsOf(
      drawn({
        contained: {
          held: all.map((containment) => ({ containment, card: null })),
          total: all.length,
          unsettled: 0,
          list,
        },
      }).blocks,
    );

  it.each<[string, ListStanding, readonly Containment[], string]>([
    ['how many, once Defender has said', { kind: 'read', at: NOW }, [], 'Contained now (0)'],
    ['as of when Defender has said so', { kind: 'read', at: NOW }, [], 'What Defender lists was looked up'],
    ['that it is looked up', { kind: 'reading' }, [], 'Being looked up'],
    ['what Twokey holds meanwhile', { kind: 'reading' }, [held], 'Contained now (1 known of)'],
    ['that it is Twokey’s part alone meanwhile', { kind: 'reading' }, [held], 'So far this is Twokey’s part alone'],
    ['that Defender could not be asked', { kind: 'away' }, [held], 'Defender could not be asked'],
    ['what a list does not show', { kind: 'read', at: NOW }, [held], 'Defender’s list does not show it'],
  ])('says %s', (_, list, all, says) => {
    expect(wordsFor(list, ...all)).toContain(says);
  });

  it('gives no number as certain where nobody knows what became of an action, and says so', () => {
    const { blocks } = drawn({ contained: { held: [], total: 0, unsettled: 1, list: { kind: 'read', at: NOW } } });
    expect(wordsOf(blocks)).toContain('Contained now (0 known of)');
    expect(wordsOf(blocks)).toContain('Not known: whether one action of Twokey contained its machine, or let it go.');
  });

  it('counts nothing while nobody has said that there is nothing', () => {
    expect(wordsFor({ kind: 'reading' })).not.toMatch(/Contained now \(/);
  });

  it('does not say of a list that is older than a containment that it does not show it', () => {
    const words = wordsFor({ kind: 'read', at: NOW - 2 * HOUR }, held);
    expect(words).toContain('Contained now (1)');
    expect(words).not.toContain('does not show it');
  });
});
