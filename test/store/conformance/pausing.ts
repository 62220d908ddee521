import { pauseSending, resumeSending } from '../../../src/domain/pausing';
import type { Person } from '../../../src/domain/person';
import { isRefusal } from '../../../src/domain/refusal';
import type { OpenStore } from '../../../src/store/open-store';
import {
  approved,
  bob,
  cardIdOf,
  carol,
  claimed,
  claiming,
  deliveryOf,
  dispatched,
  dossierOf,
  MINUTE,
  machineNamed,
  posted,
  T,
} from '../fixtures';
import type { Harness } from '../harness';

/** Holds the one switch to its promises: nothing is claimed while it is off, and everybody concerned is told. */
export const pausing = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const CHANNELS = ['C1', 'C2'];
  const stepBy = async (person: Person, delivery: string) => {
    await stored.deliveries.record(deliveryOf(delivery));
    return { person, delivery, policyHash: 'policy', words: 'stolen', channels: CHANNELS };
  };
  const pauseBy = async (person: Person, delivery = 'pause') => {
    const change = pauseSending(await stored.store.sending(), await stepBy(person, delivery), T);
    if (isRefusal(change)) throw new Error(change.code);
    return change;
  };
  const resumeBy = async (person: Person) => {
    const stillApprovers = new Set([bob.id, carol.id]);
    const step = {
      ...(await stepBy(person, `resume-${person.id}`)),
      isAfterPause: true,
      about: 'typed',
      isOnNotice: false,
      stillApprovers,
    } as const;
    const change = resumeSending(await stored.store.sending(), step, T);
    if (isRefusal(change)) throw new Error(change.code);
    return change;
  };
  const pause = async () => stored.store.commit(await pauseBy(bob));
  const resume = async () => {
    await stored.store.commit(await resumeBy(bob));
    await stored.store.commit(await resumeBy(carol));
  };

  test('a delivery came after the last pause where the log says so, whatever the clocks say', async () => {
    await stored.deliveries.record(deliveryOf('before', T + MINUTE));
    expect(await stored.store.isAfterLastPause('before')).toBe(true);
    await pause();
    await stored.deliveries.record(deliveryOf('after', T - MINUTE));
    expect(await stored.store.isAfterLastPause('before')).toBe(false);
    expect(await stored.store.isAfterLastPause('after')).toBe(true);
  });

  test('everything is sent until somebody pauses it, and again once it was resumed', async () => {
    expect(await stored.store.sending()).toEqual({ revision: 1, pause: null });
    expect(await pause()).toEqual({ kind: 'done' });
    expect(await stored.store.sending()).toMatchObject({
      revision: 2,
      pause: { number: 2, by: bob, at: T, words: 'stolen', channels: CHANNELS, resumers: [] },
    });
    await resume();
    expect(await stored.store.sending()).toEqual({ revision: 4, pause: null });
  });

  test('of two who move it at once, one does', async () => {
    const both = [await pauseBy(bob), await pauseBy(carol, 'other')];
    expect((await Promise.all(both.map(stored.store.commit))).map(({ kind }) => kind)).toEqual(['done', 'stale']);
    expect((await stored.store.sending()).pause?.by).toEqual(bob);
  });

  test('no run is claimed, and none is ready, while it lasts; what is claimed already is answered', async () => {
    await approved(stored, 'AAAA');
    await claimed(stored, 'BBBB', { machine: machineNamed('b', 'b') });
    const claim = claiming(await dossierOf(stored, 'AAAA'));
    await pause();
    expect(await stored.store.commit(claim)).toEqual({ kind: 'paused' });
    expect((await dossierOf(stored, 'AAAA')).runs[0]?.status).toBe('ready');
    expect(await stored.store.readyDossiers(T, 9)).toEqual([]);
    expect(await stored.store.nextDue('ready')).toBeNull();
    expect(await stored.store.nextDue('late')).toBe(T + 15 * MINUTE);
    expect(await stored.store.claimedDossiers(T + 5 * MINUTE, 9)).toHaveLength(1);
    await resume();
    expect(await stored.store.nextDue('ready')).toBe(T);
    expect(await stored.store.commit(claim)).toEqual({ kind: 'done' });
  });

  test('the cards of what it holds back are redrawn at its beginning and its end, and no others', async () => {
    await posted(stored, 'WAIT');
    await approved(stored, 'REDY', { machine: machineNamed('b', 'b') });
    await dispatched(stored, 'RUNS', { machine: machineNamed('c', 'c') });
    const drawAll = async () => {
      const cards = await stored.posts.redraws(T, 9);
      for (const card of cards) await stored.posts.drawn(card.postId, card.wantRevision);
      return cards.map(({ requestId }) => requestId).sort();
    };
    await drawAll();
    await pause();
    expect(await drawAll()).toEqual(['REDY', 'WAIT']);
    await stored.store.commit(await resumeBy(bob));
    expect(await drawAll()).toEqual([]);
    await stored.store.commit(await resumeBy(carol));
    expect(await drawAll()).toEqual(['REDY', 'WAIT']);
    expect(await cardIdOf(stored, 'RUNS')).not.toBe('none');
  });

  test('it is told in each channel, and redrawn there once it is over', async () => {
    await pause();
    expect(await stored.posts.nextDue()).toBe(T);
    const notices = await stored.posts.notices(T, 9);
    expect(notices.map(({ channel, event, end }) => [channel, event.happening.kind, end])).toEqual([
      ['C1', 'paused', null],
      ['C2', 'paused', null],
    ]);
    expect(await stored.posts.due(T, 9)).toEqual([]);
    for (const { id } of notices) {
      expect(await stored.posts.begin([id], T)).toBe(true);
      await stored.posts.sent([id], `ts-${id}`);
    }
    expect(await stored.posts.noticeRedraws(T, 9)).toEqual([]);
    expect(await stored.posts.nextDue()).toBeNull();
    await resume();
    const redraws = await stored.posts.noticeRedraws(T, 9);
    expect(redraws.map(({ event, end }) => [event.happening.kind, end?.happening.kind])).toEqual([
      ['paused', 'resumed'],
      ['paused', 'resumed'],
    ]);
    for (const { postId, wantRevision } of redraws) await stored.posts.drawn(postId, wantRevision);
    expect(await stored.posts.noticeRedraws(T, 9)).toEqual([]);
    expect((await stored.posts.notices(T, 9)).map(({ event }) => event.happening.kind)).toEqual([
      ...['resume-asked', 'resume-asked', 'resumed', 'resumed'],
    ]);
  });

  test('the notices of an earlier pause are not redrawn again', async () => {
    await pause();
    for (const { id } of await stored.posts.notices(T, 9)) await stored.posts.sent([id], 'ts');
    await resume();
    for (const { postId, wantRevision } of await stored.posts.noticeRedraws(T, 9)) {
      await stored.posts.drawn(postId, wantRevision);
    }
    await stored.store.commit(await pauseBy(carol, 'pause-3'));
    expect(await stored.posts.noticeRedraws(T, 9)).toEqual([]);
  });

  test('a notice that was being said when the process died is said again, marked', async () => {
    await pause();
    const [first] = await stored.posts.notices(T, 1);
    await stored.posts.begin([first?.id ?? ''], T);
    expect(await stored.posts.loseOverdue(T + 1, T + 5)).toBe(1);
    expect((await stored.posts.notices(T + 5, 9)).find(({ id }) => id === first?.id)?.isRepeat).toBe(true);
  });

  test('a notice that Slack takes for good at no time is dropped', async () => {
    await pause();
    const ids = (await stored.posts.notices(T, 9)).map(({ id }) => id);
    await stored.posts.begin(ids, T);
    await stored.posts.dropped(ids, 'not_in_channel');
    expect(await stored.posts.nextDue()).toBeNull();
  });
};
