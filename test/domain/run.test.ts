import { actions, catalogue, choiceOf, isVerb, type Verb } from '../../src/domain/catalogue';
import type { MachineAction } from '../../src/domain/machine-action';
import { type Obstacle, type Order, obstacleTo, orderFor } from '../../src/domain/run';
import { foreignWith, MACHINE_ID, runWith, SUBJECT, T } from './builders';

const COMMENT = '[twokey 7K3M9P2Q/1] why\nRequested by Alice Able (UALICE); approved by Bob Baker (UBOB)';
const REMEDIATION = ['Machine.Isolate'];
const EVERY_ACTION = [
  'Machine.Isolate',
  'Machine.RestrictExecution',
  'Machine.Scan',
  'Machine.CollectForensics',
  'Machine.Offboard',
  'Machine.StopAndQuarantine',
  'Machine.LiveResponse',
];

describe('the call for', () => {
  it.each<[Verb, string | null, Omit<Order, 'runId' | 'startBefore'>]>([
    [
      'isolate',
      'full',
      {
        path: '/machines/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/isolate',
        body: { Comment: COMMENT, IsolationType: 'Full' },
        permissions: REMEDIATION,
        isContainment: true,
      },
    ],
    [
      'isolate',
      'selective',
      {
        path: '/machines/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/isolate',
        body: { Comment: COMMENT, IsolationType: 'Selective' },
        permissions: REMEDIATION,
        isContainment: true,
      },
    ],
    [
      'release',
      null,
      {
        path: '/machines/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/unisolate',
        body: { Comment: COMMENT },
        permissions: REMEDIATION,
        isContainment: false,
      },
    ],
    [
      'restrict',
      null,
      {
        path: '/machines/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/restrictCodeExecution',
        body: { Comment: COMMENT },
        permissions: ['Machine.RestrictExecution'],
        isContainment: true,
      },
    ],
    [
      'unrestrict',
      null,
      {
        path: '/machines/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/unrestrictCodeExecution',
        body: { Comment: COMMENT },
        permissions: ['Machine.RestrictExecution'],
        isContainment: false,
      },
    ],
    [
      'scan',
      'quick',
      {
        path: '/machines/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/runAntiVirusScan',
        body: { Comment: COMMENT, ScanType: 'Quick' },
        permissions: ['Machine.Scan'],
        isContainment: false,
      },
    ],
    [
      'scan',
      'full',
      {
        path: '/machines/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/runAntiVirusScan',
        body: { Comment: COMMENT, ScanType: 'Full' },
        permissions: ['Machine.Scan'],
        isContainment: false,
      },
    ],
    [
      'cancel',
      null,
      {
        path: '/machineactions/ma-9/cancel',
        body: { Comment: COMMENT },
        permissions: EVERY_ACTION,
        isContainment: false,
      },
    ],
  ])('%s (%s) is as Microsoft documents it', (verb, parameter, order) => {
    const run = runWith({ verb, parameter, subject: verb === 'cancel' ? SUBJECT : null });
    expect(orderFor(run, COMMENT, T + 5)).toEqual({ runId: 'run-1', startBefore: T + 5, ...order });
  });

  it('an action with a choice that nobody made is its default', () => {
    expect(orderFor(runWith({ parameter: null }), COMMENT, T).body).toEqual({
      Comment: COMMENT,
      IsolationType: 'Full',
    });
  });
});

describe('the catalogue', () => {
  it('names every entry after its verb', () => {
    for (const [key, { verb }] of Object.entries(catalogue)) expect(verb).toBe(key);
  });

  it('undoes each action by one that is undone by it, and that makes a Machine Action too', () => {
    for (const { verb, inverse, machineActionType } of actions) {
      if (inverse === null) continue;
      const other = actions.find((action) => action.verb === inverse);
      expect(other?.inverse).toBe(verb);
      expect(machineActionType).not.toBeNull();
      expect(other?.machineActionType).not.toBeNull();
    }
  });

  it('has choices in lower case, as they are compared', () => {
    for (const { parameter } of actions) {
      for (const { word } of parameter?.choices ?? []) expect(word).toBe(word.toLowerCase());
    }
  });

  it('knows verbs by name and nothing else', () => {
    expect(['isolate', 'cancel', 'help', 'constructor', ''].map(isVerb)).toEqual([true, true, false, false, false]);
  });

  it.each([
    ['isolate', null, 'full'],
    ['isolate', 'selective', 'selective'],
    ['isolate', 'nonsense', 'full'],
    ['scan', null, 'quick'],
    ['release', 'full', undefined],
  ] as const)('%s with %s means %s', (verb, word, meant) => {
    expect(choiceOf(verb, word)?.word).toBe(meant);
  });
});

describe('what is open on the machine', () => {
  const isolating = foreignWith({ id: 'iso' });
  const selective = foreignWith({ id: 'sel', scope: 'Selective' });
  const fresh = foreignWith({ id: 'new', scope: null });
  const releasing = foreignWith({ id: 'rel', type: 'Unisolate', scope: null });
  const scanning = foreignWith({ id: 'scan', type: 'RunAntiVirusScan', scope: 'Quick' });
  const restricting = foreignWith({ id: 'res', type: 'RestrictCodeExecution', scope: null });
  const unrestricting = foreignWith({ id: 'unr', type: 'UnrestrictCodeExecution', scope: null });
  const unknown = foreignWith({ id: 'odd', type: 'SomethingNew', scope: null });
  const kindOf = (obstacle: Obstacle | null) => obstacle && `${obstacle.kind} ${obstacle.action.id}`;

  it.each<[Verb, string | null, readonly MachineAction[], string | null]>([
    ['isolate', 'full', [], null],
    ['isolate', 'full', [isolating], 'same iso'],
    ['isolate', 'full', [selective], 'opposed sel'],
    ['isolate', 'selective', [selective], 'same sel'],
    ['isolate', 'selective', [isolating], 'opposed iso'],
    ['isolate', 'full', [fresh], 'opposed new'],
    ['isolate', 'full', [releasing], 'opposed rel'],
    ['isolate', 'full', [isolating, releasing], 'opposed rel'],
    ['isolate', 'full', [releasing, isolating], 'opposed rel'],
    ['isolate', 'full', [scanning, restricting, unknown], null],
    ['release', null, [releasing], 'same rel'],
    ['release', null, [isolating], 'opposed iso'],
    ['release', null, [releasing, isolating], 'opposed iso'],
    ['release', null, [isolating, releasing], 'opposed iso'],
    ['restrict', null, [restricting], 'same res'],
    ['restrict', null, [unrestricting], 'opposed unr'],
    ['unrestrict', null, [restricting], 'opposed res'],
    ['unrestrict', null, [unrestricting], 'same unr'],
    ['scan', 'quick', [scanning], 'same scan'],
    ['scan', 'full', [scanning], 'opposed scan'],
    ['scan', 'quick', [isolating], null],
    ['cancel', null, [isolating, releasing, unknown], null],
  ])('for %s (%s) with %j is: %s', (verb, parameter, open, expected) => {
    expect(kindOf(obstacleTo(runWith({ verb, parameter }), open))).toBe(expected);
  });

  it('is looked for by machine elsewhere: every Machine Action that is given counts', () => {
    const elsewhere = foreignWith({ machineId: 'b'.repeat(40) });
    expect(elsewhere.machineId).not.toBe(MACHINE_ID);
    expect(obstacleTo(runWith(), [elsewhere])?.kind).toBe('same');
  });
});
