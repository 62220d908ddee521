import { buttonsOf, createScenes, startRoomyWorld } from './scenes';
import { POLICY, type Transport, type World } from './world';

const GROUP_READ = 'usergroups.users.list';

describe.each<Transport>(['http', 'socket'])('who may decide, judged at the click over %s', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport, {
      policy: POLICY.replace(
        'approvers: { usergroups: [S0APPROVERS], users: [] }',
        'approvers: { usergroups: [S0APPROVERS], users: [U0LENA, U0GONE] }',
      ).concat('rules:\n  - { name: Pair, when: { machine: { tags: [pair] } }, quorum: 2 }\n'),
    });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    const unasked = world.slack.violations.filter(({ message }) => !message.startsWith('missing_scope'));
    expect(unasked).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    world.slack.setGroupMembers('S0APPROVERS', ['U0TOM', 'U0IDA']);
    world.slack.heal();
    world.slack.reloadClients();
  });

  test.each([
    ['a guest', 'U0GUEST', 'is a guest'],
    ['a stranger from another organisation', 'U0STRANGER', 'belongs to another organisation'],
    ['somebody who is deactivated', 'U0GONE', 'is deactivated'],
    ['a bot', 'U0TWOKEY', 'is a bot'],
  ])('%s decides nothing, even as a member of the approvers’ group', async (_, id, why) => {
    const { slack } = world;
    slack.setGroupMembers('S0APPROVERS', [id, 'U0IDA']);
    const { ask, whispered, sent } = scene();
    const card = await ask('restrict');
    await slack.as(id).click(card, 'Approve');
    await whispered(slack.as(id), why, 'full member of this workspace');
    expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
    expect(sent()).toEqual([]);
  });

  test.each([
    ['removed from the group', () => world.slack.setGroupMembers('S0APPROVERS', ['U0TOM']), 'does not let you decide'],
    ['deactivated', () => world.slack.changeUser('U0IDA', { isDeleted: true }), 'is deactivated'],
    ['made a guest', () => world.slack.changeUser('U0IDA', { isGuest: true }), 'is a guest'],
  ])('an approver who was %s between card and click decides nothing', async (_, happens, why) => {
    const { ida, slack } = world;
    const { ask, whispered, sent } = scene();
    const card = await ask('restrict');
    happens();
    await ida.click(card, 'Approve');
    await whispered(ida, why);
    slack.changeUser('U0IDA', { isDeleted: false, isGuest: false });
    expect(buttonsOf(world, card)).toContain('Approve');
    expect(sent()).toEqual([]);
  });

  test('a person whom the policy names may approve without any group', async () => {
    const { ask, sent } = scene();
    const card = await ask('restrict');
    await world.slack.as('U0LENA').click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
  });

  test.each([
    ['Slack says internal_error', () => world.slack.fail(GROUP_READ, { error: 'internal_error' }, 9), 'internal_error'],
    ['Slack answers 500', () => world.slack.fail(GROUP_READ, 'http-500', 9), 'http_500'],
    ['a page answers for Slack', () => world.slack.fail(GROUP_READ, 'html', 9), 'proxy between Twokey and Slack'],
    ['Slack hangs up', () => world.slack.fail(GROUP_READ, 'reset-before', 9), 'unreachable'],
    [
      'Slack leaves the members out',
      () => world.slack.changeGroup('S0APPROVERS', { users: undefined as never }),
      'no_members',
    ],
    [
      'the group is gone',
      () => world.slack.fail(GROUP_READ, { error: 'no_such_subteam' }, 9),
      'correct the id in the policy',
    ],
    [
      'the scope is missing',
      () => world.slack.setScopes(['commands', 'chat:write', 'users:read', 'channels:read']),
      'usergroups:read',
    ],
    [
      'the person cannot be read',
      () => world.slack.fail('users.info', { error: 'internal_error' }, 9),
      'internal_error',
    ],
    [
      'the channel cannot be read',
      () => world.slack.fail('conversations.info', { error: 'internal_error' }, 9),
      'internal_error',
    ],
  ])('when %s the answer is no, told as such, and a later click counts', async (_, breakSlack, words) => {
    const { slack, ida } = world;
    const { ask, whispered, sent } = scene();
    const card = await ask('restrict');
    breakSlack();
    await ida.click(card, 'Approve');
    await whispered(ida, 'Slack could not say who you are', 'Slack said', words, 'Nothing has come of your click');
    expect(sent()).toEqual([]);
    expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
    slack.heal();
    slack.setGroupMembers('S0APPROVERS', ['U0TOM', 'U0IDA']);
    slack.setScopes([
      'commands',
      'chat:write',
      'users:read',
      'usergroups:read',
      'channels:read',
      'groups:read',
      'app_mentions:read',
    ]);
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
  });

  test.each([
    ['says internal_error', { error: 'internal_error' }],
    ['answers 500', 'http-500'],
    ['hangs up', 'reset-before'],
    ['is a page for people', 'html'],
  ] as const)(
    'when Slack %s nobody can ask either, and Try again asks with the words that were kept',
    async (_, fault) => {
      const { slack, rosa } = world;
      const { type, machine, channel, nextCard, whispered, sent } = scene();
      slack.fail('users.info', fault, 2);
      await type(`restrict ${machine} seen beaconing`);
      await whispered(rosa, 'Slack could not say who you are', 'No request was opened', 'Your words are kept');
      expect(slack.channel(channel).messages()).toEqual([]);
      const [answer] = slack.ephemerals({ user: rosa.id, channel });
      if (answer === undefined) throw new Error('nothing was whispered');
      await rosa.click(answer, 'Try again');
      const card = await nextCard();
      await world.ida.click(card, 'Approve');
      await world.shows(card, 'Succeeded', 'seen beaconing');
      expect(sent()).toHaveLength(1);
    },
  );

  test('a directory that takes ten seconds makes the click wait, and then it counts', async () => {
    const { slack, ida } = world;
    const { ask, sent, channel } = scene();
    const card = await ask('restrict');
    slack.fail('users.info', { slowMs: 10_000 });
    slack.fail(GROUP_READ, { slowMs: 10_000 });
    const { status, ms } = await ida.click(card, 'Approve');
    expect(status).toBe(200);
    expect(ms).toBeLessThan(1_000);
    await slack.until(() => sent().length > 0, { timeoutMs: 20_000, what: 'the call' });
    await world.shows(card, 'Succeeded');
    expect(slack.ephemerals({ channel })).toEqual([]);
  }, 40_000);

  test('a rate limit on the group read makes the click wait, and then it counts', async () => {
    const { slack, ida } = world;
    const { ask, sent, channel } = scene();
    const card = await ask('restrict');
    slack.fail(GROUP_READ, { retryAfterSeconds: 1 });
    const { status, ms } = await ida.click(card, 'Approve');
    expect(status).toBe(200);
    expect(ms).toBeLessThan(1_000);
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
    expect(slack.ephemerals({ channel })).toEqual([]);
  });

  test.each([
    ['shared', { isExtShared: true }],
    ['pending to be shared', { isPendingExtShared: true }],
  ])('in a channel that became %s with another organisation a click decides nothing', async (_, change) => {
    const { slack, ida } = world;
    const { ask, whispered, sent, channel } = scene();
    const card = await ask('restrict');
    slack.changeChannel(channel, change);
    await ida.click(card, 'Approve');
    await whispered(ida, 'shared with another organisation');
    expect(sent()).toEqual([]);
    expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
  });

  test('an approval counts as it was given, although its giver has been deactivated since', async () => {
    const { slack, ida, tom } = world;
    const { ask, sent } = scene({ machineTags: ['pair'] });
    const card = await ask('restrict');
    await ida.click(card, 'Approve');
    await world.shows(card, '1 of 2 given');
    slack.changeUser('U0IDA', { isDeleted: true });
    expect(sent()).toEqual([]);
    await tom.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    slack.changeUser('U0IDA', { isDeleted: false });
    expect(sent()).toHaveLength(1);
  });

  test('a denial takes the same standing as an approval', async () => {
    const { slack, ida } = world;
    const { ask, whispered, sent } = scene();
    const card = await ask('restrict');
    await ida.click(card, 'Deny');
    const view = await ida.nextView();
    slack.setGroupMembers('S0APPROVERS', ['U0TOM']);
    await ida.submit(view, { Reason: 'not mine to say any more' });
    await whispered(ida, 'does not let you decide');
    expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
    expect(sent()).toEqual([]);
  });
});
