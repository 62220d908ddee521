import type { Verb } from '../../src/domain/catalogue';
import type { MachineAction } from '../../src/domain/machine-action';
import { type Obstacle, notInTheWay, obstacleIn, obstacleTo } from '../../src/domain/obstacle';
import type { Run } from '../../src/domain/run';
import { actionWith, dispatchedWith, foreignWith, MACHINE_ID, MINUTE, runWith, SUBJECT, T } from './builders';

const SHA1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

describe('what is open on the machine', () => {
  const isolating = foreignWith({ id: 'iso' });
  const selective = foreignWith({ id: 'sel', scope: 'Selective' });
  const fresh = foreignWith({ id: 'new', scope: null });
  const releasing = foreignWith({ id: 'rel', type: 'Unisolate', scope: null });
  const scanning = foreignWith({ id: 'scan', type: 'RunAntiVirusScan', scope: 'Quick' });
  const restricting = foreignWith({ id: 'res', type: 'RestrictCodeExecution', scope: null });
  const unrestricting = foreignWith({ id: 'unr', type: 'UnrestrictCodeExecution', scope: null });
  const unknown = foreignWith({ id: 'odd', type: 'SomethingNew', scope: null });
  const quarantining = foreignWith({ id: 'qua', type: 'StopAndQuarantineFile', scope: null, file: SHA1 });
  const anotherFile = foreignWith({ id: 'oth', type: 'StopAndQuarantineFile', scope: null, file: 'b'.repeat(40) });
  const someFile = foreignWith({ id: 'any', type: 'StopAndQuarantineFile', scope: null });
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
    ['quarantine', SHA1, [quarantining], 'same qua'],
    ['quarantine', SHA1, [anotherFile], 'opposed oth'],
    ['quarantine', SHA1, [someFile], 'opposed any'],
    ['quarantine', SHA1, [isolating, scanning], null],
    ['isolate', 'full', [quarantining], null],
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

it('everything that must end first is named, the eldest first', () => {
  const open = [
    foreignWith({ id: 'young', createdAt: T + 2 }),
    foreignWith({ id: 'old', createdAt: T + 1, scope: 'Selective' }),
    foreignWith({ id: 'done', createdAt: T, status: 'Succeeded' }),
  ];
  const obstacle = obstacleIn({ actions: open, followed: [] }, runWith({ verb: 'release', parameter: null }), T);
  expect(obstacle).toMatchObject({ kind: 'opposed', action: { id: 'old' }, others: [{ id: 'young' }] });
});

it('of two that are the same the elder is the one', () => {
  const open = [foreignWith({ id: 'young', createdAt: T + 2 }), foreignWith({ id: 'old', createdAt: T + 1 })];
  expect(obstacleTo(runWith(), open)).toMatchObject({ kind: 'same', action: { id: 'old' } });
});

describe('what we follow on the machine', () => {
  const release = runWith({ id: 'run-2', requestId: 'OTHER', verb: 'release', parameter: null });
  const isolation = (facts: Partial<Run> = {}) => dispatchedWith({ machineActionId: 'ma-1', createdAt: T, ...facts });
  const listed = (facts: Partial<MachineAction> = {}) => actionWith({ id: 'ma-1', ...facts });

  it.each<[string, readonly MachineAction[], Run, number, string | null, readonly string[]]>([
    ['is in the way while Defender does not list it yet', [], isolation(), T, 'ma-1', []],
    ['is in the way while its row names no machine', [listed({ machineId: null })], isolation(), T, 'ma-1', []],
    ['is in the way once, though it is listed too', [listed()], isolation(), T, 'ma-1', []],
    ['is not, once Defender lists its end', [listed({ status: 'Succeeded' })], isolation(), T, null, ['run-1']],
    ['is not, when it has been unlisted for long', [], isolation(), T + 15 * MINUTE, null, ['run-1']],
    ['is in the way however old, while it is listed', [listed()], isolation(), T + 60 * MINUTE, 'ma-1', []],
    [
      'is not, on another machine',
      [],
      isolation({ machine: { ...isolation().machine, id: 'b'.repeat(40) } }),
      T,
      null,
      [],
    ],
    ['is not, when it is a cancellation', [], isolation({ subject: SUBJECT }), T, null, []],
    ['is not, when it is no opposite', [], isolation({ verb: 'scan', parameter: 'quick' }), T, null, []],
    ['is not, when it has ended', [], isolation({ status: 'succeeded' }), T, null, []],
  ])('%s', (_, actions, followed, now, inTheWay, passed) => {
    const known = { actions, followed: [followed] };
    expect(obstacleIn(known, release, now)?.action.id ?? null).toBe(inTheWay);
    expect(notInTheWay(known, release, now)).toEqual(passed);
  });
});
