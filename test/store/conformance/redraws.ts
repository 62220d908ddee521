import { requestEvent } from '../../../src/domain/lifecycle';
import type { OpenStore } from '../../../src/store/open-store';
import {
  approved,
  bob,
  cardIdOf,
  claiming,
  deliveryOf,
  dossierOf,
  opened,
  posted,
  reviewBy,
  runOf,
  T,
} from '../fixtures';
import type { Harness } from '../harness';

/** Holds cards to showing the newest state. */
export const redraws = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const wanted = async (at = T) => (await stored.posts.redraws(at, 10)).map((card) => card.wantRevision);

  /** Posted, and then changed: what people see is not the newest state. */
  const outdated = async (requestId: string): Promise<void> => {
    await posted(stored, requestId);
    const { request } = await dossierOf(stored, requestId);
    const event = requestEvent(requestId, T, bob, { kind: 'claimed', attempt: 1 });
    await stored.store.commit({ request: { ...request, revision: request.revision + 1 }, events: [event] });
  };

  test('a card that was just posted shows all there is, and is not redrawn', async () => {
    await posted(stored, 'AAAA');
    expect(await wanted()).toEqual([]);
  });

  test('a card that is not posted is not redrawn', async () => {
    await opened(stored, 'AAAA');
    const { request } = await dossierOf(stored, 'AAAA');
    const events = [requestEvent('AAAA', T, bob, { kind: 'set-back', code: 'x' })];
    await stored.store.commit({ request: { ...request, revision: 2 }, events });
    expect(await wanted()).toEqual([]);
    await stored.posts.begin([await cardIdOf(stored, 'AAAA')], T);
    expect(await stored.posts.nextDue()).toBeNull();
  });

  test('a posted card is redrawn once for all that has changed since', async () => {
    await outdated('AAAA');
    const [card] = await stored.posts.redraws(T, 10);
    expect(card).toEqual({
      what: 'card',
      postId: await cardIdOf(stored, 'AAAA'),
      requestId: 'AAAA',
      channel: 'C0INCIDENT',
      ts: 'ts-AAAA',
      wantRevision: 2,
      attempt: 1,
      because: null,
      isRepeat: false,
      stage: 'waiting',
    });
    await stored.posts.drawn(card?.postId ?? '', 2);
    expect(await wanted()).toEqual([]);
    await stored.deliveries.record(deliveryOf('click'));
    await stored.store.commit(reviewBy(await dossierOf(stored, 'AAAA'), bob, 'click'));
    await stored.store.commit(claiming(await dossierOf(stored, 'AAAA')));
    expect(await wanted()).toEqual([4]);
  });

  test('what changes while a card is being redrawn is drawn afterwards', async () => {
    await approved(stored, 'AAAA');
    const [card] = await stored.posts.redraws(T, 10);
    await stored.store.commit(claiming(await dossierOf(stored, 'AAAA')));
    await stored.posts.drawn(card?.postId ?? '', card?.wantRevision ?? 0);
    expect(await wanted()).toEqual([(card?.wantRevision ?? 0) + 1]);
    await stored.posts.drawn(card?.postId ?? '', (card?.wantRevision ?? 0) + 1);
    await stored.posts.drawn(card?.postId ?? '', 0);
    expect(await wanted()).toEqual([]);
  });

  test('cards that ended are redrawn before those that run, and these before those that wait', async () => {
    await outdated('AAAA');
    await approved(stored, 'BBBB', { verb: 'restrict' });
    await approved(stored, 'CCCC', { verb: 'unrestrict' });
    const { request, runs } = await dossierOf(stored, 'CCCC');
    const ended = runs.map((run) => ({ ...run, revision: run.revision + 1, status: 'not_sent' as const }));
    const event = requestEvent('CCCC', T, null, { kind: 'not-sent', reason: 'send-by', words: null });
    await stored.store.commit({
      request: { ...request, revision: request.revision + 1 },
      runs: ended,
      events: [event],
    });
    const cards = await stored.posts.redraws(T + 1_000, 10);
    expect(cards.map(({ requestId, stage }) => [requestId, stage])).toEqual([
      ['CCCC', 'ended'],
      ['BBBB', 'running'],
      ['AAAA', 'waiting'],
    ]);
  });

  test('a step without an event, such as a look, changes no card', async () => {
    await posted(stored, 'AAAA');
    const run = runOf(await dossierOf(stored, 'AAAA'));
    const looked = { ...run, revision: run.revision + 1, looks: run.looks + 1 };
    expect(await stored.store.commit({ runs: [looked], events: [] })).toEqual({ kind: 'done' });
    expect(await wanted()).toEqual([]);
  });

  test('an event alone changes no card', async () => {
    await posted(stored, 'AAAA');
    await stored.posts.drawn(await cardIdOf(stored, 'AAAA'), 1);
    const happening = { kind: 'refused', attempted: 'approve', code: 'own-request', says: 'no' } as const;
    await stored.store.commit({ events: [requestEvent('AAAA', T, bob, happening)] });
    expect(await wanted()).toEqual([]);
  });

  test('a redraw that failed waits for its time', async () => {
    await outdated('AAAA');
    expect(await stored.posts.nextDue()).toBe(T);
    await stored.posts.redrawLater(await cardIdOf(stored, 'AAAA'), T + 1000);
    expect(await wanted(T + 999)).toEqual([]);
    expect(await stored.posts.nextDue()).toBe(T + 1000);
    expect(await wanted(T + 1000)).toEqual([2]);
  });
};
