import type { Message } from '../../simulator/slack/workspace/messages';
import type { View } from '../../simulator/slack/workspace/views';
import { createScenes, type Scene, startRoomyWorld } from './scenes';
import type { World } from './world';

const SHORTCUT = 'defender-action';
const SHA1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

describe('the message shortcut', () => {
  let world: World;
  let scene: (facts?: Parameters<ReturnType<typeof createScenes>>[0]) => Scene;
  /** Known to the cache of machines, which is filled at the start. */
  let known: Scene;
  beforeAll(async () => {
    world = await startRoomyWorld('http');
    scene = createScenes(world);
    known = scene({ lastIpAddress: '10.1.2.3' });
    const bot = await world.start();
    await bot.logged('machines.refreshed');
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
          .everything()
          .find(({ user }) => user === 'U0TWOKEY'),
      { timeoutMs: 15_000, what: 'the card' },
    );
  const openOn = async (message: Message, by = world.rosa): Promise<View> => {
    const used = await by.shortcut(SHORTCUT, message);
    expect(used.status).toBe(200);
    return by.nextView();
  };
  const field = (view: View, blockId: string) =>
    (view.content.blocks as readonly { readonly block_id?: string; readonly element?: object }[]).find(
      ({ block_id }) => block_id === blockId,
    )?.element;

  test('opens the form with what an alert of another app holds, and posts the card in its thread', async () => {
    const { slack, rosa, ida, defender } = world;
    const { machine, machineId } = known;
    const { channel } = scene();
    const alert = slack.otherAppSays(channel, {
      text: 'New alert',
      attachments: [
        {
          fields: [
            { title: 'Device', value: machine },
            { title: 'Source', value: '10[.]1[.]2[.]3' },
          ],
        },
        { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `calls hxxp://evil[.]example \`${SHA1}\`` } }] },
      ],
    });
    const asked = defender.log.length;
    const form = await openOn(alert);
    expect(defender.log.slice(asked)).toEqual([]);
    expect(field(form, 'machine')).toMatchObject({ initial_value: machine });
    const words = slack.plainText(form);
    expect(words).toContain(`10.1.2.3 (last seen on ${machine}.contoso.example)`);
    expect(words).toContain(SHA1);
    expect(words).not.toContain('evil');

    await rosa.choose(form, 'Action', 'Isolate');
    const isolating = await rosa.nextView();
    await rosa.submit(isolating, { Isolation: 'Selective', Comment: 'beaconing to <C2>' });
    const card = await posted(channel);
    expect(card.thread_ts).toBe(alert.ts);
    expect(slack.plainText(card)).toContain('beaconing to <C2>');
    await ida.click(card, 'Approve');
    await world.told(card, 'Succeeded');
    expect(world.sent().filter(({ path }) => path.includes(machineId))).toEqual([
      {
        path: `/api/machines/${machineId}/isolate`,
        body: { Comment: expect.stringContaining('beaconing to <C2>'), IsolationType: 'Selective' },
      },
    ]);
    expect(slack.channel(channel).messages()).toHaveLength(1);
  });

  test('posts the card in the thread that a reply is in', async () => {
    const { slack, rosa } = world;
    const { channel, machine } = scene();
    const parent = rosa.say(channel, 'look');
    const reply = slack.as('U0MAX').say(channel, `<http://${machine}.contoso.example|${machine}.contoso.example>`, {
      thread_ts: parent.ts,
    });
    const form = await openOn(reply);
    expect(field(form, 'machine')).toMatchObject({ initial_value: `${machine}.contoso.example` });
    await rosa.submit(form, { Action: 'Restrict app execution', Comment: 'beaconing' });
    expect((await posted(channel)).thread_ts).toBe(parent.ts);
  });

  test('keeps what was typed when another action is chosen', async () => {
    const { slack, rosa } = world;
    const { channel, machine } = scene();
    const form = await openOn(rosa.say(channel, 'odd'));
    rosa.fill(form, { 'Machine name, id or IP': machine, Comment: 'my own words' });
    await rosa.choose(form, 'Action', 'Isolate');
    const isolating = await rosa.nextView();
    await rosa.choose(isolating, 'Action', 'Run antivirus scan');
    const scanning = await rosa.nextView();
    await rosa.submit(scanning, { Scan: 'Full' });
    const card = await posted(channel);
    const shown = slack.plainText(card);
    for (const word of [machine, 'my own words', 'Scan: full']) expect(shown).toContain(word);
  });

  test('takes no machine by its address: the person names it', async () => {
    const { slack, rosa } = world;
    const { channel } = scene();
    const form = await openOn(rosa.say(channel, 'traffic from 10.1.2.3'));
    expect(field(form, 'machine')).not.toHaveProperty('initial_value');
    const { body } = await rosa.submit(form, { Action: 'Restrict app execution', Comment: 'beaconing' });
    expect(JSON.parse(body)).toMatchObject({ response_action: 'errors', errors: { machine: expect.any(String) } });
    expect(slack.channel(channel).messages()).toHaveLength(1);
  });

  test('tells nothing of the machines to somebody who may not ask', async () => {
    const { slack, max } = world;
    const { channel } = scene();
    const form = await openOn(max.say(channel, `10.1.2.3 on ${known.machine}`), max);
    expect(field(form, 'machine')).not.toHaveProperty('initial_value');
    expect(slack.plainText(form)).not.toContain('last seen on');
    await max.submit(form, { 'Machine name, id or IP': known.machine, Action: 'Isolate', Comment: 'beaconing' });
    const answer = await slack.until(() => slack.ephemerals({ user: 'U0MAX', channel })[0]);
    expect(slack.plainText(answer)).toContain('The policy does not let you ask');
  });

  test('where Twokey is not in the channel keeps the words, and says how to go on', async () => {
    const { slack, rosa } = world;
    const { machine } = scene();
    const message = rosa.say('C0OTHER', 'odd');
    const form = await openOn(message);
    await rosa.submit(form, { 'Machine name, id or IP': machine, Action: 'Isolate', Comment: 'beaconing' });
    const answer = await slack.until(() => slack.ephemerals({ user: 'U0ROSA', channel: 'C0OTHER' })[0]);
    expect(slack.plainText(answer)).toContain('Type /invite @Twokey here, then press Try again.');
    expect(answer.thread_ts).toBe(message.ts);
    slack.invite('C0OTHER', 'U0TWOKEY');
    await rosa.click(answer, 'Try again');
    const card = await posted('C0OTHER');
    expect(card.thread_ts).toBe(message.ts);
    expect(slack.plainText(card)).toContain('beaconing');
  });

  test('whose form does not open in time keeps what was found behind a button', async () => {
    const { slack, rosa } = world;
    const { channel, machine } = scene();
    slack.fail('views.open', { error: 'expired_trigger_id' });
    const message = rosa.say(channel, `${machine}.contoso.example`);
    await rosa.shortcut(SHORTCUT, message);
    const answer = await slack.until(() => slack.ephemerals({ user: 'U0ROSA', channel })[0]);
    await rosa.click(answer, 'Open the form');
    const form = await rosa.nextView();
    expect(field(form, 'machine')).toMatchObject({ initial_value: `${machine}.contoso.example` });
  });

  test('on a message that says nothing that can be read opens an empty form', async () => {
    const { rosa } = world;
    const { channel } = scene();
    const message = rosa.say(channel, 'x');
    await rosa.shortcut(SHORTCUT, message, {
      payload: (payload) => ({
        ...payload,
        message: { ts: message.ts, text: 7, blocks: 'x', attachments: [null, [[]]] },
      }),
    });
    const form = await rosa.nextView();
    expect(field(form, 'machine')).not.toHaveProperty('initial_value');
  });
});
