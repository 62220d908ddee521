import type { Change, Committed } from '../../../src/domain/change';
import { requestEvent, runEvent } from '../../../src/domain/lifecycle';
import { cardPosted } from '../../../src/domain/opening';
import { type Dossier, withdraw } from '../../../src/domain/reviewing';
import type { OpenStore } from '../../../src/store/open-store';
import {
  alice,
  approved,
  bob,
  carol,
  claimed,
  claiming,
  deliveryOf,
  dispatched,
  dossierOf,
  MINUTE,
  machineNamed,
  opened,
  opening,
  posted,
  reviewBy,
  runOf,
  T,
} from '../fixtures';
import type { Harness } from '../harness';

/** Holds `commit` to its promises: whole or not at all, one winner, and the right word for every loser. */
export const committing = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const commit = (change: Change): Promise<Committed> => stored.store.commit(change);

  test('what is opened is read back as it was', async () => {
    const change = opening('AAAA');
    await stored.deliveries.record(deliveryOf('ask-AAAA'));
    expect(await commit(change)).toEqual({ kind: 'done' });
    expect(await stored.store.dossier('AAAA')).toEqual({ ...change.opened, reviews: [], againAs: null, undone: [] });
    expect(await stored.store.dossier('NONE')).toBeNull();
  });

  test('two files on one machine are two actions, one after the other; the same file twice is one', async () => {
    const [file, other] = ['c'.repeat(40), 'd'.repeat(40)] as const;
    await dispatched(stored, 'AAAA', { verb: 'quarantine', parameter: file });
    await approved(stored, 'BBBB', { verb: 'quarantine', parameter: other });
    expect(runOf(await dossierOf(stored, 'BBBB')).subject).toBeNull();
    await stored.deliveries.record(deliveryOf('ask-CCCC'));
    const same = opening('CCCC', { verb: 'quarantine', parameter: file });
    expect(await commit(same)).toEqual({ kind: 'already-open', requestId: 'AAAA' });
    const beside = claiming(await dossierOf(stored, 'BBBB'));
    expect(await commit(beside)).toEqual({ kind: 'opposed', requestId: 'AAAA' });
    expect(await commit({ ...beside, passed: ['AAAA-run'] })).toEqual({ kind: 'done' });
  });

  test('what is asked again is named by what it repeats, and is asked again once, whoever is faster', async () => {
    await opened(stored, 'AAAA');
    const ids = ['BBBB', 'CCCC'] as const;
    const machine = { BBBB: machineNamed('b.contoso.com', 'b'), CCCC: machineNamed('c.contoso.com', 'c') };
    const again = ids.map((id) => opening(id, { againOf: 'AAAA', machine: machine[id] }));
    await Promise.all(ids.map((id) => stored.deliveries.record(deliveryOf(`ask-${id}`))));
    const outcomes = await Promise.all(again.map(commit));
    const winner = (await dossierOf(stored, 'AAAA')).againAs;
    expect(outcomes).toContainEqual({ kind: 'done' });
    expect(outcomes).toContainEqual({ kind: 'asked-again', requestId: winner });
    expect(outcomes[winner === 'BBBB' ? 0 : 1]).toEqual({ kind: 'done' });
    expect((await dossierOf(stored, winner ?? 'none')).request.againOf).toBe('AAAA');
    expect((await stored.store.eventsOf('AAAA')).at(-1)?.happening).toEqual({ kind: 'asked-again', as: winner });
    expect(await stored.posts.due(T + 60 * MINUTE, 100)).toHaveLength(2);
  });

  test('a request survives closing and opening the database', async () => {
    await dispatched(stored, 'AAAA');
    const before = await dossierOf(stored, 'AAAA');
    await stored.close();
    stored = await harness.open('next');
    expect(await dossierOf(stored, 'AAAA')).toEqual(before);
    expect(before.reviews).toEqual([
      { requestId: 'AAAA', person: bob, decision: 'approved', places: [0], words: null, at: T },
    ]);
    expect(runOf(before)).toMatchObject({ status: 'dispatched', machineActionId: 'ma-AAAA', attempt: 1, claim: null });
  });

  test('a delivery that is done, or that nobody recorded, opens nothing', async () => {
    expect(await commit(opening('AAAA'))).toEqual({ kind: 'seen' });
    await opened(stored, 'AAAA');
    const again = opening('BBBB', { machine: machineNamed('other', 'b') });
    expect(await commit({ ...again, delivery: 'ask-AAAA' })).toEqual({ kind: 'seen' });
    expect(await stored.store.dossier('BBBB')).toBeNull();
  });

  test('a change that was decided on an old request is stale and leaves nothing behind', async () => {
    await posted(stored, 'AAAA', { quorum: 2 });
    const old = await dossierOf(stored, 'AAAA');
    await stored.deliveries.record(deliveryOf('one'));
    await stored.deliveries.record(deliveryOf('two'));
    expect(await commit(reviewBy(old, bob, 'one'))).toEqual({ kind: 'done' });
    expect(await commit(reviewBy(old, carol, 'two'))).toEqual({ kind: 'stale' });
    const now = await dossierOf(stored, 'AAAA');
    expect(now.reviews.map((review) => review.person.id)).toEqual([bob.id]);
    expect(await commit(reviewBy(now, carol, 'two'))).toEqual({ kind: 'done' });
    expect((await dossierOf(stored, 'AAAA')).reviews.map((review) => review.person.id)).toEqual([bob.id, carol.id]);
  });

  test('a change that was decided on an old run is stale', async () => {
    await approved(stored, 'AAAA');
    const old = await dossierOf(stored, 'AAAA');
    expect(await commit(claiming(old))).toEqual({ kind: 'done' });
    expect(await commit(claiming(old))).toEqual({ kind: 'stale' });
  });

  test('a claim on a run that has been withdrawn is stale even when the same was asked again', async () => {
    await approved(stored, 'AAAA');
    const old = await dossierOf(stored, 'AAAA');
    await stored.deliveries.record(deliveryOf('back'));
    await commit(withdraw(old, alice, T, 'back') as Change);
    await opened(stored, 'BBBB');
    expect(await commit(claiming(old))).toEqual({ kind: 'stale' });
  });

  test('of 100 racing reviews of one request one wins and the others are stale', async () => {
    await posted(stored, 'AAAA');
    const dossier = await dossierOf(stored, 'AAAA');
    const keys = Array.from({ length: 100 }, (_, index) => `click-${index}`);
    await Promise.all(keys.map((key) => stored.deliveries.record(deliveryOf(key))));
    const outcomes = await Promise.all(keys.map((key) => commit(reviewBy(dossier, bob, key))));
    const count = (kind: Committed['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
    expect([count('done'), count('stale')]).toEqual([1, 99]);
    expect((await dossierOf(stored, 'AAAA')).request).toMatchObject({ status: 'approved', revision: 3 });
  });

  test('a person reviews a request once, whatever was decided on', async () => {
    await posted(stored, 'AAAA', { quorum: 2 });
    await stored.deliveries.record(deliveryOf('one'));
    await stored.deliveries.record(deliveryOf('two'));
    const before = await dossierOf(stored, 'AAAA');
    await commit(reviewBy(before, bob, 'one'));
    const blind = { ...(await dossierOf(stored, 'AAAA')), reviews: [] };
    expect(await commit(reviewBy(blind, bob, 'two'))).toEqual({ kind: 'reviewed' });
    expect((await dossierOf(stored, 'AAAA')).request.revision).toBe(before.request.revision + 1);
  });

  test('what was undone leaves its delivery to be decided, and what was decided is to be told', async () => {
    await posted(stored, 'AAAA', { quorum: 2 });
    const old = await dossierOf(stored, 'AAAA');
    await stored.deliveries.record(deliveryOf('one'));
    await stored.deliveries.record(deliveryOf('two'));
    await commit(reviewBy(old, bob, 'one'));
    await commit(reviewBy(old, carol, 'two'));
    await stored.deliveries.finish('ask-AAAA');
    const left = await stored.deliveries.takeOver(T + 60_000, 10);
    expect(left.map((delivery) => delivery.key)).toEqual(['one', 'two']);
    expect(await commit({ delivery: 'one', events: [] })).toEqual({ kind: 'seen' });
  });

  test('what came of a delivery is known by its person: refused, something else, or nothing', async () => {
    await posted(stored, 'AAAA', { quorum: 2 });
    const cameOf = (delivery: string, personId = bob.id) => stored.store.cameOf(personId, delivery, T - MINUTE);
    for (const key of ['one', 'two', 'three']) await stored.deliveries.record(deliveryOf(key));
    await commit(reviewBy(await dossierOf(stored, 'AAAA'), bob, 'one'));
    const refused = { kind: 'refused', attempted: 'approved', code: 'already-reviewed', says: 'Already.' } as const;
    await commit({ delivery: 'two', events: [requestEvent('AAAA', T, bob, refused)] });
    await commit({ delivery: 'three', events: [] });
    expect(await cameOf('one')).toEqual({ kind: 'otherwise' });
    expect(await cameOf('two')).toEqual({ kind: 'refused', code: 'already-reviewed', says: 'Already.' });
    expect(await cameOf('three')).toBeNull();
    expect(await cameOf('two', carol.id)).toBeNull();
    expect(await stored.store.cameOf(bob.id, 'two', T)).toBeNull();
  });

  test('the same action on the same machine is pointed to the open request', async () => {
    await opened(stored, 'AAAA');
    await stored.deliveries.record(deliveryOf('ask-BBBB'));
    expect(await commit(opening('BBBB'))).toEqual({ kind: 'already-open', requestId: 'AAAA' });
    const shouted = { ...machineNamed('WEB-01'), id: 'A'.repeat(40) };
    expect(await commit(opening('BBBB', { machine: shouted }))).toEqual({ kind: 'already-open', requestId: 'AAAA' });
    expect(await stored.store.dossier('BBBB')).toBeNull();
  });

  test('another action, another machine, or the same after its end opens', async () => {
    await opened(stored, 'AAAA');
    await opened(stored, 'BBBB', { verb: 'restrict' });
    await opened(stored, 'CCCC', { machine: machineNamed('web-02', 'c') });
    await stored.deliveries.record(deliveryOf('back'));
    await commit(withdraw(await dossierOf(stored, 'AAAA'), alice, T, 'back') as Change);
    await opened(stored, 'DDDD');
    expect((await dossierOf(stored, 'DDDD')).request.status).toBe('pending');
  });

  test('two Machine Actions of one machine may be cancelled at once, but one not twice', async () => {
    const subject = (machineActionId: string) => ({ machineActionId, createdAt: T });
    await opened(stored, 'AAAA', { verb: 'cancel', subject: subject('one') });
    await opened(stored, 'BBBB', { verb: 'cancel', subject: subject('two') });
    await stored.deliveries.record(deliveryOf('ask-CCCC'));
    const third = opening('CCCC', { verb: 'cancel', subject: subject('two') });
    expect(await commit(third)).toEqual({ kind: 'already-open', requestId: 'BBBB' });
    expect(runOf(await dossierOf(stored, 'BBBB')).subject).toEqual(subject('two'));
  });

  test('a machine has one lane', async () => {
    await claimed(stored, 'AAAA');
    await approved(stored, 'BBBB', { verb: 'restrict' });
    expect(await commit(claiming(await dossierOf(stored, 'BBBB')))).toEqual({ kind: 'lane-taken' });
    expect(runOf(await dossierOf(stored, 'BBBB'))).toMatchObject({ status: 'ready', attempt: 0 });
    await approved(stored, 'CCCC', { machine: machineNamed('web-02', 'c') });
    expect(await commit(claiming(await dossierOf(stored, 'CCCC')))).toEqual({ kind: 'done' });
  });

  test('a claim does not go beside its opposite, unless it knows that one not to be in its way', async () => {
    await dispatched(stored, 'ISOL');
    await approved(stored, 'FREE', { verb: 'release' });
    await approved(stored, 'SCAN', { verb: 'scan' });
    expect(await commit(claiming(await dossierOf(stored, 'FREE')))).toEqual({ kind: 'opposed', requestId: 'ISOL' });
    expect(runOf(await dossierOf(stored, 'FREE')).status).toBe('ready');
    expect(await stored.store.followedOn([machineNamed('x').id])).toMatchObject([{ requestId: 'ISOL' }]);
    expect(await stored.store.followedOn([machineNamed('x', 'b').id])).toEqual([]);
    expect(await stored.store.followedOn([])).toEqual([]);
    const passed = [runOf(await dossierOf(stored, 'ISOL')).id];
    expect(await commit({ ...claiming(await dossierOf(stored, 'FREE')), passed })).toEqual({ kind: 'done' });
    expect(await commit(claiming(await dossierOf(stored, 'SCAN')))).toEqual({ kind: 'lane-taken' });
  });

  test('a Machine Action of ours belongs to one run', async () => {
    await dispatched(stored, 'AAAA');
    await claimed(stored, 'BBBB', { machine: machineNamed('web-02', 'b') });
    const run = runOf(await dossierOf(stored, 'BBBB'));
    const next = { ...run, revision: run.revision + 1, status: 'dispatched', claim: null } as const;
    const events = [requestEvent('BBBB', T, null, { kind: 'late-answer', machineActionId: 'ma-AAAA' })];
    const ours = commit({ runs: [{ ...next, machineActionId: 'ma-AAAA' }], events });
    await expect(ours).rejects.toMatchObject({ facts: { system: 'store', code: 'failed' } });
    const adopted = { ...next, machineActionId: 'ma-AAAA', adoptedFrom: 'somebody' };
    expect(await commit({ runs: [adopted], events })).toEqual({ kind: 'done' });
  });

  test.each<readonly [string, (dossier: Dossier) => Partial<Change>]>([
    ['a request', ({ request }) => ({ request: { ...request, revision: request.revision + 1 } })],
    ['the switch', () => ({ sending: { revision: 2, pause: null } })],
    ['the status of a run', (dossier) => ({ runs: [{ ...runOf(dossier), revision: 2, status: 'not_sent' }] })],
    ['the trouble of a run', (dossier) => ({ runs: [{ ...runOf(dossier), revision: 2, trouble: 'x' }] })],
  ])('a step without an event cannot change %s, for which the log vouches', async (_, changed) => {
    await opened(stored, 'AAAA');
    const before = await dossierOf(stored, 'AAAA');
    await expect(commit({ ...changed(before), events: [] })).rejects.toThrow('a change without an event');
    expect(await dossierOf(stored, 'AAAA')).toEqual(before);
    expect(await stored.store.sending()).toEqual({ revision: 1, pause: null });
  });

  test('a change that the database refuses leaves nothing behind', async () => {
    await opened(stored, 'AAAA');
    const before = await dossierOf(stored, 'AAAA');
    const posts = await stored.posts.due(T, 10);
    const orphan = requestEvent('NONE', T, null, { kind: 'withdrawn' });
    const change = { ...cardPosted(before.request, 'ts', T), events: [orphan] };
    await expect(commit(change)).rejects.toMatchObject({ facts: { system: 'store' } });
    expect(await dossierOf(stored, 'AAAA')).toEqual(before);
    expect(await stored.posts.due(T, 10)).toEqual(posts);
  });

  test('a refused attempt is on record without changing anything', async () => {
    await opened(stored, 'AAAA');
    const before = await dossierOf(stored, 'AAAA');
    const happening = { kind: 'refused', attempted: 'approve', code: 'own-request', says: 'no' } as const;
    expect(await commit({ events: [requestEvent('AAAA', T, alice, happening)] })).toEqual({ kind: 'done' });
    expect(await dossierOf(stored, 'AAAA')).toEqual(before);
    expect(await stored.posts.due(T, 10)).toHaveLength(1);
  });

  test('a twin stays open until it is known to be over', async () => {
    await dispatched(stored, 'AAAA');
    const run = runOf(await dossierOf(stored, 'AAAA'));
    const found = runEvent(run, T, { kind: 'twin-found', keptId: 'ma-AAAA', twinId: 'ma-twin' });
    await commit({ events: [found] });
    await commit({ events: [found] });
    expect(await stored.store.openTwins(10)).toEqual([{ requestId: 'AAAA', runId: 'AAAA-run', twinId: 'ma-twin' }]);
    await commit({ events: [runEvent(run, T, { kind: 'twin-cancelled', twinId: 'ma-twin', status: 'Cancelled' })] });
    expect(await stored.store.openTwins(10)).toEqual([]);
  });
};
