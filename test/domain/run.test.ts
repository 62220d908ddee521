import { actions, catalogue, isVerb, type Verb } from '../../src/domain/catalogue';
import { choiceOf } from '../../src/domain/parameter';
import { type Order, orderFor } from '../../src/domain/run';
import { runWith, SUBJECT, T } from './builders';

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
      'quarantine',
      'da39a3ee5e6b4b0d3255bfef95601890afd80709',
      {
        path: '/machines/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/StopAndQuarantineFile',
        body: { Comment: COMMENT, Sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' },
        permissions: ['Machine.StopAndQuarantine'],
        isContainment: true,
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
      const choices = parameter?.kind === 'choice' ? parameter.choices : [];
      for (const { word } of choices) expect(word).toBe(word.toLowerCase());
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
