import type { Message } from '../../simulator/slack/workspace/messages';
import { createScenes, type Scene, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

const SHORTCUT = 'ask-defender';
const NAMES = 'Machine name, id or IP';

describe.each<Transport>(['http', 'socket'])('the global shortcut over %s', (transport) => {
  let world: World;
  let scene: () => Scene;
  beforeAll(async () => {
    world = await startRoomyWorld(transport);
    scene = createScenes(world);
    await world.start();
  });
  afterAll(async () => {
    expect(world.slack.violations).toEqual([]);
    await world.stop();
  });

  const posted = (channel: string): Promise<Message> =>
    world.slack.until(
      () =>
        world.slack
          .channel(channel)
          .messages()
          .find(({ user }) => user === 'U0TWOKEY'),
      { timeoutMs: 15_000, what: 'the card' },
    );

  test('asks for the channel too, and posts the card there', async () => {
    const { slack, rosa } = world;
    const { channel, machine } = scene();
    await rosa.globalShortcut(SHORTCUT);
    const form = await rosa.nextView();
    await rosa.choose(form, 'Action', 'Isolate');
    const isolating = await rosa.nextView();
    await rosa.submit(isolating, { Channel: channel, [NAMES]: machine, Comment: 'beaconing' });
    const card = await posted(channel);
    expect(card.thread_ts).toBeUndefined();
    expect(slack.plainText(card)).toContain(machine);
    expect(
      slack.calls.filter(({ args }) => args.channel === channel).map(({ method, args }) => [method, args.thread_ts]),
    ).toContainEqual(['chat.postMessage', undefined]);
  });

  test.each([
    ['Twokey is not in', 'C0OTHER', 'Type /invite @Twokey here, then press Try again.'],
    ['Twokey cannot see', 'G0PRIVATE', 'Type /invite @Twokey here, then press Try again.'],
    ['is shared with another organisation', 'C0SHARED', 'Ask in a channel that is only ours'],
  ])('for a channel that %s keeps the words, and says there how to go on', async (_, channel, says) => {
    const { slack, rosa } = world;
    const { machine, channel: ours } = scene();
    await rosa.globalShortcut(SHORTCUT);
    const form = await rosa.nextView();
    await rosa.submit(form, { Action: 'Isolate', Channel: channel, [NAMES]: machine, Comment: 'my own words' });
    const answer = await slack.until(() =>
      slack.ephemerals({ user: 'U0ROSA', channel }).find((message) => slack.plainText(message).includes(says)),
    );
    if (channel !== 'C0SHARED') return;
    await rosa.click(answer, 'Edit');
    const again = await rosa.nextView();
    await rosa.submit(again, { Channel: ours });
    expect(slack.plainText(await posted(ours))).toContain('my own words');
  });

  test('whose form does not open in time is answered by a direct message, for it is in no channel', async () => {
    const { slack, rosa } = world;
    slack.fail('views.open', { error: 'expired_trigger_id' });
    await rosa.globalShortcut(SHORTCUT);
    const answer = await slack.until(() => slack.channel('D0ROSA').messages()[0]);
    await rosa.click(answer, 'Open the form');
    const form = await rosa.nextView();
    expect(slack.plainText(form)).toContain('Channel');
  });
});
