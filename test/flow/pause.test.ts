import { Fault } from '../../src/domain/fault';
import type { PauseAsk, ResumeAsk } from '../../src/flow/intake';
import {
  actionWith,
  alice,
  bob,
  carol,
  dave,
  faultWith,
  group,
  MINUTE,
  present,
  SECOND,
  users,
} from '../domain/builders';
import { held } from './fake-defender';
import { CHANNEL, MACHINE_ID, useWorld, type World } from './world';

const here = useWorld();
type Who = { readonly id: string };

const pausing = async (world: World, by: Who = bob, facts: Partial<PauseAsk> = {}) =>
  world.switching.pause({
    delivery: facts.delivery ?? (await world.deliver()),
    personId: by.id,
    channel: CHANNEL,
    words: 'stolen',
    ...facts,
  });
const resuming = async (world: World, by: Who, facts: Partial<ResumeAsk> = {}) =>
  world.switching.resume({
    delivery: facts.delivery ?? (await world.deliver()),
    personId: by.id,
    channel: CHANNEL,
    words: '',
    about: 'typed',
    messageTs: null,
    ...facts,
  });
const resumers = async (world: World) => (await world.store.sending()).pause?.resumers.map(({ id }) => id) ?? null;

/** Lets a loop work for a while, then stops it. */
const working = async (world: World, loop: { wake(): void; stop(): Promise<void> }, ms: number): Promise<void> => {
  loop.wake();
  await world.clock.move(ms);
  await loop.stop();
};

describe('the switch', () => {
  it('is moved by an approver, and by two of them back', async () => {
    const { world } = here;
    expect(await pausing(world)).toEqual({ kind: 'done', given: null, needed: 2, channels: [CHANNEL] });
    expect(await resuming(world, bob)).toMatchObject({ kind: 'done', given: 1 });
    expect(await resuming(world, bob)).toMatchObject({ refusal: { code: 'resume-already-asked' } });
    expect(await resuming(world, carol)).toMatchObject({ kind: 'done', given: 2 });
    expect(await world.store.sending()).toEqual({ revision: 4, pause: null });
    expect(world.woken.filter((name) => name === 'switched')).toHaveLength(3);
    expect(['sending.paused', 'sending.resumed'].map((event) => world.logged(event).length)).toEqual([1, 1]);
  });

  it('is moved once by a delivery that comes twice', async () => {
    const { world } = here;
    const delivery = await world.deliver();
    await pausing(world, bob, { delivery });
    expect(await pausing(world, bob, { delivery })).toEqual({ kind: 'seen' });
    const click = await world.deliver();
    await resuming(world, carol, { delivery: click });
    expect(await resuming(world, carol, { delivery: click })).toEqual({ kind: 'seen' });
    expect(await resumers(world)).toEqual([carol.id]);
  });

  it('is moved back by two who race, and counts one who double-clicks once', async () => {
    const { world } = here;
    await pausing(world);
    const outcomes = await Promise.all([resuming(world, carol), resuming(world, carol)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
    await resuming(world, bob);
    await pausing(world);
    const both = await Promise.all([resuming(world, carol), resuming(world, dave), resuming(world, bob)]);
    expect(both.map((one) => (one.kind === 'done' ? one.given : one.kind))).toEqual([1, 2, 'refused']);
    expect(await world.store.sending()).toMatchObject({ pause: null });
  });

  it.each<[string, string, (world: World) => void, Who]>([
    ['a requestor', 'not-allowed-to-pause', () => {}, alice],
    ['somebody whom Slack does not know', 'not-a-member', () => {}, { id: 'UEVE' }],
    ['one who has left the group', 'not-allowed-to-pause', (w) => w.setPolicy({ approvers: group('S1') }), bob],
    ['a guest', 'not-a-member', (w) => setProfile(w, bob.id, { isGuest: true }), bob],
  ])('is not moved by %s, which is on record', async (_, code, arrange, person) => {
    const { world } = here;
    arrange(world);
    expect(await pausing(world, person)).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(await resuming(world, person)).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(await world.store.sending()).toEqual({ revision: 1, pause: null });
    expect((await world.store.attemptsOf(person.id, 'refused-clicks', 0)).made).toHaveLength(2);
  });

  const setProfile = (world: World, id: string, facts: object) =>
    void world.people.profiles.set(id, { ...present(world.people.profiles.get(id)), ...facts });

  it('is not moved while Slack does not say who asks, and the fault is told', async () => {
    const { world } = here;
    world.people.fault = new Fault(faultWith({ system: 'Slack' }));
    await expect(pausing(world)).rejects.toThrow(Fault);
    expect(await world.store.sending()).toEqual({ revision: 1, pause: null });
  });

  it('counts only who is an approver when the second one says so', async () => {
    const { world } = here;
    await pausing(world);
    await resuming(world, bob);
    setProfile(world, bob.id, { isDeactivated: true });
    expect(await resuming(world, carol)).toMatchObject({ kind: 'done', given: 1 });
    expect(await resumers(world)).toEqual([carol.id]);
    world.setPolicy({ approvers: users(dave.id) });
    expect(await resuming(world, dave)).toMatchObject({ kind: 'done', given: 1 });
    expect(await resumers(world)).toEqual([dave.id]);
  });

  it('does not go back on a word from before the pause', async () => {
    const { world } = here;
    const delivery = await world.deliver();
    await pausing(world);
    expect(await resuming(world, carol, { delivery })).toMatchObject({ refusal: { code: 'later-pause' } });
  });

  it('takes a word after the pause, whatever the clock of the replica says that heard it', async () => {
    const { world } = here;
    await pausing(world);
    const delivery = await world.deliver(world.clock.now() - 5 * SECOND);
    expect(await resuming(world, carol, { delivery })).toMatchObject({ kind: 'done', given: 1 });
  });

  it('is moved from a direct message too, and told in the channels of the policy', async () => {
    const { world } = here;
    world.setPolicy({ channels: ['C0NIGHT'] });
    expect(await pausing(world, bob, { channel: 'D1' })).toMatchObject({ kind: 'done', channels: ['C0NIGHT'] });
  });

  it('does not wait for Slack to say what the channel is', async () => {
    const { world } = here;
    const { promise } = held<null>();
    world.directory.channel = () => promise;
    const paused = pausing(world);
    await world.clock.move(3 * SECOND);
    expect(await paused).toMatchObject({ kind: 'done', channels: [] });
  });
});

describe('while it is paused', () => {
  it('a run that was about to be claimed stays ready, and goes when another replica has sending resumed', async () => {
    const { world } = here;
    const requestId = await world.approved();
    const slot = held<void>();
    world.defender.slot = () => slot.promise;
    const loop = world.dispatch();
    loop.wake();
    await world.clock.move(SECOND);
    await pausing(world);
    slot.give();
    await world.clock.move(MINUTE);
    expect(await world.statusOf(requestId)).toBe('approved ready');
    expect(world.defender.orders).toEqual([]);
    expect(world.lines.filter(({ level }) => level === 'error' || level === 'warn')).toMatchObject([
      { event: 'sending.paused' },
    ]);
    const reads = world.defender.reads.length;
    await world.clock.move(MINUTE);
    expect(world.defender.reads).toHaveLength(reads);
    await resuming(world, bob);
    await resuming(world, carol);
    await world.clock.move(5 * SECOND);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
    expect(world.defender.orders).toHaveLength(1);
    await loop.stop();
  });

  it('a claim that was stored before goes out', async () => {
    const { world } = here;
    const requestId = await world.approved();
    const answer = held<void>();
    world.defender.nextAnswers.push(async (order) => {
      await answer.promise;
      return { kind: 'accepted', action: world.defender.accept(order), at: world.clock.now() };
    });
    const loop = world.dispatch();
    loop.wake();
    await world.clock.move(SECOND);
    await pausing(world);
    answer.give();
    await world.clock.move(SECOND);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
    await loop.stop();
  });

  it('what runs already is not adopted, since that would be a claim', async () => {
    const { world } = here;
    const requestId = await world.approved();
    world.defender.actionList = [actionWith({ id: 'theirs', type: 'Isolate', scope: 'Full', machineId: MACHINE_ID })];
    const read = held<void>();
    const { machines } = world.defender;
    world.defender.machines = async (ids) => {
      await read.promise;
      return machines(ids);
    };
    const loop = world.dispatch();
    loop.wake();
    await world.clock.move(SECOND);
    await pausing(world);
    read.give();
    await world.clock.move(SECOND);
    expect(await world.statusOf(requestId)).toBe('approved ready');
    await resuming(world, bob);
    await resuming(world, carol);
    await world.clock.move(5 * SECOND);
    expect(await world.runOf(requestId)).toMatchObject({ status: 'dispatched', machineActionId: 'theirs' });
    await loop.stop();
  });

  it('what could not be sent in time ends, and says who had paused sending', async () => {
    const { world } = here;
    const requestId = await world.approved();
    await pausing(world);
    await working(world, world.sweep(), 16 * MINUTE);
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
    const told = (await world.posts.due(world.clock.now(), 99)).map(({ event }) => event.happening);
    expect(told).toContainEqual({ kind: 'not-sent', reason: 'send-by', words: 'Sending was paused by Bob Baker.' });
  });
});

describe('it is told', () => {
  it('as notices, which are redrawn once sending goes on', async () => {
    const { world } = here;
    const loop = world.announce();
    await pausing(world);
    loop.wake();
    await world.clock.move(5 * SECOND);
    await resuming(world, bob);
    await resuming(world, carol);
    loop.wake();
    await world.clock.move(10 * SECOND);
    await loop.stop();
    expect(world.noticed.map(({ tells, isOver }) => [tells, isOver])).toEqual(
      expect.arrayContaining([
        ['paused', false],
        ['resume-asked', true],
        ['resumed', false],
        ['paused redrawn', true],
      ]),
    );
    expect(await world.posts.nextDue()).toBeNull();
  });

  it('again and marked, where Slack’s answer was lost', async () => {
    const { world } = here;
    world.outcomes.push(async () => ({ kind: 'unknown', says: 'lost' }));
    await pausing(world);
    await working(world, world.announce(), 40 * SECOND);
    expect(world.noticed).toEqual([{ tells: 'paused', isOver: false, isRepeat: true }]);
  });

  it('on the card of every request that it holds back, and so is its end', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await pausing(world);
    await working(world, world.announce(), 5 * SECOND);
    const redraws = () => world.shown.filter(({ what, requestId: id }) => what === 'redraw' && id === requestId).length;
    expect(redraws()).toBe(1);
    await resuming(world, bob);
    await working(world, world.announce(), 5 * SECOND);
    expect(redraws()).toBe(1);
    await resuming(world, carol);
    await working(world, world.announce(), 5 * SECOND);
    expect(redraws()).toBe(2);
  });

  it('on a card that was being posted when the pause came', async () => {
    const { world } = here;
    const posted = held<void>();
    world.outcomes.push(async () => {
      await posted.promise;
      return { kind: 'sent', ts: 'card.ts' };
    });
    await world.asking();
    const loop = world.announce();
    loop.wake();
    await world.clock.move(SECOND);
    await pausing(world);
    posted.give();
    await world.clock.move(5 * SECOND);
    await loop.stop();
    expect(world.shown.map(({ what }) => what)).toEqual(['card', 'redraw']);
  });
});

describe('Resume on a notice', () => {
  const NOTICE = 'notice.ts';
  const paused = async (world: World) => {
    await pausing(world);
    const [notice] = await world.posts.notices(world.clock.now(), 9);
    const id = present(notice).id;
    await world.posts.begin([id], world.clock.now());
    const { number: about } = present((await world.store.sending()).pause ?? undefined);
    const click = (messageTs: string, channel = CHANNEL) => resuming(world, carol, { about, messageTs, channel });
    return { id, click };
  };
  const copy = { kind: 'refused', refusal: { code: 'not-the-notice' } };

  it('acts on the recorded message alone', async () => {
    const { world } = here;
    const { id, click } = await paused(world);
    await world.posts.sent([id], NOTICE);
    expect(await click(NOTICE, 'C0OTHER')).toMatchObject(copy);
    expect(await click('copy.ts')).toMatchObject(copy);
    expect(await click('')).toMatchObject(copy);
    expect(await resumers(world)).toEqual([]);
    expect(await click(NOTICE)).toMatchObject({ kind: 'done', given: 1 });
  });

  it('acts while Slack’s answer is lost, in its channel and on none of somebody else, and that settles which it is', async () => {
    const { world } = here;
    const { id, click } = await paused(world);
    await world.posts.unknown([id], world.clock.now());
    expect(await click(NOTICE, 'C0OTHER')).toMatchObject(copy);
    expect(await click('')).toMatchObject(copy);
    expect(await click(NOTICE)).toMatchObject({ kind: 'done', given: 1 });
    expect((await world.posts.noticesIn(CHANNEL)).map(({ ts }) => ts)).toEqual([NOTICE]);
    expect(await click('later-copy.ts')).toMatchObject(copy);
  });

  it('does nothing where the notice was never handed to Slack', async () => {
    const { world } = here;
    await pausing(world);
    const { number: about } = present((await world.store.sending()).pause ?? undefined);
    expect(await resuming(world, carol, { about, messageTs: NOTICE })).toMatchObject(copy);
  });
});
