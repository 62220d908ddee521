import { createScenes, startRoomyWorld } from './scenes';
import type { World } from './world';

const DAY_MS = 24 * 3_600_000;

describe('a request to end a containment', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http');
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());

  const inThePortal = (machineId: string, type: string, daysAgo: number, status = 'Succeeded') => {
    const at = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
    const { id } = world.defender.portalAction({ machineId, type, status, comment: 'by hand' });
    world.defender.change(id, { creationDateTimeUtc: at, lastUpdateDateTimeUtc: at });
  };
  const cardOf = async (here: ReturnType<typeof scene>, verb: string) =>
    world.slack.plainText(await here.ask(verb, 'all clear'));

  test('that nothing known speaks of says so on its card, and is sent all the same once it is approved', async () => {
    const here = scene();
    const card = await here.ask('release', 'all clear');
    const warning = `Nothing known says that ${here.machine}.contoso.example is isolated now.`;
    expect(world.slack.plainText(card)).toContain(
      `${warning} Neither Twokey’s log nor Defender’s list of Machine Actions shows it`,
    );
    await world.ida.click(card, 'Approve');
    expect(await world.shows(card, 'Succeeded')).not.toContain(warning);
    expect(here.sent()).toHaveLength(1);
  });

  test.each([
    ['release', 'Isolate', 1],
    ['unrestrict', 'RestrictCodeExecution', 100],
  ])('is told without a warning where Defender lists it: %s', async (verb, type, daysAgo) => {
    const here = scene();
    inThePortal(here.machineId, type, daysAgo);
    expect(await cardOf(here, verb)).not.toContain('Nothing known');
  });

  test.each([
    ['one that Defender has lifted by itself', 'release', 'Isolate', 8, 'Succeeded', 'isolated'],
    ['one that failed', 'release', 'Isolate', 1, 'Failed', 'isolated'],
    ['one of another kind', 'unrestrict', 'Isolate', 1, 'Succeeded', 'restricted to programs signed by Microsoft'],
  ])('is warned of where all that is known is %s', async (_, verb, type, daysAgo, status, held) => {
    const here = scene();
    inThePortal(here.machineId, type, daysAgo, status);
    expect(await cardOf(here, verb)).toContain(
      `Nothing known says that ${here.machine}.contoso.example is ${held} now.`,
    );
  });

  test('is told without a warning where it is under way, or only Twokey’s own record knows of it', async () => {
    const underWay = scene();
    inThePortal(underWay.machineId, 'Isolate', 0, 'InProgress');
    expect(await cardOf(underWay, 'release')).not.toContain('Nothing known');
    const own = scene();
    const isolated = await own.ask('isolate');
    await world.ida.click(isolated, 'Approve');
    await world.shows(isolated, 'Succeeded');
    for (const { id, machineId } of world.defender.actions()) {
      if (machineId === own.machineId) world.defender.change(id, { machineId: 'f'.repeat(40) });
    }
    expect(await cardOf(own, 'release')).not.toContain('Nothing known');
  });

  test('for several machines names those of which nothing is known', async () => {
    const [held, free] = [scene(), scene()];
    inThePortal(held.machineId, 'Isolate', 1);
    await held.type(`release ${held.machine},${free.machine} all clear`);
    const card = world.slack.plainText(await held.nextCard());
    expect(card).toContain(`Nothing known says that ${free.machine}.contoso.example is isolated now.`);
  });
});
