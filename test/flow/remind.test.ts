import { Fault } from '../../src/domain/fault';
import type { Happening } from '../../src/domain/event';
import { faultWith, foreignWith, HOUR, machineWith, MINUTE, SECOND, T } from '../domain/builders';
import { useWorld, type World } from './world';

const DAY = 24 * HOUR;
const here = useWorld();

/** Sent and succeeded at T; `facts` are of the ask. */
const succeeded = async (world: World, facts: object = {}): Promise<string> => {
  const requestId = await world.approved(facts);
  const dispatch = world.dispatch();
  dispatch.wake();
  await world.clock.settle();
  await dispatch.stop();
  world.defender.actionList = world.defender.actionList.map((one) => ({ ...one, status: 'Succeeded', updatedAt: T }));
  const track = world.track();
  track.wake();
  await world.clock.move(0);
  await track.stop();
  return requestId;
};

const reminding = async (world: World, forMs: number) => {
  const loop = world.remind();
  loop.wake();
  await world.clock.move(forMs);
  return loop;
};

const reminders = async (world: World): Promise<readonly Happening[]> =>
  (await world.entries())
    .map(({ happening }) => happening)
    .filter(({ kind }) => ['containment-over', 'lifts-soon', 'not-reminded'].includes(kind));

const over = { kind: 'containment-over', forMs: 4 * HOUR, machines: ['web-01.contoso.com'], unseen: [] } as const;

describe('a containment that was wanted for a time', () => {
  it('is reminded of when that is over, counted from its success, once', async () => {
    const { world } = here;
    const requestId = await succeeded(world, { forMs: 4 * HOUR });
    expect((await world.runOf(requestId)).remindAt).toBe(T + 4 * HOUR);
    const loop = await reminding(world, 4 * HOUR - 1);
    expect(await reminders(world)).toEqual([]);
    await world.clock.move(1);
    expect(await reminders(world)).toEqual([over]);
    expect(await world.statusOf(requestId)).toBe('approved succeeded');
    await world.clock.move(DAY);
    expect(await reminders(world)).toEqual([over]);
    await loop.stop();
  });

  it('and then also of Defender’s own lift, a day before', async () => {
    const { world } = here;
    await succeeded(world, { forMs: 4 * HOUR });
    await reminding(world, 7 * DAY);
    const lifts = { kind: 'lifts-soon', liftsAt: T + 7 * DAY, machines: ['web-01.contoso.com'], unseen: [] };
    expect(await reminders(world)).toEqual([over, lifts]);
    const at = (await world.entries()).filter(({ happening }) => happening.kind === 'lifts-soon').map((one) => one.at);
    expect(at).toEqual([T + 6 * DAY]);
  });

  it('is reminded of after a long absence, with what Defender has done by itself meanwhile', async () => {
    const { world } = here;
    await succeeded(world, { forMs: 4 * HOUR });
    await world.clock.move(20 * DAY);
    await reminding(world, MINUTE);
    expect((await reminders(world)).map(({ kind }) => kind)).toEqual(['containment-over', 'lifts-soon']);
  });

  it('of as long as Defender keeps it is reminded of once, a day before', async () => {
    const { world } = here;
    await succeeded(world, { forMs: 7 * DAY });
    await reminding(world, 10 * DAY);
    expect((await reminders(world)).map(({ kind }) => kind)).toEqual(['lifts-soon']);
  });

  it('that Defender never lifts is reminded of at its end only', async () => {
    const { world } = here;
    await succeeded(world, { verb: 'restrict', forMs: 10 * DAY });
    await reminding(world, 30 * DAY);
    expect(await reminders(world)).toEqual([{ ...over, forMs: 10 * DAY }]);
  });
});

describe('one that was undone since', () => {
  it.each([
    ['by somebody else, as Defender’s list shows', { createdAt: T + HOUR, updatedAt: T + HOUR }, 1],
    ['not yet, and something is only on its way', { status: 'Pending', createdAt: T + HOUR, updatedAt: T + HOUR }, 0],
    ['before it began', { createdAt: T - HOUR, updatedAt: T - HOUR }, 0],
  ])('%s is reminded of accordingly', async (_, facts, undone) => {
    const { world } = here;
    await succeeded(world, { forMs: 4 * HOUR });
    const action = foreignWith({ id: 'ma-9', type: 'Unisolate', scope: null, status: 'Succeeded', ...facts });
    world.defender.actionList = [...world.defender.actionList, action];
    await reminding(world, 7 * DAY);
    expect((await reminders(world)).map(({ kind }) => kind)).toEqual(
      undone === 1 ? ['not-reminded'] : ['containment-over', 'lifts-soon'],
    );
  });

  it('through Twokey is reminded of no more, and its card offers it no more', async () => {
    const { world } = here;
    const requestId = await succeeded(world, { forMs: 4 * HOUR });
    await world.clock.move(HOUR);
    expect((await world.dossierOf(requestId)).undone).toEqual([]);
    const releaseId = await world.approved({ verb: 'release' });
    const dispatch = world.dispatch();
    dispatch.wake();
    await world.clock.settle();
    world.defender.actionList = world.defender.actionList.map((one) => ({
      ...one,
      ...(one.type === 'Unisolate' ? { status: 'Succeeded', updatedAt: world.clock.now() } : {}),
    }));
    const track = world.track();
    track.wake();
    await world.clock.move(MINUTE);
    await track.stop();
    await dispatch.stop();
    expect(await world.statusOf(releaseId)).toBe('approved succeeded');
    const [run] = (await world.dossierOf(requestId)).runs;
    expect((await world.dossierOf(requestId)).undone).toEqual([run?.id]);
    expect((await world.posts.redraws(world.clock.now(), 9)).map((card) => card.requestId)).toContain(requestId);
    world.defender.actionList = [];
    await reminding(world, 7 * DAY);
    expect(await reminders(world)).toEqual([
      { kind: 'not-reminded', machine: 'web-01.contoso.com', machineActionId: null },
    ]);
  });
});

it('where Defender cannot be asked, the reminder comes in time and says so', async () => {
  const { world } = here;
  await succeeded(world, { forMs: 4 * HOUR });
  const { following } = world.defender;
  following.actionsOn = async () => {
    throw new Fault(faultWith());
  };
  await reminding(world, 4 * HOUR);
  expect(await reminders(world)).toEqual([{ ...over, unseen: ['web-01.contoso.com'] }]);
});

it('machines of one request that are due together are named together', async () => {
  const { world } = here;
  const names = ['web-01.contoso.com', 'web-02.contoso.com', 'web-03.contoso.com'];
  world.defender.machineList = names.map((name, index) => machineWith({ id: String(index).repeat(40), name }));
  await succeeded(world, { machines: names, forMs: 4 * HOUR });
  await reminding(world, 5 * HOUR);
  expect((await reminders(world)).map((one) => ('machines' in one ? one.machines?.toSorted() : one))).toEqual([names]);
});

it('two processes that see the same time come remind once', async () => {
  const { world } = here;
  await succeeded(world, { forMs: 4 * HOUR });
  const loops = [world.remind(), world.remind()];
  for (const loop of loops) loop.wake();
  await world.clock.move(5 * HOUR);
  for (const loop of loops) await loop.stop();
  expect(await reminders(world)).toEqual([over]);
});

it('what somebody else had begun, and Twokey only followed, is reminded of as well', async () => {
  const { world } = here;
  world.defender.actionList = [foreignWith({ id: 'ma-7', status: 'Pending', createdAt: T, updatedAt: T })];
  const requestId = await succeeded(world, { forMs: 4 * HOUR });
  expect((await world.runOf(requestId)).adoptedFrom).toBe('eve@contoso.com');
  await reminding(world, 4 * HOUR);
  expect(await reminders(world)).toEqual([over]);
});

it('a bug with one request keeps no other from its reminder, and does not spin', async () => {
  const { world } = here;
  await succeeded(world, { forMs: 4 * HOUR });
  const { commit } = world.store;
  world.store.commit = async () => {
    throw new TypeError('bug');
  };
  await reminding(world, 4 * HOUR + MINUTE);
  expect(world.logged('remind.failed').length).toBeLessThanOrEqual(7);
  world.store.commit = commit;
  await world.clock.move(11 * SECOND);
  expect(await reminders(world)).toEqual([over]);
});

it('what has no time and is lifted by nobody is never reminded of', async () => {
  const { world } = here;
  const requestId = await succeeded(world, { verb: 'restrict' });
  expect((await world.runOf(requestId)).remindAt).toBeNull();
});
