import type { MachineAction } from '../../src/domain/machine-action';
import { actionWith, DAY, HOUR, MINUTE, machineWith, SECOND, T } from '../domain/builders';
import type { Ask } from '../../src/flow/intake';
import { away } from './fake-defender';
import { useWorld, type World } from './world';

const here = useWorld();

/** Has a request asked for, approved and sent. */
const sent = async (world: World, facts: Partial<Ask> = {}): Promise<string> => {
  const requestId = await world.approved(facts);
  const dispatch = world.dispatch();
  dispatch.wake();
  await world.clock.settle();
  await dispatch.stop();
  world.defender.reads.length = 0;
  return requestId;
};
const tracking = async (world: World, forMs = 0) => {
  const loop = world.track();
  loop.wake();
  await world.clock.move(forMs);
  return loop;
};
const turn = (world: World, facts: Partial<MachineAction>, id = 'ma-1') => {
  world.defender.actionList = world.defender.actionList.map((one) => (one.id === id ? { ...one, ...facts } : one));
};
const told = async (world: World) => (await world.posts.due(world.clock.now(), 99)).map(({ event }) => event.happening);

it('tells every status word, and follows to the end', async () => {
  const { world } = here;
  const requestId = await sent(world);
  await tracking(world, 10 * SECOND);
  turn(world, { status: 'InProgress', updatedAt: T + 10 * SECOND });
  await world.clock.move(10 * SECOND);
  turn(world, { status: 'Succeeded', updatedAt: T + 20 * SECOND });
  await world.clock.move(10 * SECOND);
  expect(await world.statusOf(requestId)).toBe('approved succeeded');
  expect(await told(world)).toEqual(
    expect.arrayContaining([
      { kind: 'status', machineActionId: 'ma-1', status: 'InProgress', elapsedMs: 10 * SECOND },
      expect.objectContaining({ kind: 'ended', status: 'Succeeded', elapsedMs: 20 * SECOND }),
    ]),
  );
  world.defender.reads.length = 0;
  await world.clock.move(HOUR);
  expect(world.defender.reads).toEqual([]);
});

it.each([
  ['Failed', 'failed'],
  ['TimeOut', 'timed_out'],
  ['Cancelled', 'cancelled'],
])('%s is told as what it is', async (status, outcome) => {
  const { world } = here;
  const requestId = await sent(world);
  turn(world, { status });
  await tracking(world);
  expect(await world.statusOf(requestId)).toBe(`approved ${outcome}`);
});

it('one list a round serves all runs', async () => {
  const { world } = here;
  world.defender.machineList = Array.from({ length: 5 }, (_, i) =>
    machineWith({ id: String(i).repeat(40), name: `m-${i}` }),
  );
  for (const i of world.defender.machineList.keys()) await sent(world, { machines: [`m-${i}`] });
  await tracking(world);
  expect(world.defender.reads).toEqual(['actionsSince']);
});

it('one list a tick serves runs that were sent at different moments, however often it is woken', async () => {
  const { world } = here;
  world.defender.machineList = Array.from({ length: 4 }, (_, i) =>
    machineWith({ id: String(i).repeat(40), name: `m-${i}` }),
  );
  const loop = await tracking(world);
  for (const i of world.defender.machineList.keys()) {
    await sent(world, { machines: [`m-${i}`] });
    loop.wake();
    await world.clock.move(SECOND);
  }
  world.defender.reads.length = 0;
  for (let second = 0; second < 20; second += 1) {
    loop.wake();
    await world.clock.move(SECOND);
  }
  expect(world.defender.reads.length).toBeLessThanOrEqual(5);
  expect(world.defender.reads.length).toBeGreaterThanOrEqual(3);
});

it('looks ever less often', async () => {
  const { world } = here;
  await sent(world);
  await tracking(world, MINUTE);
  expect(world.defender.reads.length).toBeGreaterThanOrEqual(11);
  await world.clock.move(5 * HOUR);
  world.defender.reads.length = 0;
  await world.clock.move(HOUR);
  expect(world.defender.reads.length).toBeLessThanOrEqual(7);
});

it.each<[string, (world: World) => void]>([
  ['an unknown word', (world) => turn(world, { status: 'Simmering' })],
  ['a missing row', (world) => void world.defender.actionList.splice(0)],
])('%s changes nothing, for three days and six hours', async (_, arrange) => {
  const { world } = here;
  const requestId = await sent(world);
  arrange(world);
  await tracking(world, 10 * MINUTE);
  const before = await world.runOf(requestId);
  expect(before).toMatchObject({ status: 'dispatched', revision: 4 });
  await world.clock.move(3 * DAY + 6 * HOUR - 11 * MINUTE);
  expect(await world.statusOf(requestId)).toBe('approved dispatched');
  await world.clock.move(25 * MINUTE);
  expect(await world.statusOf(requestId)).toBe('approved unsettled');
  expect(await told(world)).toContainEqual({ kind: 'unsettled', why: 'lost-sight' });
});

it('Defender that is away delays the looks, and loses nothing', async () => {
  const { world } = here;
  const requestId = await sent(world);
  world.defender.readFault = away();
  turn(world, { status: 'Succeeded' });
  await tracking(world, 5 * MINUTE);
  expect(world.defender.reads.length).toBeLessThanOrEqual(16);
  expect(world.logged('track.delayed').length).toBeGreaterThan(5);
  world.defender.readFault = null;
  await world.clock.move(20 * SECOND);
  expect(await world.statusOf(requestId)).toBe('approved succeeded');
});

it('a bug with one run does not keep another from its end', async () => {
  const { world } = here;
  const first = await sent(world);
  const second = await sent(world, { verb: 'restrict' });
  turn(world, { status: 'Succeeded' });
  turn(world, { status: 'Succeeded' }, 'ma-2');
  const { commit } = world.store;
  world.store.commit = async (change) => {
    if (change.runs?.[0]?.requestId === first) throw new TypeError('bug');
    return commit(change);
  };
  await tracking(world, MINUTE);
  expect(await world.statusOf(second)).toBe('approved succeeded');
  expect(await world.statusOf(first)).toBe('approved dispatched');
  expect(world.logged('track.failed').length).toBeLessThan(5);
  world.store.commit = commit;
  await world.clock.move(MINUTE);
  expect(await world.statusOf(first)).toBe('approved succeeded');
});

it('two processes that see the same end tell it once', async () => {
  const { world } = here;
  await sent(world);
  turn(world, { status: 'Succeeded' });
  const loops = [world.track(), world.track()];
  for (const loop of loops) loop.wake();
  await world.clock.move(MINUTE);
  expect((await told(world)).filter(({ kind }) => kind === 'ended')).toHaveLength(1);
});

describe('a cancellation', () => {
  it.each([
    ['Cancelled', 'succeeded'],
    ['Succeeded', 'failed'],
  ])('of what ends as %s has %s', async (status, outcome) => {
    const { world } = here;
    const requestId = await sent(world);
    await world.clock.move(20 * MINUTE);
    const cancelId = await sent(world, { verb: 'cancel', machines: [requestId] });
    turn(world, { status });
    await tracking(world, 5 * SECOND);
    expect(await world.statusOf(cancelId)).toBe(`approved ${outcome}`);
    expect(await world.statusOf(requestId)).toBe(`approved ${status.toLowerCase()}`);
  });
});

describe('twins', () => {
  const found = async (world: World) => (await told(world)).filter(({ kind }) => kind === 'twin-found');
  const twin = (facts: Partial<MachineAction> = {}) =>
    actionWith({ id: 'twin', comment: '[twokey REQ1/2] because', createdAt: T + SECOND, ...facts });

  it('are told once, however often they are seen', async () => {
    const { world } = here;
    await sent(world);
    world.defender.actionList = [twin(), ...world.defender.actionList];
    await tracking(world, MINUTE).then((loop) => loop.stop());
    await tracking(world, MINUTE);
    expect(await found(world)).toEqual([{ kind: 'twin-found', keptId: 'ma-1', twinId: 'twin' }]);
  });

  it('leave the elder, even where the younger was followed', async () => {
    const { world } = here;
    const requestId = await sent(world);
    world.defender.actionList = [twin({ createdAt: T - SECOND }), ...world.defender.actionList];
    await tracking(world, MINUTE);
    expect((await world.runOf(requestId)).machineActionId).toBe('twin');
    expect(await found(world)).toEqual([{ kind: 'twin-found', keptId: 'twin', twinId: 'ma-1' }]);
  });

  it('keep a known start, even where the elder’s is not known', async () => {
    const { world } = here;
    const requestId = await sent(world);
    world.defender.actionList = [twin({ createdAt: null }), ...world.defender.actionList];
    await tracking(world, MINUTE);
    expect(await world.runOf(requestId)).toMatchObject({ machineActionId: 'twin', createdAt: T });
  });

  it('are not what others started', async () => {
    const { world } = here;
    await sent(world);
    world.defender.actionList = [
      twin({ comment: 'by hand' }),
      twin({ id: 'x', comment: '[twokey REQ9/1] because' }),
      ...world.defender.actionList,
    ];
    await tracking(world, MINUTE);
    expect(await found(world)).toEqual([]);
  });
});
