import { buttonsOf, roomySeed } from './scenes';
import { severalIn } from './several-world';
import { estate, roomyWorld } from './trial';
import type { World } from './world';

describe('several machines', () => {
  let world: World;
  const machines = estate(2);

  beforeAll(async () => {
    world = await roomyWorld(machines, { slack: { seed: roomySeed, rateLimits: 'off' } });
    await world.start();
  });
  afterAll(() => world.stop());

  test('that run are cancelled together by the button, whose form names them', async () => {
    const { ida, rosa, slack } = world;
    world.defender.progress = 'manual';
    const here = {
      ...severalIn(world, 'C0ROOM0'),
      own: machines,
      list: machines.map(({ computerDnsName }) => computerDnsName).join(','),
    };
    const card = await here.ask(`restrict ${here.list} x`);
    await ida.click(card, 'Approve');
    await here.progressed(card, '2 running');
    await slack.until(() => buttonsOf(world, card).join() === 'Cancel all 2…', {
      timeoutMs: 30_000,
      what: 'the button',
    });
    const begun = world.sent().length;
    await rosa.click(card, 'Cancel all 2…');
    const view = await rosa.nextView();
    const [first, second] = here.own.map(({ computerDnsName }) => computerDnsName);
    expect(slack.plainText(view)).toContain(`It cancels all 2 that run: on ${first} and ${second}.`);
    await rosa.submit(view, { Comment: 'wrong ones' });
    const cancelling = await here.nextCard();
    expect(slack.plainText(slack.current(cancelling))).toContain('2 machines');
    expect(world.sent()).toHaveLength(begun);
    await ida.click(cancelling, 'Approve');
    expect(await here.summary(cancelling)).toContain('2 succeeded');
    const cancelled = world.defender.actions().filter(({ machineId }) => here.own.some(({ id }) => id === machineId));
    expect(
      world
        .sent()
        .slice(begun)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(cancelled.map(({ id }) => `/api/machineactions/${id}/cancel`).sort());
    expect(await here.summary(card)).toContain('2 cancelled');
  }, 90_000);
});
