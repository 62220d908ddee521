import { Fault } from '../../src/domain/fault';
import { createTellSubscribers } from '../../src/flow/tell-subscribers';
import { alice, bob, carol, faultWith, MINUTE, SECOND } from '../domain/builders';
import { useWorld, type World } from './world';

const here = useWorld();

const subscribing = async (world: World, ...people: readonly { readonly id: string; readonly name: string }[]) => {
  for (const person of people) {
    const how = { delivery: await world.deliver(), policyHash: 'p', now: world.clock.now() };
    await world.subscriptions.change(person, 'on', how);
  }
};
const telling = async (world: World, forMs = 5 * SECOND) => {
  const loop = createTellSubscribers({ ...world, called: () => {} });
  loop.wake();
  await world.clock.move(forMs);
  await loop.stop();
};
const saying = async (world: World) => {
  const loop = world.announce();
  loop.wake();
  await world.clock.move(3 * SECOND);
  await loop.stop();
};
const told = (world: World) =>
  world.shown
    .filter(({ what }) => what === 'waiting')
    .map(({ place, requestId, tells }) => [place, requestId, tells.length]);

describe('a request whose card was posted', () => {
  it('is told to those subscribers who could approve it, once', async () => {
    const { world } = here;
    await subscribing(world, alice, bob);
    const requestId = await world.posted();
    await telling(world);
    await telling(world);
    await saying(world);
    expect(told(world)).toEqual([[bob.id, requestId, 1]]);
  });

  it('is told once however many find it at the same moment', async () => {
    const { world } = here;
    await subscribing(world, bob, carol);
    await world.posted();
    await Promise.all([telling(world), telling(world), telling(world)]);
    await saying(world);
    expect(told(world).map(([place]) => place)).toEqual([bob.id, carol.id]);
  });

  it('is told together with others that wait for the same person', async () => {
    const { world } = here;
    await subscribing(world, bob);
    await world.posted();
    await world.posted({ verb: 'scan', parameter: null });
    await telling(world);
    await saying(world);
    expect(told(world)).toEqual([[bob.id, 'REQ1', 2]]);
  });

  it('is not told to whoever unsubscribed, nor once it is decided, before it is said', async () => {
    const { world } = here;
    await subscribing(world, bob, carol);
    const requestId = await world.posted();
    await telling(world);
    const how = { delivery: await world.deliver(), policyHash: 'p', now: world.clock.now() };
    await world.subscriptions.change(carol, 'off', how);
    await world.review.withdraw(await world.clickBy(alice, requestId));
    await saying(world);
    expect(told(world)).toEqual([]);
    expect((await world.posts.due(world.clock.now() + MINUTE, 99)).filter(({ kind }) => kind === 'direct')).toEqual([]);
  });

  it('is told later to whom Slack did not know at first, and to nobody else again', async () => {
    const { world } = here;
    world.setPolicy({ approvers: { usergroups: ['SAPP'], users: [carol.id] } });
    world.people.groups.set('SAPP', new Set([bob.id]));
    await subscribing(world, bob);
    await world.posted();
    world.people.fault = new Fault(faultWith({ system: 'Slack', code: 'ratelimited' }));
    await telling(world);
    await saying(world);
    expect(told(world)).toEqual([]);
    world.people.fault = null;
    await telling(world);
    await telling(world);
    await saying(world);
    expect(told(world)).toEqual([[bob.id, 'REQ1', 1]]);
  });

  it('calls nobody where nobody had subscribed before', async () => {
    const { world } = here;
    await world.posted();
    await subscribing(world, bob);
    await telling(world);
    await saying(world);
    expect(told(world)).toEqual([]);
  });
});
