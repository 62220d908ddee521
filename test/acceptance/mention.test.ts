import type { Message } from '../../simulator/slack/workspace/messages';
import { createScenes, type Scene, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

const AT = '<@U0TWOKEY>';

describe.each<Transport>(['http', 'socket'])('a mention over %s', (transport) => {
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

  /** What Twokey has said in a channel, in threads or not, oldest first. */
  const said = (channel: string): readonly Message[] =>
    world.slack
      .channel(channel)
      .everything()
      .filter(({ user }) => user === 'U0TWOKEY');
  const posted = (channel: string, count = 1): Promise<Message> =>
    world.slack.until(() => said(channel)[count - 1], { timeoutMs: 15_000, what: `message ${count} of Twokey` });
  /** The private answers to somebody in a channel. */
  const answers = (channel: string, user = 'U0ROSA') => world.slack.ephemerals({ user, channel });
  const answered = (channel: string, user = 'U0ROSA'): Promise<Message> =>
    world.slack.until(() => answers(channel, user)[0], { timeoutMs: 15_000, what: 'a private answer' });
  /** Resolves when a mention by somebody who may ask, said after all others, has been dealt with. */
  const dealtWith = async (channel: string) => {
    world.rosa.say(channel, `${AT} help`);
    await answered(channel);
  };

  test('in a thread asks in that thread, and everything that follows is told there', async () => {
    const { slack, rosa, ida, defender } = world;
    const { channel, machine, machineId } = scene();
    const alert = rosa.say(channel, 'web traffic looks odd');
    const asked = rosa.say(channel, `${AT} restrict ${machine} beaconing to &lt;C2&gt; &amp; more`, {
      thread_ts: alert.ts,
    });
    const card = await posted(channel);
    expect(card.thread_ts).toBe(alert.ts);
    expect(slack.plainText(card)).toContain('beaconing to <C2> & more');
    const call = slack.calls.find(({ args }) => args.channel === channel && args.thread_ts !== undefined);
    expect(call).toMatchObject({ method: 'chat.postMessage', args: { channel, thread_ts: alert.ts } });

    await rosa.click(card, 'Approve');
    const refusal = await answered(channel);
    expect(slack.plainText(refusal)).toContain('You asked for this yourself');
    expect(refusal.thread_ts).toBe(alert.ts);

    await ida.click(card, 'Approve');
    await world.told(card, 'Succeeded');
    await world.shows(card, 'Succeeded');
    expect(slack.channel(channel).messages()).toEqual([slack.current(alert)]);
    expect(said(channel).map(({ thread_ts }) => thread_ts)).toEqual(said(channel).map(() => alert.ts));
    expect(
      slack
        .channel(channel)
        .thread(alert.ts)
        .slice(0, 2)
        .map(({ ts }) => ts),
    ).toEqual([asked.ts, card.ts]);
    const sent = world.sent().filter(({ path }) => path.includes(machineId));
    expect(sent).toEqual([
      {
        path: `/api/machines/${machineId}/restrictCodeExecution`,
        body: {
          Comment: expect.stringMatching(/^\[twokey [0-9A-Z]{8}\/1\] beaconing to <C2> & more\nRequested by Rosa/),
        },
      },
    ]);
    expect(defender.actions().filter((action) => action.machineId === machineId)).toHaveLength(1);
  });

  test('outside a thread asks as the slash command does', async () => {
    const { slack, rosa } = world;
    const { channel, machine } = scene();
    rosa.say(channel, `${AT} scan <http://${machine}.contoso.example|${machine}.contoso.example> full see <#C1|ops>`);
    const card = await posted(channel);
    expect(card.thread_ts).toBeUndefined();
    expect(slack.plainText(card)).toContain('see #ops');
    expect(slack.channel(channel).messages()).toHaveLength(2);
  });

  test('that comes again, as Slack repeats events, asks once', async () => {
    const { slack, rosa } = world;
    const { channel, machine } = scene();
    rosa.say(channel, `${AT} restrict ${machine} beaconing`);
    await posted(channel);
    const delivery = await slack.until(() =>
      slack.deliveries.find(({ letter }) => JSON.stringify(letter.parcel.payload).includes(channel)),
    );
    const again = await slack.redeliver(delivery, { num: 1, reason: 'http_timeout' });
    expect(again.status).toBe(200);
    await dealtWith(channel);
    expect(said(channel)).toHaveLength(1);
    expect(
      answers(channel)
        .map((message) => slack.plainText(message))
        .join(),
    ).not.toContain('already asked');
  });

  test('without what is needed is answered in the thread with a button to the form, and the form asks there', async () => {
    const { slack, rosa } = world;
    const { channel, machine } = scene();
    const alert = rosa.say(channel, 'look at this');
    rosa.say(channel, `${AT} restrict ${machine}`, { thread_ts: alert.ts });
    const answer = await answered(channel);
    expect(answer.thread_ts).toBe(alert.ts);
    expect(slack.plainText(answer)).toContain('The comment is missing: why is it needed?');
    expect(said(channel)).toEqual([]);
    await rosa.click(answer, 'Fill in the form');
    const form = await rosa.nextView();
    await rosa.submit(form, { Comment: 'beaconing' });
    const card = await posted(channel);
    expect(card.thread_ts).toBe(alert.ts);
    expect(slack.plainText(card)).toContain(machine);
  });

  test.each([
    ['help', '@Twokey isolate'],
    ['status', 'by Rosa Diaz'],
    ['history NOSUCH', 'There is no request “NOSUCH”'],
    ['history NOSUCH', '@Twokey status shows what is open'],
    ['cancel NOSUCH not needed', 'type @Twokey status to see what is open'],
    ['subscribe', '@Twokey status lists'],
    ['isolat web-01 beaconing', 'isolat web-01 beaconing'],
    ['why restrict NOSUCH', 'NOSUCH'],
    ['settle', '@Twokey settle REQUEST'],
  ])('of %p is answered in private, in the thread, with %p and no slash command', async (words, says) => {
    const { slack, rosa } = world;
    const { channel } = scene();
    const alert = rosa.say(channel, 'look at this');
    rosa.say(channel, `${AT} ${words}`, { thread_ts: alert.ts });
    const answer = await answered(channel);
    expect(slack.plainText(answer)).toContain(says);
    expect(slack.plainText(answer)).not.toContain('/defender');
    expect(answer.thread_ts).toBe(alert.ts);
    expect(said(channel)).toEqual([]);
  });

  test('outside a thread is answered with slash commands, which work there', async () => {
    const { channel } = scene();
    world.rosa.say(channel, `${AT} history NOSUCH`);
    expect(world.slack.plainText(await answered(channel))).toContain('/defender status shows what is open');
  });

  test.each([
    ['that was edited', { edited: { user: 'U0ROSA', ts: '1700000000.000000' } }],
    ['that carries a file', { subtype: 'file_share' }],
  ])('in a message %s asks for nothing, and says so', async (_, more) => {
    const { slack } = world;
    const { channel, machine } = scene();
    const text = `${AT} restrict ${machine} beaconing`;
    await slack.event({ type: 'app_mention', user: 'U0ROSA', channel, ts: '1700000000.000100', text, ...more });
    const answer = await answered(channel);
    expect(slack.plainText(answer)).toContain('Nothing was asked.');
    expect(said(channel)).toEqual([]);
  });

  test('further on in a message asks for nothing, and says so', async () => {
    const { slack, rosa } = world;
    const { channel, machine } = scene();
    rosa.say(channel, `do not let ${AT} restrict ${machine} beaconing`);
    expect(slack.plainText(await answered(channel))).toContain('Nothing was asked.');
    expect(said(channel)).toEqual([]);
  });

  test.each([
    ['a bot that names a person', { bot_id: 'B0OTHER' }],
    ['an app with a person’s token', { app_id: 'A0OTHER' }],
    ['Twokey itself', { user: 'U0TWOKEY' }],
    ['nobody', { user: null }],
  ])('by %s asks for nothing and is not answered', async (_, more) => {
    const { slack } = world;
    const { channel, machine } = scene();
    const text = `${AT} restrict ${machine} beaconing`;
    await slack.event({ type: 'app_mention', user: 'U0ROSA', channel, ts: '1700000000.000100', text, ...more });
    await dealtWith(channel);
    expect(said(channel)).toEqual([]);
    expect(answers(channel)).toHaveLength(1);
  });

  test.each([
    ['a guest', 'U0GUEST', 'guest'],
    ['somebody of another organisation', 'U0STRANGER', 'another organisation'],
    ['somebody who may not ask', 'U0MAX', 'The policy does not let you ask'],
  ])('by %s is refused, whatever the event says it was authorised for', async (_, user, says) => {
    const { slack } = world;
    const { channel, machine } = scene();
    slack.as(user).say(channel, `${AT} restrict ${machine} beaconing`);
    const answer = await answered(channel, user);
    expect(slack.plainText(answer)).toContain(says);
    expect(said(channel)).toEqual([]);
  });

  test('in a channel that is shared with another organisation is refused', async () => {
    const { slack, rosa } = world;
    const { machine } = scene();
    rosa.say('C0SHARED', `${AT} restrict ${machine} beaconing`);
    expect(slack.plainText(await answered('C0SHARED'))).toContain('shared with another organisation');
    expect(said('C0SHARED')).toEqual([]);
  });
});
