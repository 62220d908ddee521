import { actions } from '../../src/domain/catalogue';
import { containmentTypes, effectOf, ISOLATION_LASTS_MS, type OurRun, pictureOf } from '../../src/domain/containment';
import type { NamedAction } from '../../src/domain/machine-action';
import type { Run } from '../../src/domain/run';
import { actionWith, DAY, dossierWith, HOUR, MACHINE_ID, MINUTE, machineWith, runWith, T } from './builders';

const action = (facts: Partial<NamedAction> = {}): NamedAction => ({
  ...actionWith({ id: 'ma-9', requestor: 'eve@contoso.com', comment: 'by hand', status: 'Succeeded', ...facts }),
  machineName: facts.machineName === undefined ? 'WEB-01' : facts.machineName,
});
const ours = (facts: Partial<Run> = {}): OurRun => {
  const run = runWith({ status: 'succeeded', machineActionId: 'ma-1', createdAt: T, endedAt: T, ...facts });
  return { run, dossier: dossierWith({ runs: [run] }) };
};
const held = (our: readonly OurRun[], listed: readonly NamedAction[], now = T + HOUR) =>
  pictureOf(our, listed, now).held.map(({ kind, since, ours: asked, action: told }) => [
    kind,
    since,
    asked?.run.id ?? null,
    told?.id ?? null,
  ]);

it('what holds and what ends a containment is read from the catalogue', () => {
  expect(containmentTypes).toEqual(['Isolate', 'Unisolate', 'RestrictCodeExecution', 'UnrestrictCodeExecution']);
  expect(effectOf('Unisolate')).toEqual({ kind: 'isolation', does: 'end' });
  expect(effectOf('RunAntiVirusScan')).toBeNull();
  expect(
    actions.filter(({ machineActionType }) => effectOf(machineActionType) !== null).map(({ verb }) => verb),
  ).toEqual(['isolate', 'release', 'restrict', 'unrestrict']);
});

it.each<[string, readonly OurRun[], readonly NamedAction[], unknown]>([
  ['nothing, where nothing is known', [], [], []],
  ['what our record tells, where Defender is not asked', [ours()], [], [['isolation', T, 'run-1', null]]],
  ['what Defender tells, where we did not ask for it', [], [action()], [['isolation', T, null, 'ma-9']]],
  ['both as one, by the Machine Action', [ours()], [action({ id: 'ma-1' })], [['isolation', T, 'run-1', 'ma-1']]],
  [
    'a run that nobody knew of, where Defender lists it with its mark',
    [ours({ status: 'unsettled', machineActionId: null })],
    [action({ comment: '[twokey 7K3M9P2Q/1] x' })],
    [['isolation', T, 'run-1', 'ma-9']],
  ],
  [
    'nothing that we released',
    [ours(), ours({ id: 'run-2', verb: 'release', machineActionId: 'ma-2', endedAt: T + 1 })],
    [],
    [],
  ],
  ['nothing that somebody released in the portal', [ours()], [action({ type: 'Unisolate', updatedAt: T + 1 })], []],
  [
    'nothing that we released after Defender’s list was read',
    [ours({ verb: 'release', machineActionId: 'ma-2', endedAt: T + 1 })],
    [action()],
    [],
  ],
  [
    'an isolation that was picked up after a release, though it was asked for before',
    [],
    [
      action({ createdAt: T - HOUR, updatedAt: T + MINUTE }),
      action({ id: 'ma-8', type: 'Unisolate', createdAt: T, updatedAt: T }),
    ],
    [['isolation', T + MINUTE, null, 'ma-9']],
  ],
  [
    'an isolation beside a restriction that was removed',
    [],
    [
      action(),
      action({ id: 'ma-8', type: 'RestrictCodeExecution' }),
      action({ id: 'ma-7', type: 'UnrestrictCodeExecution', updatedAt: T + 1 }),
    ],
    [['isolation', T, null, 'ma-9']],
  ],
  [
    'a run that a person settled as happened, from when it was created',
    [ours({ status: 'settled', createdAt: T - 1, settlement: { by: { id: 'U', name: 'U' }, at: T, as: 'happened' } })],
    [],
    [['isolation', T - 1, 'run-1', null]],
  ],
  [
    'nothing of a run that a person settled as not happened',
    [ours({ status: 'settled', settlement: { by: { id: 'U', name: 'U' }, at: T, as: 'did-not-happen' } })],
    [],
    [],
  ],
  ['nothing of an action on no known machine', [], [action({ machineId: null })], []],
])('a picture holds %s', (_, our, listed, expected) => {
  expect(held(our, listed)).toEqual(expected);
});

it.each(['Failed', 'Cancelled', 'TimeOut'])('a release that is %s does not release', (status) => {
  const release = action({ id: 'ma-8', type: 'Unisolate', status, updatedAt: T + 1 });
  expect(held([], [action(), release])).toEqual([['isolation', T, null, 'ma-9']]);
});

it.each(['Pending', 'InProgress', 'SomethingNew'])(
  'a release that is %s is told beside what it is to end',
  (status) => {
    const release = action({ id: 'ma-8', type: 'Unisolate', status, machineId: MACHINE_ID.toUpperCase() });
    expect(pictureOf([], [action(), release], T).held).toMatchObject([{ ending: { id: 'ma-8' } }]);
    const other = action({ id: 'ma-7', type: 'UnrestrictCodeExecution', status });
    expect(pictureOf([], [action(), other], T).held).toMatchObject([{ ending: null }]);
  },
);

it('an isolation of seven days is lifted, told for seven more, and then no longer', () => {
  const at = (now: number) => {
    const { held: holds, lifted } = pictureOf([ours()], [], now);
    return [holds.length, lifted.length];
  };
  expect(ISOLATION_LASTS_MS).toBe(7 * DAY);
  expect([T + 7 * DAY - 1, T + 7 * DAY, T + 14 * DAY - 1, T + 14 * DAY].map(at)).toEqual([
    [1, 0],
    [0, 1],
    [0, 1],
    [0, 0],
  ]);
});

it('a restriction is held however old it is', () => {
  expect(held([ours({ verb: 'restrict' })], [], T + 400 * DAY)).toHaveLength(1);
});

it('machines are told newest first, by the name of the record, else of Defender’s list, else by none', () => {
  const picture = pictureOf(
    [ours()],
    [
      action({ id: 'ma-1' }),
      action({ id: 'ma-2', machineId: 'b'.repeat(40), updatedAt: T + 2, machineName: null }),
      action({ id: 'ma-3', machineId: 'c'.repeat(40), updatedAt: T + 1, machineName: 'db-01' }),
    ],
    T + HOUR,
  );
  expect(picture.held.map(({ machineName }) => machineName)).toEqual([null, 'db-01', machineWith().name]);
});

it('an isolation that somebody tried to cancel is not told as theirs', () => {
  const subject = { machineActionId: 'ma-9', createdAt: T };
  const cancelling = ours({ verb: 'cancel', subject, machineActionId: 'ma-9' });
  expect(held([cancelling], [action()])).toEqual([['isolation', T, null, 'ma-9']]);
});

it('each Machine Action is looked at a few times, however many runs of ours there are', () => {
  let looks = 0;
  const id = (n: number) => n.toString(16).padStart(40, '0');
  const listed = Array.from({ length: 100 }, (_, n) => {
    const told = action({ id: `ma-${n}`, machineId: id(n), comment: `[twokey REQ${n}/1] x` });
    return {
      ...told,
      get machineId() {
        looks += 1;
        return told.machineId;
      },
    };
  });
  const many = Array.from({ length: 100 }, (_, n) =>
    ours({ id: `run-${n}`, requestId: `REQ${n}`, machineActionId: `ma-${n}`, machine: machineWith({ id: id(n) }) }),
  );
  expect(held(many, listed)).toHaveLength(100);
  expect(looks).toBeLessThan(100 * 20);
});
