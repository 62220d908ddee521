import { track } from '../../../src/domain/tracking';
import type { OpenStore } from '../../../src/store/open-store';
import {
  alice,
  approved,
  bob,
  claimed,
  deliveryOf,
  dispatched,
  dossierOf,
  MINUTE,
  machineNamed,
  opened,
  posted,
  runOf,
  T,
} from '../fixtures';
import type { Harness } from '../harness';

/** Holds the queries for due work to their promises: all that is due, nothing else, in order. */
export const dueWork = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const idsOf = (dossiers: readonly { readonly request: { readonly id: string } }[]) =>
    dossiers.map((dossier) => dossier.request.id);

  test('nothing is due in an empty database', async () => {
    const kinds = ['ready', 'claimed', 'expired', 'late', 'tracked', 'escalating', 'reminding', 'containment'] as const;
    expect(await Promise.all(kinds.map((kind) => stored.store.nextDue(kind)))).toEqual(kinds.map(() => null));
    expect(await stored.store.openDossiers(alice.id, 10)).toEqual([]);
  });

  test('containment is ready before what has waited longer, which is ready before the rest', async () => {
    await approved(stored, 'SCAN1', { verb: 'scan', machine: machineNamed('a', '1'), at: T });
    await approved(stored, 'SCAN2', { verb: 'scan', machine: machineNamed('b', '2'), at: T + 1 });
    await approved(stored, 'ISOL2', { machine: machineNamed('c', '3'), at: T + 3 });
    await approved(stored, 'ISOL1', { machine: machineNamed('d', '4'), at: T + 2 });
    expect(idsOf(await stored.store.readyDossiers(T + 10, 10))).toEqual(['ISOL1', 'ISOL2', 'SCAN1', 'SCAN2']);
    expect(idsOf(await stored.store.readyDossiers(T + 10, 1))).toEqual(['ISOL1']);
    expect(idsOf(await stored.store.readyDossiers(T + 1, 10))).toEqual(['SCAN1', 'SCAN2']);
    expect(await stored.store.nextDue('ready')).toBe(T);
  });

  test('runs that are named are left out, and take nobody else’s place', async () => {
    for (const [index, id] of ['AAAA', 'BBBB', 'CCCC'].entries()) {
      await approved(stored, id, { machine: machineNamed(String(index), id), at: T + index });
    }
    const [first] = await stored.store.readyDossiers(T + 10, 1);
    const named = first?.runs.map(({ id }) => id) ?? [];
    expect(idsOf(await stored.store.readyDossiers(T + 10, 1, named))).toEqual(['BBBB']);
  });

  test('what is approved is ready until its send-by, and late from then on', async () => {
    await approved(stored, 'AAAA');
    const sendBy = T + 15 * MINUTE;
    expect(await stored.store.nextDue('late')).toBe(sendBy);
    expect(idsOf(await stored.store.readyDossiers(sendBy - 1, 10))).toEqual(['AAAA']);
    expect(await stored.store.lateDossiers(sendBy - 1, 10)).toEqual([]);
    expect(await stored.store.readyDossiers(sendBy, 10)).toEqual([]);
    expect(idsOf(await stored.store.lateDossiers(sendBy, 10))).toEqual(['AAAA']);
    harness.now = sendBy;
    expect(await stored.store.nextDue('ready')).toBeNull();
  });

  test('a claim is due from its not-before on, and is neither ready nor late', async () => {
    await claimed(stored, 'AAAA');
    const { notBefore } = runOf(await dossierOf(stored, 'AAAA'));
    expect(await stored.store.nextDue('claimed')).toBe(notBefore);
    expect(idsOf(await stored.store.claimedDossiers(notBefore, 10))).toEqual(['AAAA']);
    expect(await stored.store.claimedDossiers(notBefore - 1, 10)).toEqual([]);
    expect(await stored.store.readyDossiers(T, 10)).toEqual([]);
    expect(await stored.store.lateDossiers(T + 60 * MINUTE, 10)).toEqual([]);
    expect(await stored.store.nextDue('late')).toBeNull();
  });

  test('a request expires half an hour after its card was posted, and not before there is a card', async () => {
    await opened(stored, 'AAAA');
    await posted(stored, 'BBBB', { machine: machineNamed('b', 'b') });
    const expiresAt = T + 30 * MINUTE;
    expect(await stored.store.nextDue('expired')).toBe(expiresAt);
    expect(await stored.store.expiredDossiers(expiresAt - 1, 10)).toEqual([]);
    expect(idsOf(await stored.store.expiredDossiers(expiresAt, 10))).toEqual(['BBBB']);
  });

  test('a delivery that came in time and is not finished keeps a request from expiring', async () => {
    await posted(stored, 'AAAA');
    const expiresAt = T + 30 * MINUTE;
    await stored.deliveries.record({ ...deliveryOf('click', expiresAt), kind: 'block_actions' });
    expect(await stored.store.nextDue('expired')).toBe(expiresAt);
    expect(await stored.store.expiredDossiers(expiresAt + 5, 10)).toEqual([]);
    harness.now = expiresAt + 5;
    expect(await stored.store.nextDue('expired')).toBeNull();
    await stored.deliveries.finish('click');
    await stored.deliveries.record({ ...deliveryOf('too late', expiresAt + 1), kind: 'block_actions' });
    await stored.deliveries.record(deliveryOf('a command, which decides nothing', expiresAt));
    expect(idsOf(await stored.store.expiredDossiers(expiresAt + 5, 10))).toEqual(['AAAA']);
    expect(await stored.store.nextDue('expired')).toBe(expiresAt);
  });

  const calls = [
    ['others are to be called', 'escalating', 'escalatingDossiers', { escalateAfterMs: MINUTE }, MINUTE],
    ['approvers are to be reminded', 'reminding', 'remindingDossiers', { isReminded: true }, 22.5 * MINUTE],
  ] as const;

  test.each(calls)('%s some time after a card was posted, and no more when it has expired', async (...facts) => {
    const [, kind, list, wish, afterMs] = facts;
    await posted(stored, 'AAAA');
    await opened(stored, 'BBBB', { machine: machineNamed('b', 'b'), ...wish });
    expect(await stored.store.nextDue(kind)).toBeNull();
    await posted(stored, 'CCCC', { machine: machineNamed('c', 'c'), ...wish });
    expect(await stored.store.nextDue(kind)).toBe(T + afterMs);
    expect(await stored.store[list](T + afterMs - 1, 10)).toEqual([]);
    expect(idsOf(await stored.store[list](T + afterMs, 10))).toEqual(['CCCC']);
    expect(await stored.store[list](T + 30 * MINUTE, 10)).toEqual([]);
    harness.now = T + 30 * MINUTE;
    expect(await stored.store.nextDue(kind)).toBeNull();
  });

  test.each(calls)('%s only when a click that came before is decided, or a minute later', async (...facts) => {
    const [, kind, list, wish, afterMs] = facts;
    await posted(stored, 'AAAA', wish);
    await stored.deliveries.record({ ...deliveryOf('click', T + afterMs), kind: 'block_actions' });
    harness.now = T + afterMs;
    expect(await stored.store[list](harness.now, 10)).toEqual([]);
    expect(await stored.store.nextDue(kind)).toBeNull();
    expect(idsOf(await stored.store[list](T + afterMs + MINUTE, 10))).toEqual(['AAAA']);
    await stored.deliveries.finish('click');
    expect(idsOf(await stored.store[list](harness.now, 10))).toEqual(['AAAA']);
    expect(await stored.store.nextDue(kind)).toBe(T + afterMs);
  });

  test('a run that is dispatched is looked at when its time comes, and later when that is postponed', async () => {
    await dispatched(stored, 'AAAA');
    await dispatched(stored, 'BBBB', { machine: machineNamed('b', 'b'), at: T + 1 });
    expect((await stored.store.trackedRuns(T + 1, 10)).map((run) => run.id)).toEqual(['AAAA-run', 'BBBB-run']);
    const [before] = await stored.store.trackedRuns(T, 10);
    const revision = before?.revision ?? 0;
    await stored.store.postponeTracking([
      { runId: 'AAAA-run', revision, trackAt: T + 5000 },
      { runId: 'none', revision, trackAt: T },
    ]);
    expect(await stored.store.nextDue('tracked')).toBe(T + 1);
    expect((await stored.store.trackedRuns(T + 1, 10)).map((run) => run.id)).toEqual(['BBBB-run']);
    const after = (await stored.store.trackedRuns(T + 5000, 10)).find((run) => run.id === 'AAAA-run');
    expect(after).toEqual({ ...before, trackAt: T + 5000 });
  });

  test('a look at a state that is over does not change when the run is looked at', async () => {
    await dispatched(stored, 'AAAA');
    const [seen] = await stored.store.trackedRuns(T, 10);
    await stored.store.postponeTracking([{ runId: 'AAAA-run', revision: (seen?.revision ?? 0) - 1, trackAt: null }]);
    expect(await stored.store.trackedRuns(T, 10)).toEqual([seen]);
  });

  test('postponing hundreds of looks lets timers have their turn', async () => {
    const looks = Array.from({ length: 1000 }, (_, index) => ({ runId: `run-${index}`, revision: 1, trackAt: T }));
    const turn = new Promise<string>((resolve) => setImmediate(() => resolve('a turn')));
    const done = stored.store.postponeTracking(looks).then(() => 'all');
    expect(await Promise.race([done, turn])).toBe('a turn');
    await done;
  });

  test('of what nobody knows what became is told by itself, the latest first', async () => {
    await opened(stored, 'AAAA', { machine: machineNamed('a', '1'), at: T });
    for (const [id, digit, at] of [
      ['BBBB', '2', T + 1],
      ['CCCC', '3', T + 2],
    ] as const) {
      await dispatched(stored, id, { machine: machineNamed(id, digit), at });
      const lost = track(runOf(await dossierOf(stored, id)), null, MINUTE, T + 5_000 * MINUTE);
      if (lost.kind !== 'changed') throw new Error('nothing has changed');
      await stored.store.commit(lost.change);
    }
    expect(idsOf(await stored.store.unsettledDossiers(10))).toEqual(['CCCC', 'BBBB']);
    expect(idsOf(await stored.store.unsettledDossiers(1))).toEqual(['CCCC']);
  });

  test("one person's open requests come before all others, each newest first", async () => {
    await opened(stored, 'AAAA', { machine: machineNamed('a', '1'), at: T });
    await opened(stored, 'BBBB', { machine: machineNamed('b', '2'), at: T + 1, requestor: bob });
    await dispatched(stored, 'CCCC', { machine: machineNamed('c', '3'), at: T + 2 });
    await opened(stored, 'DDDD', { machine: machineNamed('d', '4'), at: T + 3, requestor: bob });
    expect(idsOf(await stored.store.openDossiers(alice.id, 10))).toEqual(['CCCC', 'AAAA', 'DDDD', 'BBBB']);
    expect(idsOf(await stored.store.openDossiers(bob.id, 3))).toEqual(['DDDD', 'BBBB', 'CCCC']);
  });
};
