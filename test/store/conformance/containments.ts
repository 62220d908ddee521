import { settleByHand } from '../../../src/domain/settling';
import { track } from '../../../src/domain/tracking';
import type { OpenStore } from '../../../src/store/open-store';
import {
  bob,
  deliveryOf,
  dispatched,
  dossierOf,
  MINUTE,
  machineAction,
  machineNamed,
  opened,
  runOf,
  T,
  type Wish,
} from '../fixtures';
import type { Harness } from '../harness';

const LONG_AGO = { isolated: 0, ended: 0 };
const web = machineNamed('web-01', 'a');
const db = machineNamed('db-01', 'B');

/** Holds what is contained by our own record to its promises. */
export const containments = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const end = async (id: string, status: string, at: number) => {
    const dossier = await dossierOf(stored, id);
    const action = { ...machineAction(dossier, `ma-${id}`), status, updatedAt: at };
    const look = track(runOf(dossier), action, MINUTE, at);
    if (look.kind !== 'changed') throw new Error('nothing has changed');
    expect(await stored.store.commit(look.change)).toEqual({ kind: 'done' });
  };
  const done = async (id: string, wish: Wish, at: number, status = 'Succeeded') => {
    await dispatched(stored, id, { at: T, ...wish });
    await end(id, status, at);
  };
  const last = async (since = LONG_AGO) =>
    (await stored.store.containments(since)).last.map(({ run, dossier }) => `${dossier.request.id} ${run.verb}`).sort();

  test('the last run that succeeded on a machine is told, whichever ended last', async () => {
    await done('AAAA', { verb: 'isolate', machine: web }, T + 1);
    await done('BBBB', { verb: 'release', machine: web }, T + 3);
    await done('CCCC', { verb: 'isolate', machine: web }, T + 2);
    expect(await last()).toEqual(['BBBB release']);
    await done('DDDD', { verb: 'isolate', machine: web }, T + 3);
    expect(await last()).toEqual(['DDDD isolate']);
  });

  test('an isolation and a restriction of one machine do not end each other, and machines are apart', async () => {
    await done('AAAA', { verb: 'isolate', machine: web }, T + 1);
    await done('BBBB', { verb: 'restrict', machine: web }, T + 2);
    await done('CCCC', { verb: 'unrestrict', machine: db }, T + 3);
    expect(await last()).toEqual(['AAAA isolate', 'BBBB restrict', 'CCCC unrestrict']);
  });

  test.each(['Failed', 'Cancelled', 'TimeOut'])('a release that is %s releases nothing', async (status) => {
    await done('AAAA', { verb: 'isolate', machine: web }, T + 1);
    await done('BBBB', { verb: 'release', machine: web }, T + 2, status);
    expect(await last()).toEqual(['AAAA isolate']);
  });

  test('what holds or ends nothing is not told', async () => {
    await done('AAAA', { verb: 'scan', machine: web }, T + 1);
    await opened(stored, 'BBBB', { verb: 'isolate', machine: db });
    expect(await last()).toEqual([]);
  });

  test('old isolations and old releases are left out, restrictions never', async () => {
    await done('AAAA', { verb: 'isolate', machine: web }, T + 1);
    await done('BBBB', { verb: 'restrict', machine: web }, T + 1);
    await done('CCCC', { verb: 'unrestrict', machine: db }, T + 1);
    expect(await last({ isolated: T + 2, ended: T + 2 })).toEqual(['BBBB restrict']);
    expect(await last({ isolated: T + 1, ended: T + 2 })).toEqual(['AAAA isolate', 'BBBB restrict']);
    const on = await stored.store.containmentsOn(web.id.toUpperCase());
    expect(on.last.map(({ run }) => run.verb).sort()).toEqual(['isolate', 'restrict']);
  });

  test('what nobody knows of is told apart, until a person says that it happened', async () => {
    await dispatched(stored, 'AAAA', { verb: 'isolate', machine: web });
    const lost = track(runOf(await dossierOf(stored, 'AAAA')), null, MINUTE, T + 5_000 * MINUTE);
    if (lost.kind !== 'changed') throw new Error('nothing has changed');
    await stored.store.commit(lost.change);
    const unsettled = async () => {
      const own = await stored.store.containments(LONG_AGO);
      expect((await stored.store.containmentsOn(web.id)).unsettled).toHaveLength(own.unsettled.length);
      expect((await stored.store.containmentsOn(db.id)).unsettled).toEqual([]);
      return own.unsettled.map(({ run }) => run.verb);
    };
    expect([await last(), await unsettled()]).toEqual([[], ['isolate']]);
    const dossier = await dossierOf(stored, 'AAAA');
    await stored.deliveries.record(deliveryOf('settle'));
    const said = { person: bob, memberships: new Map(), todaysTerms: dossier.request.terms, policyHash: 'policy' };
    const change = settleByHand(
      dossier,
      { ...said, way: { as: 'happened' }, machine: null, words: 'seen' },
      T,
      'settle',
    );
    if ('code' in change) throw new Error(change.code);
    await stored.store.commit(change);
    expect([await last(), await unsettled()]).toEqual([['AAAA isolate'], []]);
    const createdAt = runOf(dossier).createdAt ?? 0;
    expect(await stored.store.nextDue('containment')).toBe(createdAt + 6 * 24 * 60 * MINUTE);
    expect((await dossierOf(stored, 'AAAA')).undone).toEqual([]);
    await done('BBBB', { verb: 'release', machine: web }, T + 6_000 * MINUTE);
    expect((await dossierOf(stored, 'AAAA')).undone).toEqual([runOf(dossier).id]);
  });

  test('the newest requests for a machine come newest first, each once, however its id is spelt', async () => {
    for (const [index, id] of ['AAAA', 'BBBB', 'CCCC'].entries()) {
      await done(id, { verb: 'scan', machine: db, at: T + index * MINUTE }, T + index * MINUTE + 1);
    }
    await opened(stored, 'DDDD', { verb: 'scan', machine: web, at: T + 9 * MINUTE });
    const on = async (limit: number) =>
      (await stored.store.dossiersOn(db.id.toLowerCase(), limit)).map(({ request }) => request.id);
    expect(await on(9)).toEqual(['CCCC', 'BBBB', 'AAAA']);
    expect(await on(2)).toEqual(['CCCC', 'BBBB']);
    expect((await stored.store.dossiers(['BBBB', 'NONE', 'AAAA'])).map(({ request }) => request.id)).toEqual([
      'BBBB',
      'AAAA',
    ]);
  });
};
