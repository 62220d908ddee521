import type { Answer } from '../../src/domain/run';
import { createFlow } from '../../src/flow/flow';
import { alice, bob, HOUR, MINUTE, present, SECOND } from '../domain/builders';
import { held } from './fake-defender';
import { CHANNEL, useWorld, type World } from './world';

const here = useWorld();

const flowOf = (world: World) =>
  createFlow({
    ...world,
    callTimeoutMs: 30 * SECOND,
    settling: { graceMs: 60 * SECOND, againMs: 5 * SECOND },
    trackIntervalMs: 5 * SECOND,
    isRehearsal: false,
    isAlone: true,
  });

const ask = async (world: World, flow: ReturnType<typeof flowOf>) => {
  const submitted = await flow.submit({
    delivery: await world.deliver(),
    personId: alice.id,
    channel: CHANNEL,
    thread: null,
    verb: 'restrict',
    machines: ['web-01'],
    chosenMachineId: null,
    parameter: null,
    forMs: null,
    comment: 'because',
  });
  if (submitted.kind !== 'opened') throw new Error(submitted.kind);
  return submitted.requestId;
};
const openFor = async (flow: ReturnType<typeof flowOf>) => {
  const listed = await flow.status(alice.id);
  return listed.kind === 'list' ? listed.dossiers.map(({ request }) => request.id) : listed.refusal.code;
};
const tells = (world: World) => world.shown.flatMap((shown) => shown.tells);

it('the main job runs by itself, from the question to the end', async () => {
  const { world } = here;
  const flow = flowOf(world);
  flow.start();
  const requestId = await ask(world, flow);
  await world.clock.move(SECOND);
  expect(await openFor(flow)).toEqual([requestId]);
  await flow.approve(await world.clickBy(bob, requestId));
  await world.clock.move(20 * SECOND);
  world.defender.actionList = world.defender.actionList.map((one) => ({ ...one, status: 'Succeeded' }));
  await world.clock.move(20 * SECOND);
  expect(await world.statusOf(requestId)).toBe('approved succeeded');
  expect(tells(world)).toEqual(['asked', 'approved', 'sent', 'ended']);
  expect(world.shown.findLast(({ what }) => what === 'redraw')?.dossier.runs[0]?.status).toBe('succeeded');
  expect(world.defender.orders).toHaveLength(1);
  expect(await openFor(flow)).toEqual([]);
  await flow.stop();
});

it.each([
  ['has arrived', true],
  ['has not arrived', false],
])('a process that dies during a call that %s leaves one Machine Action, told once', async (_, hasArrived) => {
  const { world } = here;
  const first = flowOf(world);
  first.start();
  const requestId = await ask(world, first);
  await world.clock.move(SECOND);
  world.defender.nextAnswers.push(async (order) => {
    if (hasArrived) world.defender.accept(order);
    return held<Answer>().promise;
  });
  await first.approve(await world.clickBy(bob, requestId));
  await world.clock.move(SECOND);
  expect(await world.statusOf(requestId)).toBe('approved dispatching');
  // The first is never heard of again: its loops end, and its call is never answered.
  void first.stop();
  const second = flowOf(world);
  second.start();
  await world.clock.move(3 * MINUTE);
  expect(world.defender.actionList).toHaveLength(1);
  expect(await world.runOf(requestId)).toMatchObject({
    status: 'dispatched',
    machineActionId: 'ma-1',
    adoptedFrom: null,
  });
  expect(tells(world).filter((kind) => kind === 'sent')).toHaveLength(1);
  await second.stop();
});

it('a card whose sending was cut off by a crash is said again, and its request goes on', async () => {
  const { world } = here;
  const first = flowOf(world);
  first.start();
  world.outcomes.push(() => held<never>().promise);
  const requestId = await ask(world, first);
  await world.clock.move(SECOND);
  void first.stop();
  const second = flowOf(world);
  second.start();
  await world.clock.move(10 * SECOND);
  expect(world.shown[0]).toMatchObject({ what: 'card', requestId, isRepeat: true });
  await second.approve(await world.clickBy(bob, requestId));
  await world.clock.move(5 * SECOND);
  expect(await world.statusOf(requestId)).toBe('approved dispatched');
  await second.stop();
});

it('a request that nobody decides expires and says so, with nobody touching anything', async () => {
  const { world } = here;
  const flow = flowOf(world);
  flow.start();
  const requestId = await ask(world, flow);
  await world.clock.move(31 * MINUTE);
  expect(await world.statusOf(requestId)).toBe('expired not_sent');
  expect(tells(world)).toEqual(['asked', 'reminded', 'expired']);
  await flow.stop();
});

it('Defender that is away for longer than the time to send: nothing is sent late, and that is told', async () => {
  const { world } = here;
  const flow = flowOf(world);
  flow.start();
  const requestId = await ask(world, flow);
  await world.clock.move(SECOND);
  const { actionsOn } = world.defender;
  world.defender.actionsOn = () => held<never>().promise;
  await flow.approve(await world.clickBy(bob, requestId));
  await world.clock.move(16 * MINUTE);
  expect(await world.statusOf(requestId)).toBe('expired not_sent');
  expect(tells(world)).toContain('not-sent');
  world.defender.actionsOn = actionsOn;
  await world.clock.move(HOUR);
  expect(world.defender.orders).toEqual([]);
  void flow.stop();
});

it('has nothing to do when nothing is due: no stage wakes another in a circle', async () => {
  const { world } = here;
  const flow = flowOf(world);
  flow.start();
  await world.clock.move(SECOND);
  let reads = 0;
  const { due } = world.posts;
  world.posts.due = (...facts) => {
    reads += 1;
    return due(...facts);
  };
  await world.clock.move(MINUTE);
  expect(reads).toBeLessThanOrEqual(8);
  await flow.stop();
});

it('that is stopped begins nothing new, and what it began is stored', async () => {
  const { world } = here;
  const flow = flowOf(world);
  flow.start();
  const requestId = await ask(world, flow);
  await world.clock.move(SECOND);
  const answer = held<Answer>();
  world.defender.nextAnswers.push(() => answer.promise);
  await flow.approve(await world.clickBy(bob, requestId));
  await world.clock.settle();
  const stopping = flow.stop();
  answer.give({
    kind: 'accepted',
    action: world.defender.accept(present(world.defender.orders[0])),
    at: world.clock.now(),
  });
  await stopping;
  expect(await world.statusOf(requestId)).toBe('approved dispatched');
  const shown = world.shown.length;
  await world.clock.move(MINUTE);
  expect(world.shown).toHaveLength(shown);
});
