import type { Message } from '../../simulator/slack/workspace/messages';
import { createScenes, type Scene, startRoomyWorld } from './scenes';
import type { World } from './world';

describe('a request in a thread', () => {
  let world: World;
  let scene: () => Scene;
  beforeAll(async () => {
    world = await startRoomyWorld('http');
    scene = createScenes(world);
    await world.start();
  });
  afterAll(async () => {
    await world.stop();
  });
  afterEach(() => world.slack.heal());

  const cards = (channel: string) =>
    world.slack
      .channel(channel)
      .everything()
      .filter(({ user, text }) => user === 'U0TWOKEY' && text.includes('Restrict app execution'));
  const card = (channel: string, count = 1): Promise<Message> =>
    world.slack.until(() => cards(channel)[count - 1], { timeoutMs: 15_000, what: `card ${count}` });
  const asked = async () => {
    const here = scene();
    const alert = world.rosa.say(here.channel, 'look at this');
    world.rosa.say(here.channel, `<@U0TWOKEY> restrict ${here.machine} beaconing`, { thread_ts: alert.ts });
    return { ...here, alert, card: await card(here.channel) };
  };

  test('is linked to by an address that leads into the thread', async () => {
    const { channel, machine, alert, card: first } = await asked();
    await world.rosa.command(channel, `/defender restrict ${machine} once more`);
    const answer = await world.slack.until(() => world.slack.ephemerals({ user: 'U0ROSA', channel })[0]);
    const ts = first.ts.replace('.', '');
    expect(world.slack.plainText(answer)).toContain(
      `https://harbour-security.slack.com/archives/${channel}/p${ts}?thread_ts=${alert.ts}&cid=${channel}`,
    );
  });

  test('whose card was deleted gets another one in the same thread, and only that one takes clicks', async () => {
    const { channel, alert, card: first } = await asked();
    const old = world.slack.current(first);
    world.slack.removeMessage(first);
    await world.tom.command(channel, '/defender pause to look twice');
    const again = await card(channel, 2);
    expect(again.thread_ts).toBe(alert.ts);
    expect(world.slack.plainText(again)).toContain('Posted again: the first one was deleted.');
    await world.ida.command(channel, '/defender resume');
    await world.tom.command(channel, '/defender resume');
    await world.ida.click(world.slack.forward(old, channel), 'Approve');
    const answer = await world.slack.until(() =>
      world.slack
        .ephemerals({ user: 'U0IDA', channel })
        .map(world.slack.plainText)
        .find((text) => text.includes('only a copy; its buttons do nothing')),
    );
    expect(answer).toContain(`?thread_ts=${alert.ts}&cid=${channel}`);
    await world.ida.click(again, 'Approve');
    await world.told(again, 'Succeeded');
  });

  test('goes on in it where the message that began it is deleted', async () => {
    const { alert, card: first } = await asked();
    world.slack.removeMessage(alert);
    await world.ida.click(first, 'Approve');
    await world.told(first, 'Succeeded');
    await world.shows(first, 'Succeeded');
  });

  test('that is gone before the card came is not asked, and its requestor hears so', async () => {
    const { slack, rosa } = world;
    const { channel, machine } = scene();
    const alert = rosa.say(channel, 'look at this');
    slack.fail(`chat.postMessage@${channel}`, { error: 'thread_not_found' });
    rosa.say(channel, `<@U0TWOKEY> restrict ${machine} beaconing`, { thread_ts: alert.ts });
    const told = await slack.until(() =>
      slack
        .channel('D0ROSA')
        .messages()
        .map(slack.plainText)
        .find((text) => text.includes(machine)),
    );
    expect(told).toContain('Not asked: Slack did not take the card (thread_not_found)');
    expect(cards(channel)).toEqual([]);
  });
});
