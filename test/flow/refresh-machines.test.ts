import { createRefreshMachines } from '../../src/flow/refresh-machines';
import { MINUTE, machineWith } from '../domain/builders';
import { away } from './fake-defender';
import { useWorld } from './world';

const here = useWorld();
const names = async () => (await here.world.machines.search('web', 9)).map(({ name }) => name);

it('reads every page, and again every quarter of an hour', async () => {
  const { world } = here;
  const pages = [['web-1', 'web-2'], ['web-3']];
  world.defender.machinePage = async (after) => {
    world.defender.reads.push('machinePage');
    const page = Number(after ?? 0);
    const machines = (pages[page] ?? []).map((name) => machineWith({ id: name.padEnd(40, '0'), name }));
    return { machines, next: page + 1 < pages.length ? String(page + 1) : null };
  };
  const loop = createRefreshMachines(world);
  loop.wake();
  await world.clock.settle();
  expect(await names()).toEqual(['web-1', 'web-2', 'web-3']);
  loop.wake();
  await world.clock.move(15 * MINUTE - 1);
  expect(world.defender.reads).toHaveLength(2);
  pages[1] = [];
  await world.clock.move(2);
  await loop.stop();
  expect(world.defender.reads).toHaveLength(4);
  expect(await names()).toEqual(['web-1', 'web-2']);
});

it('keeps what it has while Defender is away, and tries again a minute later', async () => {
  const { world } = here;
  await world.machines.replace([machineWith({ name: 'web-old' })], world.clock.now());
  world.defender.readFault = away();
  const loop = createRefreshMachines(world);
  loop.wake();
  await world.clock.settle();
  expect(await names()).toEqual(['web-old']);
  expect(world.logged('machines.stale')).toMatchObject([{ fields: { fault: { code: 'ECONNREFUSED' } } }]);
  world.defender.readFault = null;
  await world.clock.move(MINUTE + 1);
  await loop.stop();
  expect(await names()).toEqual(['web-01.contoso.com']);
});

it('does not read for ever where the list never ends', async () => {
  const { world } = here;
  let page = 0;
  world.defender.machinePage = async () => ({ machines: [], next: String(++page) });
  const loop = createRefreshMachines(world);
  loop.wake();
  await world.clock.settle();
  await loop.stop();
  expect(page).toBe(100);
});
