import type { Happening } from '../../src/domain/event';
import type { MachineAction } from '../../src/domain/machine-action';
import type { Answer, Order } from '../../src/domain/run';
import { faultWith, foreignWith, MINUTE, present, SECOND, T } from '../domain/builders';
import { held } from './fake-defender';
import { useWorld, type World } from './world';

/** Every order in which an action and its opposite can meet on one machine. */
const here = useWorld();

interface Pair {
  readonly on: 'isolate' | 'restrict';
  readonly off: 'release' | 'unrestrict';
  readonly onType: string;
  readonly offType: string;
}
const pairs: readonly Pair[] = [
  { on: 'isolate', off: 'release', onType: 'Isolate', offType: 'Unisolate' },
  { on: 'restrict', off: 'unrestrict', onType: 'RestrictCodeExecution', offType: 'UnrestrictCodeExecution' },
];

const open = (type: string, facts: Partial<MachineAction> = {}) =>
  foreignWith({ type, scope: type === 'Isolate' ? 'Full' : null, createdAt: T - MINUTE, ...facts });

const dispatching = async (world: World, forMs = 0) => {
  const loop = world.dispatch();
  loop.wake();
  await world.clock.move(forMs);
  return loop;
};

const events = async (world: World, requestId: string): Promise<readonly Happening[]> =>
  (await world.entries()).filter((entry) => entry.requestId === requestId).map(({ happening }) => happening);

const obstructions = async (world: World, requestId: string) =>
  (await events(world, requestId)).flatMap((happening) => (happening.kind === 'obstructed' ? [happening] : []));

/** Moves a Machine Action of Defender's list. */
const move = (world: World, id: string, facts: Partial<MachineAction>): void => {
  world.defender.actionList = world.defender.actionList.map((one) => (one.id === id ? { ...one, ...facts } : one));
};

const tails = (world: World) => world.defender.orders.map(({ path }) => path.split('/').at(-1));

describe.each(pairs)('$on and $off:', ({ on, off, onType, offType }) => {
  it.each(['Pending', 'InProgress'])('%s of somebody else, it is waited for, told, and then sent', async (status) => {
    const { world } = here;
    world.defender.actionList = [open(onType, { status })];
    const requestId = await world.approved({ verb: off });
    await dispatching(world, MINUTE);
    expect(world.defender.orders).toEqual([]);
    expect(await obstructions(world, requestId)).toMatchObject([{ machineActionId: 'ma-7', type: onType, status }]);
    move(world, 'ma-7', { status: 'Succeeded' });
    await world.clock.move(11 * SECOND);
    expect(world.defender.orders).toHaveLength(1);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });

  it.each(['Succeeded', 'Failed', 'TimeOut', 'Cancelled'])('%s, it is in nobody’s way', async (status) => {
    const { world } = here;
    world.defender.actionList = [open(onType, { status })];
    const requestId = await world.approved({ verb: off });
    await dispatching(world);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
    expect(await obstructions(world, requestId)).toEqual([]);
  });

  it(`the other way about, ${off} is waited for just so`, async () => {
    const { world } = here;
    world.defender.actionList = [open(offType)];
    const requestId = await world.approved({ verb: on });
    await dispatching(world, 30 * SECOND);
    expect(world.defender.orders).toEqual([]);
    expect(await obstructions(world, requestId)).toMatchObject([{ type: offType }]);
    move(world, 'ma-7', { status: 'Failed' });
    await world.clock.move(11 * SECOND);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });

  it.each<[string, Partial<MachineAction> | 'hidden']>([
    ['as Defender lists it', {}],
    ['while its row names no machine and no scope yet', { machineId: null, scope: null }],
    ['while Defender does not list it yet', 'hidden'],
  ])('ours that was just sent is waited for %s', async (_, how) => {
    const { world } = here;
    const first = await world.approved({ verb: on });
    const loop = await dispatching(world);
    const ours = present((await world.runOf(first)).machineActionId);
    const listed = world.defender.actionList;
    if (how === 'hidden') world.defender.actionList = [];
    else move(world, ours, how);
    const second = await world.approved({ verb: off });
    loop.wake();
    await world.clock.move(30 * SECOND);
    expect(world.defender.orders).toHaveLength(1);
    expect(await obstructions(world, second)).toMatchObject([
      { machineActionId: ours, all: [{ machineActionId: ours }] },
    ]);
    world.defender.actionList = listed;
    move(world, ours, { status: 'Succeeded', machineId: present(listed[0]).machineId });
    await world.clock.move(11 * SECOND);
    expect(await world.statusOf(second)).toBe('approved dispatched');
  });

  it('both approved in one instant go one after the other, though one read served both', async () => {
    const { world } = here;
    const slots = [held<void>(), held<void>()];
    let asked = 0;
    world.defender.slot = () => slots[asked++]?.promise ?? Promise.resolve();
    const first = await world.approved({ verb: on });
    const second = await world.approved({ verb: off });
    await dispatching(world);
    expect(asked).toBe(2);
    // The first is handed over and answered, and its lane is free again, before the second has its slot.
    slots[0]?.give();
    await world.clock.settle();
    expect(await world.statusOf(first)).toBe('approved dispatched');
    slots[1]?.give();
    await world.clock.move(30 * SECOND);
    expect(world.defender.orders).toHaveLength(1);
    expect(await obstructions(world, second)).toMatchObject([
      { machineActionId: (await world.runOf(first)).machineActionId },
    ]);
    move(world, present((await world.runOf(first)).machineActionId), { status: 'Succeeded' });
    await world.clock.move(11 * SECOND);
    expect(world.defender.orders).toHaveLength(2);
    expect(await world.statusOf(second)).toBe('approved dispatched');
  });

  it('the second waits in the lane while the first’s call is under way', async () => {
    const { world } = here;
    const answer = held<Answer>();
    world.defender.nextAnswers.push(() => answer.promise);
    await world.approved({ verb: on });
    const second = await world.approved({ verb: off });
    await dispatching(world, 10 * SECOND);
    expect(world.defender.orders).toHaveLength(1);
    expect((await events(world, second)).filter(({ kind }) => kind === 'lane-busy')).toHaveLength(1);
    const order = present(world.defender.orders[0]);
    answer.give({ kind: 'accepted', action: world.defender.accept(order), at: T });
    await world.clock.move(10 * SECOND);
    expect(world.defender.orders).toHaveLength(1);
    expect(await obstructions(world, second)).toHaveLength(1);
  });

  it('somebody’s that begins between our read and our call is found after Defender’s no, and waited for', async () => {
    const { world } = here;
    const requestId = await world.approved({ verb: off });
    world.defender.nextAnswers.push(async () => {
      world.defender.actionList = [open(onType)];
      return { kind: 'already-open', fault: faultWith({ code: 'ActiveRequestAlreadyExists' }) };
    });
    await dispatching(world, 5 * SECOND);
    expect(world.defender.orders).toHaveLength(1);
    expect(await obstructions(world, requestId)).toMatchObject([{ machineActionId: 'ma-7', type: onType }]);
    move(world, 'ma-7', { status: 'Succeeded' });
    await world.clock.move(11 * SECOND);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
    expect(world.defender.orders).toHaveLength(2);
  });

  it('a duplicate that hangs is waited for like the first, all are told, and nothing is sent late', async () => {
    const { world } = here;
    const first = await world.approved({ verb: on });
    // Defender takes a second one beside ours.
    world.defender.nextAnswers.push(async (order: Order) => {
      const action = world.defender.accept(order);
      world.defender.actionList = [open(onType, { createdAt: T + SECOND }), ...world.defender.actionList];
      return { kind: 'accepted', action, at: T };
    });
    const loop = await dispatching(world);
    const ours = present((await world.runOf(first)).machineActionId);
    const second = await world.approved({ verb: off });
    loop.wake();
    await world.clock.move(11 * SECOND);
    expect(await obstructions(world, second)).toMatchObject([
      {
        all: [
          { machineActionId: ours, requestId: first },
          { machineActionId: 'ma-7', requestId: null },
        ],
      },
    ]);
    move(world, ours, { status: 'Succeeded' });
    await world.clock.move(20 * SECOND);
    // Told once more, since less is in the way now.
    expect(await obstructions(world, second)).toHaveLength(2);
    expect((await obstructions(world, second))[1]).toMatchObject({ all: [{ machineActionId: 'ma-7' }] });
    expect(world.defender.orders).toHaveLength(1);
    const sweep = world.sweep();
    sweep.wake();
    await world.clock.move(15 * MINUTE);
    await sweep.stop();
    expect(await world.statusOf(second)).toBe('expired not_sent');
    expect(await events(world, second)).toContainEqual(
      expect.objectContaining({ kind: 'not-sent', reason: 'send-by' }),
    );
    move(world, 'ma-7', { status: 'Succeeded' });
    await world.clock.move(MINUTE);
    expect(world.defender.orders).toHaveLength(1);
  });

  it('a call whose answer was lost holds the lane until it is known what became of it', async () => {
    const { world } = here;
    world.defender.nextAnswers.push(async () => ({ kind: 'ambiguous', fault: faultWith() }));
    await world.approved({ verb: on });
    const second = await world.approved({ verb: off });
    await dispatching(world, 2 * MINUTE);
    expect(world.defender.orders).toHaveLength(1);
    expect((await events(world, second)).filter(({ kind }) => kind === 'lane-busy')).toHaveLength(1);
  });
});

it.each([
  ['full', 'Selective'],
  ['selective', 'Full'],
] as const)('isolate %s waits for somebody’s %s isolation, and is not taken for it', async (parameter, scope) => {
  const { world } = here;
  world.defender.actionList = [open('Isolate', { scope })];
  const requestId = await world.approved({ parameter });
  await dispatching(world, 11 * SECOND);
  expect(world.defender.orders).toEqual([]);
  expect(await obstructions(world, requestId)).toHaveLength(1);
  move(world, 'ma-7', { status: 'Succeeded' });
  await world.clock.move(11 * SECOND);
  expect(tails(world)).toEqual(['isolate']);
});

it('a release waits for our isolation and its twin until both have ended', async () => {
  const { world } = here;
  const first = await world.approved();
  const loop = await dispatching(world);
  const ours = present((await world.runOf(first)).machineActionId);
  const twin = present(world.defender.actionList.find(({ id }) => id === ours));
  world.defender.actionList = [{ ...twin, id: 'twin', createdAt: T + SECOND }, ...world.defender.actionList];
  const second = await world.approved({ verb: 'release' });
  loop.wake();
  await world.clock.move(SECOND);
  expect((await obstructions(world, second))[0]?.all?.map(({ machineActionId }) => machineActionId)).toEqual([
    ours,
    'twin',
  ]);
  move(world, ours, { status: 'Succeeded' });
  await world.clock.move(11 * SECOND);
  expect(world.defender.orders).toHaveLength(1);
  move(world, 'twin', { status: 'Cancelled' });
  await world.clock.move(11 * SECOND);
  expect(tails(world)).toEqual(['isolate', 'unisolate']);
});

it('an end that Defender lists frees the way before we have noted it ourselves', async () => {
  const { world } = here;
  const first = await world.approved();
  const loop = await dispatching(world);
  move(world, present((await world.runOf(first)).machineActionId), { status: 'Succeeded' });
  const second = await world.approved({ verb: 'release' });
  loop.wake();
  await world.clock.settle();
  expect(await world.statusOf(first)).toBe('approved dispatched');
  expect(await world.statusOf(second)).toBe('approved dispatched');
});
