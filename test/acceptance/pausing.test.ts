import type { Message } from '../../simulator/slack/workspace/messages';
import { buttonsOf, createScenes, startRoomyWorld } from './scenes';
import { POLICY, type Transport, type World } from './world';

// Lena approves nothing but what a lead must: an approver all the same.
const RULES = `${POLICY}rules:
  - name: Now or never
    when: { machine: { tags: [now] } }
    send_within: 2s
  - name: Crown jewels
    when: { machine: { tags: [tier-0] } }
    approvers: { usergroups: [S0LEADS], users: [] }
`;
const REASON = 'the account of *Tom* & <!channel> was stolen';

/** A world of its own, and how to move the switch in it: Slack takes 45 redraws a minute, and each pause asks for many. */
const stage = (transport: Transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport, { policy: RULES });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(async () => {
    world.slack.heal();
    // What a failed test has left must not fail all others.
    if ((await healthOf('/readyz')).includes('"paused":true')) await resume(scene());
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    world.slack.reloadClients();
  });
  type Scene = ReturnType<typeof scene>;

  /** Resolves with the newest message of a channel that begins with some words and has others. */
  const notice = (channel: string, begins: string, ...words: readonly string[]): Promise<Message> =>
    world.slack.until(
      () =>
        world.slack
          .channel(channel)
          .messages()
          .findLast((message) => {
            const text = world.slack.plainText(message);
            return text.startsWith(begins) && words.every((word) => text.includes(word));
          }),
      { timeoutMs: 10_000, what: `a notice with ${JSON.stringify([begins, ...words])}` },
    );

  const pause = async ({ type, channel, whispered }: Scene, words = REASON): Promise<Message> => {
    await type(`pause ${words}`, world.tom);
    await whispered(world.tom, 'Sending to Defender is paused', 'Nothing more is sent');
    return notice(channel, 'Sending to Defender is paused by Tom Berg');
  };
  const resume = async ({ type, whispered }: Scene): Promise<void> => {
    await type('resume', world.tom);
    await whispered(world.tom, 'Noted: 1 of 2');
    await type('resume', world.ida);
    await whispered(world.ida, 'Sending to Defender goes on');
  };
  const healthOf = async (path: string) => (await fetch(`${world.healthUrl}${path}`)).text();
  return {
    ...{ notice, pause, resume, healthOf },
    scene: (facts?: Parameters<typeof scene>[0]) => scene(facts),
    get world() {
      return world;
    },
  };
};

describe.each<Transport>(['http', 'socket'])('while sending is paused, over %s', (transport) => {
  const staged = stage(transport);
  const { scene, notice, pause, resume, healthOf } = staged;
  let world: World;
  beforeAll(() => {
    world = staged.world;
  });

  test('what is approved waits, everybody is told why, and two approvers have it sent once', async () => {
    const { slack, tom, ida, lena, rosa } = { ...world, lena: world.slack.as('U0LENA') };
    const here = scene();
    const card = await here.ask('isolate');
    const paused = await pause(here);
    expect(slack.plainText(paused)).toContain(REASON);
    expect(slack.mentions(paused)).toEqual([]);
    expect(buttonsOf(world, paused)).toEqual(['Resume']);
    await world.shows(card, 'Sending to Defender is paused by Tom Berg since', REASON, 'It can be approved or denied');
    expect(await healthOf('/readyz')).toContain('"sending":{"paused":true,"by":"U0TOM"');
    expect(await healthOf('/metrics')).toContain('\ntwokey_sending_paused 1\n');
    await world.bot().logged('sending.paused');

    await ida.click(card, 'Approve');
    await world.told(card, 'Approved by Ida Holm', 'It goes to Defender when sending is resumed.');
    await world.shows(card, 'Approved by Ida Holm, not sent: sending is paused', 'waits until two approvers');
    expect(buttonsOf(world, card)).toEqual(['Withdraw']);
    await here.type('status', rosa);
    expect(await here.whispered(rosa, 'not sent: sending is paused')).toMatch(/^Sending to Defender is paused by Tom/);

    await Promise.all([lena.click(paused, 'Resume'), lena.click(paused, 'Resume')]);
    await here.whispered(lena, 'Noted: 1 of 2');
    await here.whispered(lena, 'You have already said that sending may go on');
    const half = await notice(here.channel, 'Lena Falk says that sending may go on: 1 of 2');
    await here.type('resume', lena);
    await slack.until(() => slack.ephemerals({ user: lena.id }).length === 3);
    expect(here.sent()).toEqual([]);

    const elsewhere = scene();
    const resumedAt = Date.now();
    await elsewhere.type('resume it was <a drill>', tom);
    await elsewhere.whispered(tom, 'Sending to Defender goes on');
    await world.shows(card, 'Succeeded');
    expect(here.sent()).toHaveLength(1);
    const [call] = world.defender.log.filter(({ method, path }) => method === 'POST' && path.includes(here.machineId));
    expect(call?.at).toBeGreaterThanOrEqual(resumedAt);
    for (const { channel } of [here, elsewhere]) {
      const told = await notice(channel, 'Sending to Defender goes on: resumed by Lena Falk and Tom Berg');
      expect(slack.plainText(told)).toContain('it was <a drill>');
    }
    for (const old of [paused, half]) {
      await world.shows(old, 'Resumed by Lena Falk and Tom Berg');
      expect(buttonsOf(world, old)).toEqual([]);
    }
    expect(slack.plainText(slack.current(paused))).toContain('Sending to Defender was paused by Tom Berg');
    expect(slack.plainText(slack.current(card))).not.toContain('paused');
    expect(await healthOf('/metrics')).toContain('\ntwokey_sending_paused 0\n');
    expect(await healthOf('/readyz')).toContain('"sending":{"paused":false}');
  });

  test('a card that is asked for meanwhile says so from the start, and loses it when sending goes on', async () => {
    const here = scene();
    await pause(here);
    await here.type(`restrict ${here.machine} seen beaconing`, world.rosa);
    const card = await notice(here.channel, 'Restrict app execution', here.machine);
    expect(world.slack.plainText(card)).toContain('Sending to Defender is paused by Tom Berg');
    await resume(here);
    await world.slack.until(() => !world.slack.plainText(world.slack.current(card)).includes('paused'));
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
  });

  test('neither a requestor nor anybody else who approves nothing can pause or resume, and they are told who can', async () => {
    const { rosa, max } = world;
    const here = scene();
    await here.type(`pause ${REASON}`, rosa);
    expect(await here.whispered(rosa, 'only approvers can pause and resume', 'Who can')).toContain('@approvers');
    await here.type('pause', world.ida);
    await here.whispered(world.ida, 'A pause needs its reason');
    await here.type('resume', world.ida);
    await here.whispered(world.ida, 'Sending to Defender is not paused');
    const paused = await pause(here);
    await max.click(paused, 'Resume');
    await here.whispered(max, 'only approvers can pause and resume');
    await here.type('pause once more', world.ida);
    await here.whispered(world.ida, 'Tom Berg has paused it', 'That was');
    expect(await healthOf('/readyz')).toContain('"paused":true,"by":"U0TOM"');
    await resume(here);
  });

  test('who has left the approvers since they said that it may go on does not count', async () => {
    const { slack, tom, ida } = world;
    const lena = slack.as('U0LENA');
    const here = scene();
    await pause(here);
    await here.type('resume', tom);
    await here.whispered(tom, 'Noted: 1 of 2');
    slack.setGroupMembers('S0APPROVERS', ['U0IDA']);
    await here.type('resume', ida);
    await here.whispered(ida, 'Noted: 1 of 2');
    await notice(here.channel, 'Ida Holm says', 'Not counted any more: Tom Berg');
    slack.setGroupMembers('S0APPROVERS', ['U0TOM', 'U0IDA']);
    await here.type('resume', lena);
    await here.whispered(lena, 'Sending to Defender goes on');
    await notice(here.channel, 'Sending to Defender goes on: resumed by Ida Holm and Lena Falk');
  });

  test('a copy of a notice in another channel resumes nothing, and says where to go', async () => {
    const { slack, tom } = world;
    const here = scene();
    const paused = await pause(here);
    const copy = slack.forward(paused, scene().channel);
    await tom.click(copy, 'Resume');
    await slack.until(() =>
      slack
        .ephemerals({ user: tom.id, channel: copy.channel })
        .some((message) => slack.plainText(message).includes('not the notice of the pause, only a copy')),
    );
    await here.type('resume', tom);
    await here.whispered(tom, 'Noted: 1 of 2');
    await resume(here);
  });

  test('a button of an earlier pause does nothing, nor does one that was tampered with', async () => {
    const { slack, tom, ida } = world;
    const here = scene();
    const old = await pause(here);
    await resume(here);
    await world.shows(old, 'Resumed by');
    slack.reloadClients();
    await pause(here, 'and once more');
    const current = await notice(here.channel, 'Sending to Defender is paused by Tom Berg', 'and once more');
    await ida.click(old, 'Resume', { as: 'given' });
    await here.whispered(ida, 'the time before Tom Berg paused sending');
    await tom.click(current, 'Resume', { tamper: { value: '999999' } });
    await tom.click(current, 'Resume', { tamper: { value: 'null' } });
    await slack.until(
      () =>
        slack
          .ephemerals({ user: tom.id })
          .filter((message) => slack.plainText(message).includes('does not belong to a pause')).length === 2,
    );
    await resume(here);
  });
});

describe('while sending is paused', () => {
  const staged = stage('http');
  const { scene, notice, pause, resume, healthOf } = staged;
  let world: World;
  beforeAll(() => {
    world = staged.world;
  });

  test.each([
    ['a direct message', 'D0IDA'],
    ['a channel without the bot', 'G0PRIVATE'],
  ])('%s will do; then the cards tell of it', async (_, channel) => {
    const { slack, ida } = world;
    const here = scene();
    const card = await here.ask('isolate');
    await ida.command(channel, `/defender pause ${REASON}`);
    await world.whispered(ida, 'Sending to Defender is paused', 'only the cards tell of it');
    await world.shows(card, 'Sending to Defender is paused by Ida Holm');
    expect(slack.channel(channel).messages()).toEqual([]);
    await resume(here);
    await slack.until(() => !slack.plainText(slack.current(card)).includes('paused'));
  });

  test('it stops at once although Slack takes no messages; the notice comes later', async () => {
    const { slack, tom, ida } = world;
    const here = scene();
    const card = await here.ask('isolate');
    slack.fail('chat.postMessage', { error: 'invalid_auth' }, 100);
    await here.type(`pause ${REASON}`, tom);
    await world.bot().logged('post.rejected');
    await here.whispered(tom, 'Sending to Defender is paused');
    await ida.click(card, 'Approve');
    await world.shows(card, 'not sent: sending is paused');
    slack.heal();
    await notice(here.channel, 'Sending to Defender is paused by Tom Berg');
    expect(here.sent()).toEqual([]);
    await resume(here);
    await world.shows(card, 'Succeeded');
    expect(here.sent()).toHaveLength(1);
  });

  test('nobody pauses whom Slack does not vouch for, and they are told so', async () => {
    const { slack, tom } = world;
    const here = scene();
    slack.fail('users.info', { error: 'fatal_error' }, 100);
    await here.type(`pause ${REASON}`, tom);
    await here.whispered(tom, 'Slack said', 'fatal_error', 'Nothing has come of your click or command');
    expect(await healthOf('/readyz')).toContain('"sending":{"paused":false}');
  });

  test('what is past its time when sending goes on is not sent, and says what to do', async () => {
    const here = scene({ machineTags: ['now'] });
    const card = await here.ask('isolate');
    await pause(here);
    await world.ida.click(card, 'Approve');
    const told = await world.told(card, 'could not be sent in time', 'needs approval again');
    expect(told).toContain(`/defender isolate ${here.machine}`);
    expect(told).toContain('Sending was paused by Tom Berg');
    await resume(here);
    await here.type(`isolate ${here.machine} still needed`);
    const again = await notice(here.channel, 'Isolate', 'still needed');
    await world.ida.click(again, 'Approve');
    await world.shows(again, 'Succeeded');
    expect(here.sent()).toHaveLength(1);
    await world.shows(card, 'Not sent', 'needs approval again');
  });

  test('a SIGKILL changes nothing of it', async () => {
    const here = scene();
    const card = await here.ask('isolate');
    await pause(here);
    await world.bot().end('SIGKILL');
    await world.start();
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Approved by Ida Holm, not sent: sending is paused');
    await here.type('resume', world.tom);
    await here.whispered(world.tom, 'Noted: 1 of 2');
    await world.bot().end('SIGKILL');
    await world.start();
    expect(here.sent()).toEqual([]);
    await here.type('resume', world.tom);
    await here.whispered(world.tom, 'You have already said');
    await here.type('resume', world.ida);
    await world.shows(card, 'Succeeded');
    expect(here.sent()).toHaveLength(1);
  });
});
