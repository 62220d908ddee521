import type { Person } from '../../simulator/slack/people/person';
import { serverUrl } from '../store/fresh-database';
import { homeIs as homeIsWithin, homeText } from './home-of';
import { startReplicas } from './replicas';
import { createScenes, roomySeed, startRoomyWorld } from './scenes';
import { ask, estate, expectDoneOnce, manyChannels } from './trial';
import type { World } from './world';

/** How long Home may take to follow what is stored: rounds are two seconds apart, and this machine is busy. */
const LIVE_MS = 6_000;
const slack = { seed: roomySeed, rateLimits: 'off', events: ['app_home_opened'] } as const;

const homeIs = (world: World, person: Person, what: string, is: (home: string) => boolean) =>
  homeIsWithin(world, person, what, is, LIVE_MS);

/** Lists of what contains that Defender was asked for. */
const listsOf = (world: World) =>
  world.defender.log.filter(
    ({ method, path, query }) =>
      method === 'GET' && path.endsWith('/machineactions') && (query['$filter'] ?? '').includes('type eq'),
  );

describe('what is contained, in Home', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http', { slack });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  const done = async (here: ReturnType<typeof scene>, verb: string) => {
    const card = await here.ask(verb);
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
  };

  test('is said to be looked up until Defender has answered, and is no number before', async () => {
    const { ida, defender } = world;
    const hanging = defender.fault({ path: /machineactions$/, kind: 'hang-before' });
    ida.openHome();
    const home = await homeIs(world, ida, 'drawn', (text) => text.includes('Contained now'));
    expect(home).toContain('Being looked up: Twokey’s own record shows nothing, and Defender is being asked.');
    expect(home).not.toMatch(/Contained now \(/);
    const here = scene();
    defender.portalAction({ machineId: here.machineId, type: 'RestrictCodeExecution', status: 'Succeeded' });
    hanging.release();
    const told = await homeIs(world, ida, 'with the list', (text) => text.includes('Contained now (1)'));
    expect(told).toContain('What Defender lists was looked up');
    expect(told).toContain(`${here.machine}.contoso.example`);
  });

  test('changes within seconds of what Twokey does, and costs Defender no list', async () => {
    const { ida, rosa } = world;
    ida.openHome();
    rosa.openHome();
    await homeIs(world, rosa, 'with what is contained', (text) => text.includes('Contained now ('));
    const before = listsOf(world).length;
    expect(before).toBeGreaterThan(0);
    const here = scene();
    const isHeld = (text: string) => text.includes(`${here.machine}.contoso.example: Restricted`);
    await done(here, 'restrict');
    for (const person of [ida, rosa]) {
      const home = await homeIs(world, person, 'with what is held', isHeld);
      expect(home).toContain('Contained now (2)');
      expect(home).not.toContain('Defender’s list does not show it');
    }
    await done(here, 'unrestrict');
    for (const person of [ida, rosa]) {
      await homeIs(
        world,
        person,
        'with what was let go',
        (text) => !isHeld(text) && text.includes('Contained now (1)'),
      );
    }
    rosa.openHome();
    expect(isHeld(homeText(world, rosa))).toBe(false);
    expect(listsOf(world)).toHaveLength(before);
  }, 60_000);
});

if (serverUrl === undefined) {
  test.skip('Home with several replicas: skipped, because TEST_DATABASE_URL is not set', () => {});
} else {
  test('Home is as live with two replicas, whichever of them is told of what happens', async () => {
    const [machine, other] = estate(2);
    if (machine === undefined || other === undefined) throw new Error('there are no machines');
    const two = await startReplicas(2, [machine, other], {
      slack: { ...slack, seed: manyChannels },
    });
    const { world } = two;
    try {
      // One after the other: the balancer gives each replica one of these.
      world.ida.openHome();
      world.rosa.openHome();
      for (const person of [world.ida, world.rosa]) {
        await homeIs(world, person, 'drawn', (text) => text.includes('Contained now (0)'));
      }
      for (const [index, one] of [machine, other].entries()) {
        const trial = await ask(world, one);
        await homeIs(world, world.ida, 'with what waits', (text) => text.includes(one.computerDnsName));
        await trial.approve();
        await expectDoneOnce(trial);
        for (const person of [world.ida, world.rosa]) {
          const home = await homeIs(world, person, 'with what is held', (text) =>
            text.includes(`${one.computerDnsName}: Restricted`),
          );
          expect(home).toContain(`Contained now (${index + 1})`);
        }
      }
      expect(world.slack.violations).toEqual([]);
    } finally {
      await two.stop();
    }
  }, 90_000);
}
