import { requestEvent, runEvent } from '../../../src/domain/lifecycle';
import { cardPosted } from '../../../src/domain/opening';
import type { OpenStore } from '../../../src/store/open-store';
import {
  alice,
  approved,
  bob,
  cardIdOf,
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

/** Holds posts to their promises: said in order, once unless marked, and never before the card. */
export const posts = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const kindsDue = async (at = T) => (await stored.posts.due(at, 50)).map((post) => post.event.happening.kind);
  const idsDue = async (at = T) => (await stored.posts.due(at, 50)).map((post) => post.id);

  test('the card of an opened request is due with the event that opened it', async () => {
    await opened(stored, 'AAAA');
    const [card, ...others] = await stored.posts.due(T, 10);
    expect(others).toEqual([]);
    expect(card).toMatchObject({ requestId: 'AAAA', kind: 'card', channel: 'C0INCIDENT', attempt: 0, isRepeat: false });
    expect(card?.event).toMatchObject({ seq: 1, actor: alice, runId: null, happening: { kind: 'asked' } });
    expect(await stored.posts.cardOf('AAAA')).toEqual({
      postId: card?.id,
      channel: 'C0INCIDENT',
      ts: null,
      thread: null,
      attempt: 0,
    });
    expect(await stored.posts.cardOf('NONE')).toBeNull();
    expect(await stored.posts.nextDue()).toBe(T);
    expect(await stored.posts.due(T - 1, 10)).toEqual([]);
  });

  test('a note waits for its card', async () => {
    await opened(stored, 'AAAA');
    await stored.store.commit({ events: [requestEvent('AAAA', T, bob, { kind: 'approved', given: 1, needed: 2 })] });
    expect(await kindsDue()).toEqual(['asked']);
    const cardId = await cardIdOf(stored, 'AAAA');
    expect(await stored.posts.begin([cardId], T)).toBe(true);
    expect(await kindsDue()).toEqual([]);
    expect(await stored.posts.nextDue()).toBeNull();
    const { request } = await dossierOf(stored, 'AAAA');
    expect(await stored.posts.cardSent(cardId, '1.1', cardPosted(request, '1.1', T))).toEqual({ kind: 'done' });
    expect(await kindsDue()).toEqual(['approved']);
  });

  test('a second message of a card is redrawn once, and the card stays the first', async () => {
    await opened(stored, 'AAAA');
    const cardId = await cardIdOf(stored, 'AAAA');
    await stored.posts.copyFound(cardId, '1.1', T);
    expect(await stored.posts.redraws(T, 10)).toEqual([]);
    await stored.posts.begin([cardId], T);
    const { request } = await dossierOf(stored, 'AAAA');
    await stored.posts.cardSent(cardId, '1.1', cardPosted(request, '1.1', T));
    for (const ts of ['1.1', '2.2', '2.2']) await stored.posts.copyFound(cardId, ts, T);
    const copies = (await stored.posts.redraws(T, 10)).filter(({ what }) => what === 'copy');
    expect(copies).toMatchObject([{ requestId: 'AAAA', channel: 'C0INCIDENT', ts: '2.2', wantRevision: 1 }]);
    await stored.posts.drawn(copies[0]?.postId ?? '', 1);
    await stored.posts.copyFound(cardId, '2.2', T);
    expect((await stored.posts.redraws(T, 10)).filter(({ what }) => what === 'copy')).toEqual([]);
    expect(await stored.posts.cardOf('AAAA')).toMatchObject({ postId: cardId, ts: '1.1' });
  });

  test('notes are due, too, when the card never will be there', async () => {
    await opened(stored, 'AAAA');
    await stored.store.commit({ events: [requestEvent('AAAA', T, null, { kind: 'card-undeliverable', code: 'x' })] });
    await stored.posts.dropped([await cardIdOf(stored, 'AAAA')], 'is_archived');
    expect(await kindsDue()).toEqual(['card-undeliverable']);
    await stored.posts.dropped(await idsDue(), 'is_archived');
    expect(await kindsDue(T + MINUTE)).toEqual([]);
    expect(await stored.posts.nextDue()).toBeNull();
  });

  test('cards come first, then outcomes, then other notes, each in the order of events', async () => {
    await approved(stored, 'AAAA');
    const run = runOf(await dossierOf(stored, 'AAAA'));
    const status = { kind: 'status', machineActionId: 'x', status: 'InProgress', elapsedMs: 1 } as const;
    const ended = { ...status, kind: 'ended', errorHResult: null, cancelledBy: null } as const;
    await stored.store.commit({ events: [runEvent(run, T, status), runEvent(run, T, ended)] });
    await opened(stored, 'BBBB', { machine: machineNamed('b', 'b') });
    expect(await kindsDue()).toEqual(['asked', 'ended', 'approved', 'status']);
    expect((await stored.posts.due(T, 2)).map((post) => post.event.happening.kind)).toEqual(['asked', 'ended']);
  });

  test('what is not told makes no note', async () => {
    await dispatched(stored, 'AAAA');
    expect(await kindsDue()).toEqual(['approved', 'sent']);
  });

  test('a post is begun once, and several are begun together or not at all', async () => {
    await dispatched(stored, 'AAAA');
    const [first = '', second = ''] = await idsDue();
    expect(await stored.posts.begin([second], T)).toBe(true);
    expect(await stored.posts.begin([first, second], T)).toBe(false);
    expect(await idsDue()).toEqual([first]);
    expect((await stored.posts.due(T, 1))[0]?.attempt).toBe(0);
    expect(await stored.posts.begin([], T)).toBe(true);
  });

  test('what is sent is never due again', async () => {
    await dispatched(stored, 'AAAA');
    const ids = await idsDue();
    await stored.posts.begin(ids, T);
    await stored.posts.sent(ids, '1.2');
    await stored.posts.again(ids, T);
    await stored.posts.unknown(ids, T);
    await stored.posts.dropped(ids, 'late');
    expect(await stored.posts.loseOverdue(T + MINUTE, T)).toBe(0);
    expect(await idsDue(T + MINUTE)).toEqual([]);
  });

  test('what was proved not to be there is due again at its time, and is no repeat', async () => {
    await opened(stored, 'AAAA');
    const ids = await idsDue();
    await stored.posts.begin(ids, T);
    await stored.posts.again(ids, T + 1000);
    expect(await idsDue(T + 999)).toEqual([]);
    expect(await stored.posts.nextDue()).toBe(T + 1000);
    expect((await stored.posts.due(T + 1000, 1))[0]).toMatchObject({ attempt: 1, isRepeat: false });
  });

  test('the next moment after another does not count what is due by then', async () => {
    await opened(stored, 'AAAA');
    await opened(stored, 'BBBB', { machine: machineNamed('web-02', 'b') });
    const [first = ''] = await idsDue();
    await stored.posts.begin([first], T);
    await stored.posts.again([first], T + 1000);
    expect(await stored.posts.nextDue()).toBe(T);
    expect(await stored.posts.nextDue(T)).toBe(T + 1000);
    expect(await stored.posts.nextDue(T + 1000)).toBeNull();
  });

  test('what may be there is said again as a repeat, and stays one', async () => {
    await opened(stored, 'AAAA');
    const ids = await idsDue();
    await stored.posts.begin(ids, T);
    await stored.posts.unknown(ids, T + 30_000);
    expect(await idsDue(T + 29_999)).toEqual([]);
    expect(await stored.posts.nextDue()).toBe(T + 30_000);
    expect((await stored.posts.due(T + 30_000, 1))[0]).toMatchObject({ attempt: 1, isRepeat: true });
    await stored.posts.begin(ids, T + 30_000);
    await stored.posts.again(ids, T + 31_000);
    expect((await stored.posts.due(T + 31_000, 1))[0]).toMatchObject({ attempt: 2, isRepeat: true });
  });

  test('what a dead process was sending becomes unknown', async () => {
    await opened(stored, 'AAAA');
    const ids = await idsDue();
    await stored.posts.begin(ids, T);
    await stored.close();
    stored = await harness.open('next');
    expect(await stored.posts.loseOverdue(T, T + 5)).toBe(0);
    expect(await stored.posts.loseOverdue(T + 1, T + 5)).toBe(1);
    expect((await stored.posts.due(T + 5, 1))[0]).toMatchObject({ id: ids[0], isRepeat: true });
  });

  test('what has no place any more is due for each person, in the order of what happened, and once', async () => {
    await approved(stored, 'AAAA');
    const notes = (await stored.posts.due(T, 50)).map(({ id }) => id);
    await stored.posts.begin(notes, T);
    await stored.posts.redirected(notes, 'is_archived', [alice.id, bob.id], T);
    await stored.posts.redirected(notes, 'is_archived', [alice.id, bob.id], T);
    const due = await stored.posts.due(T, 50);
    expect(due.map(({ channel }) => channel).sort()).toEqual([alice.id, bob.id]);
    for (const post of due) {
      expect(post).toMatchObject({ kind: 'direct', requestId: 'AAAA', because: 'is_archived', isRepeat: false });
      expect(post.event.happening.kind).toBe('approved');
    }
    expect((await stored.posts.due(T, 50, [alice.id])).map(({ channel }) => channel)).toEqual([bob.id]);
    await stored.posts.begin(
      due.map(({ id }) => id),
      T,
    );
    await stored.posts.sent(
      due.map(({ id }) => id),
      '9.9',
    );
    expect(await idsDue(T + MINUTE)).toEqual([]);
  });

  test('what is due elsewhere is found past a place that is left out', async () => {
    await opened(stored, 'AAAA');
    expect(await stored.posts.due(T, 1, ['C0INCIDENT'])).toEqual([]);
    expect(await stored.posts.due(T, 1, ['C0OTHER'])).toHaveLength(1);
  });

  test('a card that is gone is due again under another id, once, and keeps its notes waiting', async () => {
    await approved(stored, 'AAAA');
    const card = await stored.posts.cardOf('AAAA');
    const gone = { postId: card?.postId ?? '', ts: card?.ts ?? '' };
    const change = {
      events: [requestEvent('AAAA', T, null, { kind: 'card-gone', code: 'message_not_found' })],
    } as const;
    const again = { id: 'another', code: 'message_not_found', at: T };
    expect(await stored.posts.cardGone(gone, again, change)).toEqual({ kind: 'done' });
    expect(await stored.posts.cardGone(gone, { ...again, id: 'third' }, change)).toEqual({ kind: 'seen' });
    expect(await stored.posts.cardOf('AAAA')).toMatchObject({ postId: 'another', ts: null });
    const due = await stored.posts.due(T, 50);
    expect(due).toMatchObject([{ id: 'another', kind: 'card', because: 'message_not_found', isRepeat: false }]);
    const { request } = await dossierOf(stored, 'AAAA');
    await stored.posts.begin(['another'], T);
    expect(await stored.posts.cardSent('another', '2.2', cardPosted(request, '2.2', T))).toEqual({ kind: 'done' });
    expect(await stored.posts.redraws(T, 10)).toEqual([]);
    expect(await kindsDue()).toEqual(['approved']);
    expect((await stored.store.eventsOf('AAAA')).map(({ happening }) => happening.kind)).toEqual([
      ...['asked', 'card-posted', 'approved', 'card-gone', 'card-posted'],
    ]);
  });

  test('evidence settles a post that was lost', async () => {
    await posted(stored, 'AAAA');
    await stored.store.commit({ events: [requestEvent('AAAA', T, alice, { kind: 'withdrawn' })] });
    const ids = await idsDue();
    await stored.posts.begin(ids, T);
    await stored.posts.unknown(ids, T + 1);
    await stored.posts.sent(ids, '1.3');
    expect(await idsDue(T + MINUTE)).toEqual([]);
  });

  test('the card and what follows from it are stored together or not at all', async () => {
    await opened(stored, 'AAAA');
    const cardId = await cardIdOf(stored, 'AAAA');
    const { request } = await dossierOf(stored, 'AAAA');
    await stored.posts.begin([cardId], T);
    const change = cardPosted(request, '1.1', T);
    const stale = { ...change, request: { ...request, revision: 7 } };
    expect(await stored.posts.cardSent(cardId, '1.1', stale)).toEqual({ kind: 'stale' });
    expect((await stored.posts.cardOf('AAAA'))?.ts).toBeNull();
    expect(await stored.posts.cardSent(cardId, '1.1', change)).toEqual({ kind: 'done' });
    expect((await stored.posts.cardOf('AAAA'))?.ts).toBe('1.1');
    expect((await dossierOf(stored, 'AAAA')).request.expiresAt).toBe(T + 30 * MINUTE);
  });

  test('the first message that was recorded stays the card', async () => {
    await posted(stored, 'AAAA');
    const { request } = await dossierOf(stored, 'AAAA');
    const cardId = await cardIdOf(stored, 'AAAA');
    expect(await stored.posts.cardSent(cardId, '9.9', cardPosted(request, '9.9', T))).toEqual({ kind: 'seen' });
    expect((await stored.posts.cardOf('AAAA'))?.ts).toBe('ts-AAAA');
  });
};
