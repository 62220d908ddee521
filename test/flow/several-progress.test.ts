import { machineWith, MINUTE, SECOND } from '../domain/builders';
import { useWorld, type World } from './world';

const here = useWorld();

const names = ['web-1', 'web-2', 'web-3'];
const prepared = async (world: World): Promise<string> => {
  world.defender.machineList = names.map((name, index) => machineWith({ id: String(index).repeat(40), name }));
  return world.approved({ machines: names });
};
const running = async (world: World, loops: readonly { wake(): void; stop(): Promise<void> }[], forMs: number) => {
  for (const loop of loops) loop.wake();
  await world.clock.settle();
  for (let passed = 0; passed < forMs; passed += SECOND) {
    await world.clock.move(SECOND);
    for (const loop of loops) loop.wake();
    await world.clock.settle();
  }
  await Promise.all(loops.map((loop) => loop.stop()));
};
const end = (world: World, status: string) => {
  world.defender.actionList = world.defender.actionList.map((action) => ({ ...action, status }));
};
const told = (world: World, what: string) => world.shown.filter((shown) => shown.what === what);

it('the steps of several runs are redrawn in one message, and a summary follows when the last has ended', async () => {
  const { world } = here;
  await prepared(world);
  await running(world, [world.dispatch(), world.announce()], 5 * SECOND);
  expect(told(world, 'progress')).toHaveLength(1);
  end(world, 'Succeeded');
  await running(world, [world.track(), world.summarize(), world.announce()], 15 * SECOND);
  expect(told(world, 'progress')).toHaveLength(1);
  expect(told(world, 'notes').flatMap(({ tells }) => tells)).toEqual(['approved', 'summary']);
  const drawn = told(world, 'progress redraw').at(-1);
  expect(drawn?.dossier.runs.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(new Set(told(world, 'progress redraw').map(({ ts }) => ts))).toEqual(
    new Set([told(world, 'progress')[0]?.ts]),
  );
});

it('a message of progress whose answer was lost is said again, marked, and that one is redrawn', async () => {
  const { world } = here;
  await prepared(world);
  let isLost = false;
  for (const ts of ['1.1', '1.2', '1.3']) {
    world.outcomes.push(async (what) => {
      if (what !== 'progress' || isLost) return { kind: 'sent', ts };
      isLost = true;
      return { kind: 'unknown', says: 'timed out' };
    });
  }
  await running(world, [world.announce()], 40 * SECOND);
  expect(told(world, 'progress')).toMatchObject([{ isRepeat: true }]);
  await running(world, [world.dispatch(), world.announce()], 10 * SECOND);
  expect(new Set(told(world, 'progress redraw').map(({ ts }) => ts))).toEqual(
    new Set([told(world, 'progress')[0]?.ts]),
  );
});

it('what becomes of a run after it was out of sight is a note of its own', async () => {
  const { world } = here;
  const requestId = await prepared(world);
  await running(world, [world.dispatch(), world.announce()], 5 * SECOND);
  await world.clock.move(3 * 24 * 60 * MINUTE + 7 * 60 * MINUTE);
  await running(world, [world.track(), world.summarize(), world.announce()], 15 * SECOND);
  expect(await world.statusOf(requestId)).toBe('approved unsettled unsettled unsettled');
  expect(
    told(world, 'notes')
      .flatMap(({ tells }) => tells)
      .sort(),
  ).toEqual(['approved', 'summary', 'unsettled', 'unsettled', 'unsettled']);
});

it('a machine that became stricter before sending sends back all that is unsent, and says so once', async () => {
  const { world } = here;
  const requestId = await prepared(world);
  world.defender.machineList = world.defender.machineList.map((machine) =>
    machine.name === 'web-2' ? { ...machine, tags: ['tier-0'] } : machine,
  );
  world.setPolicy({ rules: [{ name: 'Crown', when: { machine: { tags: ['tier-0'] } }, quorum: 2 }] });
  await running(world, [world.dispatch(), world.summarize(), world.announce()], 10 * SECOND);
  expect(await world.statusOf(requestId)).toBe('expired not_sent not_sent not_sent');
  expect(world.defender.orders).toEqual([]);
  expect(
    told(world, 'notes')
      .flatMap(({ tells }) => tells)
      .sort(),
  ).toEqual(['approved', 'not-sent']);
  const entries = await world.entries();
  expect(entries.map(({ happening }) => happening).filter(({ kind }) => kind === 'not-sent')).toMatchObject([
    { reason: 'stricter', words: 'These rules apply now: “Crown” for web-2.', machines: expect.arrayContaining(names) },
  ]);
});
