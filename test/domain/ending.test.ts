import { actions } from '../../src/domain/catalogue';
import type { OurRun } from '../../src/domain/containment';
import { endedBy, isHeldByNothingKnown, type KnownOfMachine } from '../../src/domain/ending';
import type { Run } from '../../src/domain/run';
import { actionWith, DAY, dossierWith, HOUR, runWith, T } from './builders';

const ours = (facts: Partial<Run> = {}): OurRun => {
  const run = runWith({ status: 'succeeded', machineActionId: 'ma-1', createdAt: T, endedAt: T, ...facts });
  return { run, dossier: dossierWith({ runs: [run] }) };
};
const nothing: KnownOfMachine = { last: [], unsettled: [], actions: [] };

it('what an action ends is read from the catalogue', () => {
  const ending = actions.flatMap(({ verb }) => {
    const kind = endedBy(verb as Parameters<typeof endedBy>[0]);
    return kind === null ? [] : [[verb, kind]];
  });
  expect(ending).toEqual([
    ['release', 'isolation'],
    ['unrestrict', 'restriction'],
  ]);
});

it.each<[string, Partial<KnownOfMachine>, boolean]>([
  ['nothing is known', {}, true],
  ['we isolated it', { last: [ours()] }, false],
  ['somebody isolated it', { actions: [actionWith({ status: 'Succeeded' })] }, false],
  ['an isolation is under way', { actions: [actionWith({ status: 'Pending' })] }, false],
  ['an isolation is not settled', { unsettled: [ours({ status: 'unsettled' })] }, false],
  ['only a release is not settled', { unsettled: [ours({ verb: 'release', status: 'unsettled' })] }, true],
  ['it was released since', { last: [ours({ verb: 'release' })] }, true],
  ['it is only restricted', { last: [ours({ verb: 'restrict' })] }, true],
  ['a release is under way', { actions: [actionWith({ type: 'Unisolate', status: 'Pending' })] }, true],
])('that nothing known holds a machine isolated, where %s, is %s', (_, known, expected) => {
  expect(isHeldByNothingKnown('isolation', { ...nothing, ...known }, T + HOUR)).toBe(expected);
});

it('Defender lifts an isolation after a week, and no restriction', () => {
  const known = { ...nothing, last: [ours(), ours({ verb: 'restrict', id: 'run-2' })] };
  expect(isHeldByNothingKnown('isolation', known, T + 7 * DAY)).toBe(true);
  expect(isHeldByNothingKnown('restriction', known, T + 7 * DAY)).toBe(false);
});
