import { firstReminder, type Found, remindOf } from '../../src/domain/reminding';
import type { Run } from '../../src/domain/run';
import { bob, DAY, dossierWith, machineWith, requestWith, runWith, T } from './builders';

it('of two machines that are due together, each is reminded of for its own reason and by its own moment', () => {
  const ended = { verb: 'isolate', status: 'succeeded' } as const;
  const now = T + 6.5 * DAY;
  const runs = [
    // Told half a day ago that Defender lifts it; now its own time is over.
    runWith({ ...ended, id: 'run-1', endedAt: T, remindAt: now, machine: machineWith({ name: 'web-01' }) }),
    runWith({ ...ended, id: 'run-2', endedAt: T + DAY / 2, remindAt: now, machine: machineWith({ name: 'web-02' }) }),
  ];
  const dossier = dossierWith({
    request: requestWith({ verb: 'isolate', status: 'approved', forMs: 6.5 * DAY }),
    runs,
  });
  const found = new Map<string, Found>(runs.map(({ id }) => [id, { kind: 'nothing-since' }]));
  expect(remindOf(dossier, found, now)?.events.map(({ happening }) => happening)).toEqual([
    { kind: 'containment-over', forMs: 6.5 * DAY, machines: ['web-01'], unseen: [] },
    { kind: 'lifts-soon', liftsAt: T + 7.5 * DAY, machines: ['web-02'], unseen: [] },
  ]);
});

const isolated = (facts: Partial<Run>) => {
  const run = runWith({ verb: 'isolate', status: 'succeeded', endedAt: T, ...facts });
  const dossier = dossierWith({ request: requestWith({ verb: 'isolate', status: 'approved' }), runs: [run] });
  return { dossier, found: new Map<string, Found>([[run.id, { kind: 'nothing-since' }]]) };
};

it('a moment that another version had set by other times is reminded of all the same, and passes', () => {
  const { dossier, found } = isolated({ remindAt: T + 2 * DAY });
  const change = remindOf(dossier, found, T + 2 * DAY);
  expect(change?.events.map(({ happening }) => happening.kind)).toEqual(['lifts-soon']);
  expect(change?.runs?.map(({ remindAt }) => remindAt)).toEqual([T + 6 * DAY]);
});

it('what a person settled as happened is reminded of from when Defender began it', () => {
  const settlement = { by: bob, at: T + DAY, as: 'happened' } as const;
  const { dossier, found } = isolated({ status: 'settled', settlement, createdAt: T, remindAt: T + 6 * DAY });
  expect(remindOf(dossier, found, T + 6 * DAY)?.events.map(({ happening }) => happening)).toMatchObject([
    { kind: 'lifts-soon', liftsAt: T + 7 * DAY },
  ]);
});

it('nobody is reminded of what Defender had lifted before it was heard of', () => {
  expect(firstReminder('isolate', null, T, T + 6.5 * DAY)).toBe(T + 6 * DAY);
  expect(firstReminder('isolate', 4 * DAY, T, T + 7 * DAY)).toBeNull();
  expect(firstReminder('restrict', DAY, T, T + 30 * DAY)).toBe(T + DAY);
});
