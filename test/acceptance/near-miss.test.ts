import { createScenes, startRoomyWorld } from './scenes';
import type { World } from './world';

describe('a word that is almost what is said behind the machine', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http');
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());

  test.each([
    ['restrict MACHINE 4h beaconing', 'Wanted for 4 hours? Type /defender restrict MACHINE for 4h, and why.'],
    ['isolate MACHINE fulll beaconing', 'Is “full” meant? Type /defender isolate MACHINE full, and why.'],
    ['scan MACHINE quik', 'Is “quick” meant? Type /defender scan MACHINE quick, and why.'],
    ['why isolate MACHINE selectve', 'Is “selective” meant?'],
  ])('is refused in private before anything opens: %s', async (words, next) => {
    const { channel, machine, type, whispered } = scene();
    const typed = words.replace('MACHINE', machine);
    await type(typed);
    expect(await whispered(world.rosa, 'Twokey does not guess', next)).toContain(`You typed:\n> ${typed}`);
    expect(world.slack.channel(channel).messages()).toEqual([]);
    expect(world.slack.calls.filter(({ method }) => method === 'views.open')).toEqual([]);
  });

  test('is refused in a mention, too', async () => {
    const { channel, machine, whispered } = scene();
    const message = world.rosa.say(channel, `<@U0TWOKEY> restrict ${machine} 90m beaconing`);
    await whispered(world.rosa, 'Twokey does not guess', 'for 90m');
    expect(world.slack.channel(channel).messages()).toEqual([message]);
  });

  test('is not seen in words with which comments begin', async () => {
    for (const [verb, words] of [
      ['isolate', 'fuel pumps stopped'],
      ['isolate', 'fully owned'],
      ['scan', 'quickly, it is spreading'],
      ['restrict', '4h ago it began'],
    ] as const) {
      const card = await scene().ask(verb, words);
      expect(world.slack.plainText(card)).toContain(words);
    }
    expect(world.slack.plainText(await scene().ask('isolate', 'full, it is spreading'))).toContain('full');
  });
});
