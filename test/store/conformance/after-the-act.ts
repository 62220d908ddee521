import { requestEvent } from '../../../src/domain/lifecycle';
import { remindOf } from '../../../src/domain/reminding';
import { track } from '../../../src/domain/tracking';
import type { OpenStore } from '../../../src/store/open-store';
import {
  alice,
  cardIdOf,
  dispatched,
  dossierOf,
  MINUTE,
  machineAction,
  machineNamed,
  posted,
  runOf,
  T,
  type Wish,
} from '../fixtures';
import type { Harness } from '../harness';

const HOUR = 60 * MINUTE;

/** Holds what comes after an action to its promises: what is reminded of, what was undone, which notes take clicks. */
export const afterTheAct = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const idsOf = (dossiers: readonly { readonly request: { readonly id: string } }[]) =>
    dossiers.map((dossier) => dossier.request.id);

  /** Carried out, with success at a moment. */
  const succeeded = async (id: string, at: number, wish: Wish = {}): Promise<void> => {
    await dispatched(stored, id, wish);
    const dossier = await dossierOf(stored, id);
    const action = { ...machineAction(dossier, `ma-${id}`), status: 'Succeeded', updatedAt: at };
    const look = track(runOf(dossier), action, 1, at, dossier.request.forMs);
    if (look.kind === 'same') throw new Error('nothing changed');
    expect(await stored.store.commit(look.change)).toEqual({ kind: 'done' });
  };

  test('people are reminded of a containment when its time is over, in order, and not before', async () => {
    await succeeded('LATER', T, { forMs: 2 * HOUR, machine: machineNamed('a', '1') });
    await succeeded('SOON', T, { forMs: HOUR, machine: machineNamed('b', '2') });
    await succeeded('NEVER', T, { verb: 'scan', machine: machineNamed('c', '3') });
    expect(await stored.store.nextDue('containment')).toBe(T + HOUR);
    expect(await stored.store.containmentsDue(T + HOUR - 1, 10)).toEqual([]);
    expect(idsOf(await stored.store.containmentsDue(T + HOUR, 10))).toEqual(['SOON']);
    expect(idsOf(await stored.store.containmentsDue(T + 3 * HOUR, 10))).toEqual(['SOON', 'LATER']);
    expect(idsOf(await stored.store.containmentsDue(T + 3 * HOUR, 1))).toEqual(['SOON']);
  });

  test('a reminder is stored once, with what is next to be reminded of', async () => {
    await succeeded('AAAA', T, { forMs: HOUR });
    const dossier = await dossierOf(stored, 'AAAA');
    const found = new Map([[runOf(dossier).id, { kind: 'nothing-since' }]] as const);
    const change = remindOf(dossier, found, T + HOUR);
    if (change === null) throw new Error('no change');
    expect(await stored.store.commit(change)).toEqual({ kind: 'done' });
    expect(await stored.store.commit(change)).toEqual({ kind: 'stale' });
    expect(await stored.store.containmentsDue(T + 2 * HOUR, 10)).toEqual([]);
    expect(await stored.store.nextDue('containment')).toBe(T + 6 * 24 * HOUR);
    const told = (await stored.posts.due(T + 2 * HOUR, 99)).map(({ event }) => event.happening.kind);
    expect(told.filter((kind) => kind === 'containment-over')).toHaveLength(1);
  });

  test('a containment is undone by the inverse that succeeded after it, on its machine alone', async () => {
    const [one, other] = [machineNamed('a', '1'), machineNamed('b', '2')];
    await succeeded('BEFORE', T - MINUTE, { verb: 'release', machine: one });
    await succeeded('ISOL1', T, { machine: one });
    await succeeded('ISOL2', T, { machine: other });
    await succeeded('RESTR', T, { verb: 'restrict', machine: one });
    const undoneIn = async (id: string) => (await dossierOf(stored, id)).undone.length;
    const all = ['ISOL1', 'ISOL2', 'RESTR'] as const;
    expect(await Promise.all(all.map(undoneIn))).toEqual([0, 0, 0]);
    await succeeded('AFTER', T + MINUTE, { verb: 'release', machine: one });
    expect(await Promise.all(all.map(undoneIn))).toEqual([1, 0, 0]);
  });

  test('the card of what is undone is drawn again, once', async () => {
    await succeeded('ISOL1', T);
    const drawnAnew = async () => {
      for (const card of await stored.posts.redraws(T + HOUR, 99))
        await stored.posts.drawn(card.postId, card.wantRevision);
    };
    const waiting = async () => (await stored.posts.redraws(T + HOUR, 99)).map(({ requestId }) => requestId).sort();
    await drawnAnew();
    await succeeded('FREE1', T + MINUTE, { verb: 'release' });
    expect(await waiting()).toEqual(['FREE1', 'ISOL1']);
    await drawnAnew();
    await succeeded('FREE2', T + 2 * MINUTE, { verb: 'release' });
    expect(await waiting()).toEqual(['FREE2']);
  });

  test('a note is found by its post, and nothing else is', async () => {
    await posted(stored, 'AAAA');
    await stored.store.commit({ events: [requestEvent('AAAA', T, alice, { kind: 'withdrawn' })] });
    const [note] = (await stored.posts.due(T, 9)).filter(({ kind }) => kind === 'note');
    if (note === undefined) throw new Error('there is no note');
    const place = { requestId: 'AAAA', channel: 'C0INCIDENT' };
    expect(await stored.posts.noteOf(note.id)).toEqual({ ...place, ts: null });
    await stored.posts.begin([note.id], T);
    await stored.posts.sent([note.id], '1.3');
    expect(await stored.posts.noteOf(note.id)).toEqual({ ...place, ts: '1.3' });
    expect(await stored.posts.noteOf(await cardIdOf(stored, 'AAAA'))).toBeNull();
    expect(await stored.posts.noteOf('nobody')).toBeNull();
  });

  test('a draft keeps which request it asks again', async () => {
    const draft = {
      ...{ id: 'd1', person: alice.id, channel: 'C0INCIDENT', thread: null, verb: 'isolate', machine: 'web-01' },
      ...{ parameter: null, forMs: HOUR, comment: '', candidates: [], responseUrl: null, againOf: 'AAAA' },
    };
    await stored.drafts.keep(draft, T);
    expect(await stored.drafts.find('d1')).toEqual(draft);
  });
};
