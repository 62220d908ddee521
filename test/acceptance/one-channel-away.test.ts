import { createScenes, startRoomyWorld } from './scenes';
import type { World } from './world';

describe('while Slack takes nothing in one channel', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http');
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    world.slack.heal();
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
  });
  const threadOf = (card: { readonly channel: string; readonly ts: string }) =>
    world.slack.channel(card.channel).thread(card.ts).map(world.slack.plainText);

  test.each([
    ['since it limits it for six seconds', { retryAfterSeconds: 6 }, 1],
    ['since every call about it fails', 'http-503' as const, 1],
    ['since it refuses it for now', { error: 'team_added_to_org' }, 2],
  ])(
    '(%s), others are served, and it catches up in order',
    async (_, fault, times) => {
      const [away, other, third] = [scene(), scene(), scene()];
      const card = await away.ask('restrict');
      world.slack.fail(`chat.postMessage@${away.channel}`, fault, times);
      const failedAt = Date.now();
      await world.ida.click(card, 'Approve');
      await world.slack.until(() =>
        world.slack.calls.some(
          ({ method, args, status, result }) =>
            method === 'chat.postMessage' &&
            args['channel'] === away.channel &&
            (status !== 200 || result['ok'] !== true),
        ),
      );
      const served = await Promise.all(
        [other, third].map(async (one) => {
          const asked = await one.ask('restrict');
          await world.ida.click(asked, 'Approve');
          await world.told(asked, 'Succeeded after');
          await world.shows(asked, 'Succeeded');
          return asked;
        }),
      );
      expect(served).toHaveLength(2);
      await away.type('help');
      await away.whispered(world.rosa, 'What Twokey can do');
      if (typeof fault === 'object' && 'retryAfterSeconds' in fault) {
        expect(Date.now() - failedAt).toBeLessThan(6_000);
        expect(threadOf(card)).toEqual([]);
      }
      await world.shows(card, 'Succeeded');
      await world.slack.until(() => threadOf(card).join('\n').includes('Succeeded after'), { timeoutMs: 60_000 });
      const said = threadOf(card).join('\n');
      expect(said).toMatch(/Approved by Ida Holm[\s\S]*Sent to Defender[\s\S]*Succeeded after/);
      expect(threadOf(card).length).toBeLessThanOrEqual(3);
      expect(world.sent().filter(({ path }) => path.includes(away.machineId))).toHaveLength(1);
    },
    90_000,
  );
});
