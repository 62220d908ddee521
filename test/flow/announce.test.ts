import type { Change } from '../../src/domain/change';
import { Fault } from '../../src/domain/fault';
import { moveRequest, moveRun, requestEvent, runEvent } from '../../src/domain/lifecycle';
import type { PostOutcome } from '../../src/flow/ports';
import type { Post, Posts } from '../../src/flow/storage';
import { alice, bob, faultWith, MINUTE, machineWith, present, SECOND, T } from '../domain/builders';
import { held } from './fake-defender';
import { CHANNEL, useWorld, type World } from './world';

const here = useWorld();

/** Lets the announcer run for a while, woken as the sweep wakes it, and gives it back running. */
const announcing = async (world: World, forMs = 0, facts: { readonly isAlone?: boolean } = {}) => {
  const loop = world.announce(facts);
  const wake = () => {
    loop.wake();
    world.clock.at(world.clock.now() + 10 * SECOND, wake);
  };
  wake();
  await world.clock.move(forMs);
  return loop;
};

const opened = async (world: World, facts = {}): Promise<string> => {
  const submitted = await world.asking(facts);
  if (submitted.kind !== 'opened') throw new Error(JSON.stringify(submitted));
  return submitted.requestId;
};

/** Stores something that is told, without a change of state. */
const happen = async (world: World, requestId: string, ...words: readonly ('status' | 'ended')[]): Promise<void> => {
  const run = await world.runOf(requestId);
  const facts = { machineActionId: 'ma-1', elapsedMs: 1 };
  const events: Change['events'] = words.map((kind) =>
    runEvent(
      run,
      world.clock.now(),
      kind === 'status'
        ? { kind, ...facts, status: 'InProgress' }
        : { kind, ...facts, status: 'Succeeded', errorHResult: 0, cancelledBy: null },
    ),
  );
  await world.store.commit({ events });
};

const notesIn = (world: World) => world.shown.filter(({ what }) => what === 'notes');
const rejected = (isFinal: boolean) => async (): Promise<PostOutcome> => ({
  kind: 'rejected',
  code: 'is_archived',
  isFinal,
});
const unknown = async (): Promise<PostOutcome> => ({ kind: 'unknown', says: 'timeout' });

describe('a card', () => {
  it('is posted, and starts the clock of its request', async () => {
    const { world } = here;
    const requestId = await opened(world);
    await world.clock.move(7 * SECOND);
    await announcing(world);
    expect(world.shown).toMatchObject([{ what: 'card', requestId, isRepeat: false }]);
    expect(await world.posts.cardOf(requestId)).toMatchObject({ ts: `${T + 7 * SECOND}.card` });
    expect((await world.dossierOf(requestId)).request.expiresAt).toBe(T + 7 * SECOND + 30 * MINUTE);
    expect(world.woken).toContain('cardPosted');
  });

  it('that a click has shown meanwhile is followed by a second message, which is told to be a copy', async () => {
    const { world } = here;
    const requestId = await opened(world);
    const posting = held<PostOutcome>();
    world.outcomes.push(() => posting.promise);
    const loop = world.announce();
    loop.wake();
    await world.clock.settle();
    await world.review.beforeDeny(await world.clickBy(alice, requestId, { messageTs: 'first.ts' }));
    posting.give({ kind: 'sent', ts: 'second.ts' });
    await world.clock.settle();
    await world.clock.move(5 * SECOND);
    await loop.stop();
    expect(await world.posts.cardOf(requestId)).toMatchObject({ ts: 'first.ts' });
    expect(world.shown.filter(({ what }) => what === 'copy')).toMatchObject([{ requestId, ts: 'second.ts' }]);
  });

  it('that Slack limits is posted when Slack allows it, and not before', async () => {
    const { world } = here;
    await opened(world);
    world.outcomes.push(async () => ({ kind: 'limited', retryAt: T + 20 * SECOND }));
    await announcing(world, 20 * SECOND - 1);
    expect(world.shown).toEqual([]);
    await world.clock.move(2 * SECOND);
    expect(world.shown[0]).toMatchObject({ what: 'card', isRepeat: false, at: T + 20 * SECOND });
  });

  it('that Slack refuses for now is posted again, unmarked: it is proved not to be there', async () => {
    const { world } = here;
    await opened(world);
    world.outcomes.push(rejected(false), rejected(false));
    await announcing(world, 10 * SECOND);
    expect(world.shown[0]).toMatchObject({ what: 'card', isRepeat: false });
  });

  it('that Slack refuses for good ends its request, frees the machine, and is told to the requestor', async () => {
    const { world } = here;
    const requestId = await opened(world);
    world.outcomes.push(rejected(true));
    await announcing(world, 5 * MINUTE);
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
    expect((await world.dossierOf(requestId)).request.decision?.words).toBe('is_archived');
    expect(world.shown).toMatchObject([{ what: 'direct', place: alice.id, tells: ['card-undeliverable'] }]);
    expect((await world.asking()).kind).toBe('opened');
  });

  it('that is refused for good leaves no note that is tried for ever', async () => {
    const { world } = here;
    await opened(world);
    world.outcomes.push(rejected(true));
    await announcing(world, 5 * MINUTE);
    expect(await world.posts.due(world.clock.now(), 9)).toEqual([]);
    expect(await world.posts.nextDue()).toBeNull();
    expect(world.logged('post.no-card').length).toBeLessThanOrEqual(1);
  });

  it('that is refused for good ends its request even when the process dies in between', async () => {
    const { world } = here;
    const requestId = await opened(world);
    world.outcomes.push(rejected(true));
    world.faults.set('dropped', new Fault(faultWith({ system: 'store', code: 'failed' })));
    const loop = await announcing(world);
    await loop.stop();
    world.faults.clear();
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
  });

  it('whose answer was lost is said again after 30 s, marked', async () => {
    const { world } = here;
    await opened(world);
    world.outcomes.push(unknown);
    await announcing(world, 30 * SECOND - 1);
    expect(world.shown).toEqual([]);
    await world.clock.move(2 * SECOND);
    expect(world.shown.filter(({ what }) => what === 'card')).toMatchObject([{ isRepeat: true }]);
  });

  it('that was withdrawn while it was being posted is drawn as it is by then', async () => {
    const { world } = here;
    const requestId = await opened(world);
    const answer = held<PostOutcome>();
    world.outcomes.push(() => answer.promise);
    await announcing(world);
    const click = await world.clickBy(alice, requestId, { messageTs: 'real.ts' });
    expect(await world.review.withdraw(click)).toEqual({ kind: 'done' });
    answer.give({ kind: 'sent', ts: 'real.ts' });
    await world.clock.move(5 * SECOND);
    expect(world.shown.at(-1)).toMatchObject({ what: 'notes', tells: ['withdrawn'] });
    expect(world.shown.findLast(({ what }) => what === 'redraw')?.dossier.request.status).toBe('withdrawn');
  });
});

describe('notes', () => {
  it('wait for their card', async () => {
    const { world } = here;
    const requestId = await opened(world);
    world.outcomes.push(unknown);
    await announcing(world);
    await happen(world, requestId, 'status');
    await world.clock.move(20 * SECOND);
    expect(world.shown).toEqual([]);
    await world.clock.move(20 * SECOND);
    expect(world.shown.map(({ what }) => what)).toEqual(expect.arrayContaining(['card', 'notes']));
    expect(world.shown[0]?.what).toBe('card');
  });

  it('of one request become one message, up to ten of them', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await happen(world, requestId, ...Array.from({ length: 13 }, () => 'status' as const));
    await world.clock.move(2 * SECOND);
    await announcing(world, 5 * SECOND);
    expect(notesIn(world).map(({ tells }) => tells.length)).toEqual([10, 3]);
  });

  it('that are outcomes come first', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await happen(world, requestId, ...Array.from({ length: 12 }, () => 'status' as const), 'ended');
    await world.clock.move(2 * SECOND);
    await announcing(world, 5 * SECOND);
    expect(notesIn(world)[0]?.tells[0]).toBe('ended');
  });

  it('that are outcomes of one request come before the other notes of another', async () => {
    const { world } = here;
    world.defender.machineList = [machineWith(), machineWith({ id: 'b'.repeat(40), name: 'web-02' })];
    const first = await world.posted();
    const second = await world.posted({ machines: ['web-02'] });
    await happen(world, first, 'status');
    await happen(world, second, 'ended');
    await world.clock.move(2 * SECOND);
    await announcing(world, 5 * SECOND);
    expect(notesIn(world).map(({ requestId }) => requestId)).toEqual([second, first]);
  });

  it('keep their distance from each other in a channel', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const loop = await announcing(world, 2 * SECOND);
    for (let i = 0; i < 3; i += 1) {
      await happen(world, requestId, 'status');
      loop.wake();
      await world.clock.move(300);
    }
    await world.clock.move(10 * SECOND);
    const moments = notesIn(world).map(({ at }) => at);
    for (const [index, at] of moments.entries()) {
      if (index > 0) expect(at - (moments[index - 1] ?? 0)).toBeGreaterThanOrEqual(1_050);
    }
    expect(notesIn(world).flatMap(({ tells }) => tells)).toHaveLength(3);
  });

  it('whose answer was lost are said again, marked, and not together with what is new', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await happen(world, requestId, 'ended');
    world.outcomes.push(unknown);
    await world.clock.move(2 * SECOND);
    const loop = await announcing(world, 29 * SECOND);
    expect(notesIn(world)).toEqual([]);
    await happen(world, requestId, 'status');
    loop.wake();
    await world.clock.move(5 * SECOND);
    expect(notesIn(world).map(({ tells, isRepeat }) => [tells, isRepeat])).toEqual(
      expect.arrayContaining([
        [['ended'], true],
        [['status'], false],
      ]),
    );
    expect(notesIn(world)).toHaveLength(2);
  });

  it('that were being sent when the process died are said again soon, marked', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await happen(world, requestId, 'ended');
    world.outcomes.push(() => held<PostOutcome>().promise);
    await world.clock.move(2 * SECOND);
    await announcing(world);
    expect(notesIn(world)).toEqual([]);
    await announcing(world, 6 * SECOND);
    expect(notesIn(world)).toMatchObject([{ tells: ['ended'], isRepeat: true }]);
  });

  it('that another process is sending are left to it', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await happen(world, requestId, 'ended');
    world.outcomes.push(() => held<PostOutcome>().promise);
    await world.clock.move(2 * SECOND);
    await announcing(world);
    await announcing(world, 15 * SECOND, { isAlone: false });
    expect(notesIn(world)).toEqual([]);
    await world.clock.move(45 * SECOND);
    expect(notesIn(world)).toMatchObject([{ tells: ['ended'], isRepeat: true }]);
  });

  it('that Slack limits keep their channel silent until Slack allows it', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await happen(world, requestId, 'ended');
    world.outcomes.push(async () => ({ kind: 'limited', retryAt: T + MINUTE }));
    await world.clock.move(2 * SECOND);
    await announcing(world, 57 * SECOND);
    expect(notesIn(world)).toEqual([]);
    await world.clock.move(3 * SECOND);
    expect(notesIn(world)).toMatchObject([{ tells: ['ended'], isRepeat: false }]);
  });

  it('that Slack refuses for good are dropped, and what comes after them is still told', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await happen(world, requestId, 'status');
    world.outcomes.push(rejected(true));
    await world.clock.move(2 * SECOND);
    const loop = await announcing(world, 5 * SECOND);
    expect(world.logged('post.rejected')).toHaveLength(1);
    await happen(world, requestId, 'ended');
    loop.wake();
    await world.clock.move(5 * SECOND);
    expect(notesIn(world)).toMatchObject([{ tells: ['ended'] }]);
  });

  it('are told once the store works again, even where Slack had them and that could not be stored', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await happen(world, requestId, 'ended');
    world.faults.set('sent', new Fault(faultWith({ system: 'store', code: 'locked' })));
    await world.clock.move(2 * SECOND);
    await announcing(world, SECOND);
    world.faults.clear();
    expect(notesIn(world)).toHaveLength(1);
    await world.clock.move(2 * MINUTE);
    expect(notesIn(world).map(({ isRepeat }) => isRepeat)).toEqual([false, true]);
  });
});

describe('a redraw', () => {
  const redraws = (world: World) => world.shown.filter(({ what }) => what === 'redraw');

  it('follows a change of state, once, with what is stored by then', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const loop = await announcing(world, 2 * SECOND);
    world.shown.length = 0;
    await world.review.approve(await world.clickBy(bob, requestId));
    loop.wake();
    await world.clock.move(MINUTE);
    expect(redraws(world)).toMatchObject([{ requestId, dossier: { request: { status: 'approved' } } }]);
  });

  it('of several changes is one, of the latest', async () => {
    const { world } = here;
    world.setPolicy({ quorum: 2 });
    const requestId = await world.posted();
    await announcing(world, 2 * SECOND).then((loop) => loop.stop());
    world.shown.length = 0;
    await world.review.approve(await world.clickBy(bob, requestId));
    await world.review.withdraw(await world.clickBy(alice, requestId));
    await world.clock.move(2 * SECOND);
    await announcing(world, 5 * SECOND);
    expect(redraws(world)).toMatchObject([{ dossier: { request: { status: 'withdrawn' } } }]);
  });

  it('of a state that changes while it is being drawn is followed by another', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const loop = await announcing(world, 2 * SECOND);
    world.shown.length = 0;
    const answer = held<PostOutcome>();
    world.outcomes.push((what) => (what === 'redraw' ? answer.promise : Promise.resolve({ kind: 'sent', ts: 'x' })));
    world.outcomes.push((what) => (what === 'redraw' ? answer.promise : Promise.resolve({ kind: 'sent', ts: 'x' })));
    await world.review.approve(await world.clickBy(bob, requestId));
    loop.wake();
    await world.clock.move(2 * SECOND);
    await world.review.withdraw(await world.clickBy(alice, requestId));
    answer.give({ kind: 'sent', ts: 'card' });
    await world.clock.move(5 * SECOND);
    expect(redraws(world).map(({ dossier }) => dossier.request.status)).toEqual(['approved', 'withdrawn']);
  });

  it.each<[string, () => Promise<PostOutcome>]>([
    ['Slack refuses for now', rejected(false)],
    ['is lost', unknown],
    ['Slack limits', async () => ({ kind: 'limited', retryAt: T + 10 * SECOND })],
  ])('that %s is tried again', async (_, outcome) => {
    const { world } = here;
    const requestId = await world.posted();
    await announcing(world, 2 * SECOND).then((loop) => loop.stop());
    world.shown.length = 0;
    await world.review.approve(await world.clickBy(bob, requestId));
    let isFirst = true;
    const { redrawCard } = world.surface;
    world.surface.redrawCard = async (...facts) => {
      if (!isFirst) return redrawCard(...facts);
      isFirst = false;
      return outcome();
    };
    await announcing(world, 20 * SECOND);
    expect(redraws(world)).toHaveLength(1);
  });

  it('that Slack refuses for good is given up', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await announcing(world, 2 * SECOND).then((loop) => loop.stop());
    let tries = 0;
    world.surface.redrawCard = async () => {
      tries += 1;
      return { kind: 'rejected', code: 'message_not_found', isFinal: true };
    };
    await world.review.approve(await world.clickBy(bob, requestId));
    await announcing(world, MINUTE);
    expect(tries).toBe(1);
    expect(world.logged('card.rejected')).toMatchObject([{ fields: { requestId, code: 'message_not_found' } }]);
  });

  it('of many cards at once keeps to Slack’s pace', async () => {
    const { world } = here;
    const names = Array.from({ length: 60 }, (_, i) => `m-${i}`);
    world.defender.machineList = names.map((name, i) => machineWith({ id: String(i).padStart(40, '0'), name }));
    for (const machine of names) await opened(world, { machines: [machine] });
    await announcing(world, 70 * SECOND).then((loop) => loop.stop());
    await world.clock.move(2 * MINUTE);
    world.shown.length = 0;
    for (const requestId of names.map((_, i) => `REQ${i + 1}`)) {
      const { request, runs } = await world.dossierOf(requestId);
      await world.store.commit({
        request: moveRequest(request, 'withdrawn', {}),
        runs: runs.map((run) => moveRun(run, 'not_sent', {})),
        events: [requestEvent(requestId, world.clock.now(), null, { kind: 'claimed', attempt: 1 })],
      });
    }
    const start = world.clock.now();
    await announcing(world, 90 * SECOND);
    const moments = redraws(world).map(({ at }) => at - start);
    expect(moments.filter((at) => at < MINUTE)).toHaveLength(45);
    expect(moments).toHaveLength(60);
  });
});

it('what must wait for Slack’s pace is not read again whenever something else is stored', async () => {
  const { world } = here;
  const requestId = await opened(world);
  const read: (readonly Post[])[] = [];
  const due: Posts['due'] = async (...facts) => {
    read.push(await world.posts.due(...facts));
    return read.at(-1) ?? [];
  };
  const loop = world.announce({ posts: { ...world.posts, due } });
  const happenAndWake = async () => {
    await happen(world, requestId, 'status');
    loop.wake();
    await world.clock.settle();
  };
  loop.wake();
  await world.clock.move(2 * SECOND);
  world.outcomes.push(async () => ({ kind: 'limited', retryAt: world.clock.now() + MINUTE }));
  await happenAndWake();
  read.length = 0;
  for (let change = 0; change < 20; change += 1) await happenAndWake();
  expect(read.length).toBeGreaterThanOrEqual(20);
  expect(read.flat()).toEqual([]);
  await world.clock.move(MINUTE + 5 * SECOND);
  expect(notesIn(world).length).toBeGreaterThan(1);
});

it('what becomes due in one place is not late because another must rest for longer', async () => {
  const { world } = here;
  world.people.channels.set('C0OTHER', { ...present(world.people.channels.get(CHANNEL)), id: 'C0OTHER' });
  const requestId = await world.posted();
  const other = await world.posted({ channel: 'C0OTHER', verb: 'scan' });
  await happen(world, requestId, 'status');
  await happen(world, other, 'status');
  world.outcomes.push(async () => ({ kind: 'limited', retryAt: world.clock.now() + MINUTE }), rejected(false));
  const loop = world.announce();
  loop.wake();
  await world.clock.settle();
  await happen(world, requestId, 'status');
  loop.wake();
  await world.clock.move(9 * SECOND);
  expect(notesIn(world)).toMatchObject([{ requestId: other }]);
});

it('a bug in drawing does not stop what else is to be told', async () => {
  const { world } = here;
  world.defender.machineList = [machineWith(), machineWith({ id: 'b'.repeat(40), name: 'web-02' })];
  await opened(world);
  const second = await opened(world, { machines: ['web-02'] });
  world.outcomes.push(async () => {
    throw new TypeError('bug');
  });
  await announcing(world, 5 * SECOND);
  expect(world.shown.map(({ requestId }) => requestId)).toContain(second);
  expect(world.logged('announce.failed')).toHaveLength(1);
  await world.clock.move(2 * MINUTE);
  expect(world.shown.filter(({ what }) => what === 'card')).toHaveLength(2);
});

it('that is stopped waits for what it is sending, and begins nothing', async () => {
  const { world } = here;
  const requestId = await opened(world);
  const answer = held<PostOutcome>();
  world.outcomes.push(() => answer.promise);
  const loop = await announcing(world);
  let isStopped = false;
  const stopping = loop.stop().then(() => {
    isStopped = true;
  });
  await world.clock.settle();
  expect(isStopped).toBe(false);
  answer.give({ kind: 'sent', ts: 'card.ts' });
  await stopping;
  expect(await world.posts.cardOf(requestId)).toMatchObject({ ts: 'card.ts' });
  await world.store.commit({ events: [requestEvent(requestId, T, null, { kind: 'withdrawn' })] });
  await world.clock.move(MINUTE);
  expect(notesIn(world)).toEqual([]);
});

it('a card that was never handed to Slack, since the store failed before, is no repeat', async () => {
  const { world } = here;
  await world.asking();
  world.faults.set('sending', new Fault(faultWith({ system: 'store', code: 'locked' })));
  const loop = world.announce();
  loop.wake();
  await world.clock.move(2 * SECOND);
  expect(world.shown).toEqual([]);
  world.faults.clear();
  await world.clock.move(MINUTE);
  await loop.stop();
  expect(world.shown).toMatchObject([{ what: 'card', isRepeat: false }]);
});

describe('what has no place any more', () => {
  const gone = (code: string, what: 'channel' | 'message') => async (): Promise<PostOutcome> => ({
    ...{ kind: 'rejected', code, isFinal: true },
    gone: what,
  });
  const directIn = (world: World) => world.shown.filter(({ what }) => what === 'direct');

  it('is told to the requestor and to each approver, once, since its channel is gone', async () => {
    const { world } = here;
    const requestId = await world.approved();
    await happen(world, requestId, 'ended');
    const archived = async (what: string) =>
      what === 'notes' ? gone('is_archived', 'channel')() : ({ kind: 'sent', ts: '9.9' } as const);
    world.outcomes.push(...Array.from({ length: 6 }, () => archived));
    await announcing(world, MINUTE);
    const told = directIn(world).map(({ place, tells }) => [place, tells] as const);
    expect(told.map(([place]) => place).sort()).toEqual([alice.id, bob.id]);
    for (const [, tells] of told) expect([...tells].sort()).toEqual(['approved', 'ended']);
    expect(notesIn(world)).toEqual([]);
    expect(await world.posts.nextDue()).toBeNull();
  });

  it('is told directly once more, marked, where Slack’s answer to that was lost', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await happen(world, requestId, 'ended');
    world.outcomes.push(gone('is_archived', 'channel'), async () => ({ kind: 'unknown', says: 'reset' }));
    await announcing(world, 2 * MINUTE);
    expect(directIn(world)).toMatchObject([{ place: alice.id, tells: ['ended'], isRepeat: true }]);
  });

  it('is told directly by the next process, where one died between Slack’s no and the store', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await happen(world, requestId, 'ended');
    world.faults.set('redirected', new Fault(faultWith({ system: 'store', code: 'failed' })));
    world.outcomes.push(gone('is_archived', 'channel'));
    const loop = await announcing(world, 5 * SECOND);
    await loop.stop();
    world.faults.clear();
    world.outcomes.push(gone('is_archived', 'channel'));
    await announcing(world, MINUTE);
    expect(directIn(world)).toMatchObject([{ place: alice.id, tells: ['ended'] }]);
  });

  it('is dropped where the person cannot be told either', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await happen(world, requestId, 'ended');
    world.outcomes.push(gone('is_archived', 'channel'), gone('channel_not_found', 'channel'));
    await announcing(world, MINUTE);
    expect(world.shown.filter(({ what }) => what !== 'card')).toEqual([]);
    expect(await world.posts.nextDue()).toBeNull();
  });

  it('is told under a new card, where the first one was deleted', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const first = present(await world.posts.cardOf(requestId));
    await happen(world, requestId, 'ended');
    world.outcomes.push(gone('thread_not_found', 'message'));
    await announcing(world, MINUTE);
    const second = present(await world.posts.cardOf(requestId));
    expect(second.postId).not.toBe(first.postId);
    expect(second.ts).not.toBe(first.ts);
    expect(notesIn(world)).toMatchObject([{ tells: ['ended'] }]);
    expect(await world.dossierOf(requestId)).toMatchObject({ request: { status: 'pending' } });
    const kinds = (await world.entries()).map(({ happening }) => happening.kind);
    expect(kinds.filter((kind) => kind.startsWith('card-'))).toEqual(['card-posted', 'card-gone', 'card-posted']);
  });

  it('is not told by a click on the deleted card: only the new one takes clicks', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const old = await world.clickBy(bob, requestId);
    const run = await world.runOf(requestId);
    await world.store.commit({ events: [runEvent(run, T, { kind: 'doubtful', fault: faultWith() })] });
    await happen(world, requestId, 'status');
    world.outcomes.push(gone('thread_not_found', 'message'));
    await announcing(world, MINUTE);
    expect(await world.review.approve(old)).toMatchObject({ kind: 'refused', refusal: { code: 'not-the-card' } });
    expect(await world.review.approve(await world.clickBy(bob, requestId))).toEqual({ kind: 'done' });
  });
});

it('what piles up in one channel does not hide what is due in another', async () => {
  const { world } = here;
  const requestId = await world.posted();
  world.people.channels.set('C0OTHER', { ...present(world.people.channels.get(CHANNEL)), id: 'C0OTHER' });
  const other = await world.posted({ channel: 'C0OTHER', verb: 'scan' });
  for (let count = 0; count < 120; count += 1) await happen(world, requestId, 'ended');
  await happen(world, other, 'status');
  world.outcomes.push(async () => ({ kind: 'limited', retryAt: T + 10 * MINUTE }));
  await announcing(world, 5 * SECOND);
  expect(notesIn(world)).toMatchObject([{ requestId: other, place: 'C0OTHER', tells: ['status'] }]);
});
