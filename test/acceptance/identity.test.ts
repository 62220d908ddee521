import type { JsonObject } from '../../simulator/slack/json';
import { startBot } from './bot';
import { createScenes, roomySeed, startRoomyWorld } from './scenes';
import { POLICY, startWorld, type World } from './world';

const OURS = 'E0HARBOUR';
const ELSEWHERE = 'belongs to another organisation';

/** Somebody as users.info shows them, where that is not what it shows of an ordinary member. */
interface Shape {
  readonly who: string;
  readonly id: string;
  readonly info: JsonObject;
}

const org = (id: string, enterprise: string, ...teams: readonly string[]) => ({
  enterprise_user: { id, enterprise_id: enterprise, enterprise_name: 'x', is_admin: false, is_owner: false, teams },
});

const members: readonly Shape[] = [
  { who: 'a member of our workspace with an organisation’s id', id: 'W0MEMBER', info: {} },
  {
    who: 'a member of another workspace of our organisation',
    id: 'W0NEAR',
    info: { team_id: 'T0NEAR', ...org('W0NEAR', OURS, 'T0NEAR', 'T0TWOKEY') },
  },
  {
    who: 'a member of another workspace with an id of its own',
    id: 'U0NEAR',
    info: { team_id: 'T0NEAR', ...org('W0NEARALSO', OURS, 'T0NEAR') },
  },
  { who: 'a member who has authorised an app', id: 'U0APPUSER', info: { is_app_user: true } },
];

const others: readonly (Shape & { readonly why: string })[] = [
  { who: 'a guest of several channels', id: 'U0MULTI', info: { is_restricted: true }, why: 'is a guest' },
  {
    who: 'a guest of one channel',
    id: 'U0SINGLE',
    info: { is_restricted: true, is_ultra_restricted: true },
    why: 'is a guest',
  },
  {
    who: 'a Connect member whose guest flags are both false',
    id: 'U0CONNECT',
    info: { team_id: 'T0FAR', is_stranger: true, enterprise_user: undefined },
    why: ELSEWHERE,
  },
  {
    who: 'a Connect member who is not said to be a stranger',
    id: 'U0UNSAID',
    info: { team_id: 'T0FAR', enterprise_user: undefined },
    why: ELSEWHERE,
  },
  {
    who: 'a member of another organisation',
    id: 'W0FAR',
    info: { team_id: 'T0FAR', ...org('W0FAR', 'E0FAR', 'T0FAR') },
    why: ELSEWHERE,
  },
  {
    who: 'somebody of our workspace and of another organisation',
    id: 'W0BOTH',
    info: org('W0BOTH', 'E0FAR', 'T0TWOKEY'),
    why: ELSEWHERE,
  },
  { who: 'somebody without a workspace', id: 'U0NOTEAM', info: { team_id: undefined }, why: 'may belong to another' },
  { who: 'somebody who may be deactivated', id: 'U0MAYBE', info: { deleted: undefined }, why: 'may be deactivated' },
  { who: 'somebody who may be a bot', id: 'U0MAYBOT', info: { is_bot: undefined }, why: 'may be a bot' },
  { who: 'somebody who may be a guest', id: 'U0MAYGUEST', info: { is_restricted: undefined }, why: 'may be a guest' },
  {
    who: 'somebody who may be a guest of one channel',
    id: 'U0MAYONE',
    info: { is_ultra_restricted: undefined },
    why: 'may be a guest',
  },
  { who: 'a bot of a workflow', id: 'U0WORKFLOW', info: { is_workflow_bot: true }, why: 'is a bot' },
  { who: 'Slackbot', id: 'USLACKBOT', info: {}, why: 'is a bot' },
  { who: 'somebody of whom Slack shows somebody else', id: 'U0SWAPPED', info: { id: 'U0IDA' }, why: 'is not known' },
  { who: 'somebody who was deactivated', id: 'U0LEFT', info: { deleted: true }, why: 'is deactivated' },
];

const everybody = [...members, ...others];
const ids = everybody.map(({ id }) => id);
const seed = {
  ...roomySeed,
  enterprise: { id: OURS, name: 'Harbour' },
  users: [
    ...roomySeed.users,
    ...everybody.map(({ id, who, info }) => ({ id, name: id.toLowerCase(), realName: `One who is ${who}`, info })),
  ],
  groups: [
    ...roomySeed.groups,
    { id: 'S0EVERYBODY', handle: 'everybody', name: 'Everybody', users: ['U0ROSA', 'U0IDA', ...ids] },
  ],
  channels: roomySeed.channels.map((channel) => ({ ...channel, members: [...channel.members, ...ids] })),
};
const policy = POLICY.replace('[S0RESPONDERS]', '[S0EVERYBODY]').replace('[S0APPROVERS]', '[S0EVERYBODY]');

describe('who somebody is, in a workspace of an Enterprise organisation', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http', { policy, slack: { seed } });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    world.slack.reloadClients();
    expect(world.slack.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test.each(members.map((shape) => [shape.who, shape] as const))(
    '%s asks, and approves what others ask',
    async (_, { id }) => {
      const { slack } = world;
      const { ask, sent } = scene();
      const card = await ask('restrict', 'seen beaconing', slack.as(id));
      await world.ida.click(card, 'Approve');
      await world.shows(card, 'Succeeded');
      const other = await scene().ask('restrict');
      await slack.as(id).click(other, 'Approve');
      await world.shows(other, 'Succeeded', `One who is`);
      expect(sent()).toHaveLength(1);
    },
  );

  test.each(others.map((shape) => [shape.who, shape] as const))(
    '%s neither asks, nor decides, nor sees what is open',
    async (_, { id, why }) => {
      const { slack } = world;
      const { ask, type, machine, sent, whispered, channel } = scene();
      await type('status', slack.as(id));
      await whispered(slack.as(id), why);
      slack.reloadClients();
      await type(`isolate ${machine} seen beaconing`, slack.as(id));
      await whispered(slack.as(id), why, 'full member of this workspace', 'whoever runs Twokey');
      expect(slack.channel(channel).messages()).toEqual([]);
      slack.reloadClients();
      const card = await ask('restrict');
      await slack.as(id).click(card, 'Approve');
      await whispered(slack.as(id), why);
      expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
      expect(sent()).toEqual([]);
    },
  );

  test('what a payload says of a person besides the id counts for nothing', async () => {
    const { slack, rosa } = world;
    const { machine, channel, nextCard, whispered, sent } = scene();
    await rosa.command(channel, `/defender restrict ${machine} seen beaconing`, {
      payload: (fields) => ({ ...fields, user_name: 'ida', team_id: 'T0FAR', enterprise_id: 'E0FAR' }),
    });
    const card = await nextCard();
    expect(slack.plainText(slack.current(card))).toContain('Rosa Diaz');
    const stranger = slack.as('U0CONNECT');
    await stranger.click(card, 'Approve', {
      payload: (fields) => ({
        ...fields,
        user: { id: stranger.id, name: 'ida', username: 'ida', team_id: 'T0TWOKEY', is_restricted: false },
        team: { id: 'T0TWOKEY', domain: 'harbour-security', enterprise_id: OURS },
      }),
    });
    await whispered(stranger, ELSEWHERE);
    expect(sent()).toEqual([]);
    await world.ida.click(card, 'Approve', {
      payload: (fields) => ({ ...fields, team: null, is_enterprise_install: 'true', user: { id: 'U0IDA' } }),
    });
    await world.shows(card, 'Succeeded', 'Ida Holm');
  });

  test('who asked under the id that an organisation gave them cannot approve it', async () => {
    const { slack } = world;
    const { ask, whispered, sent } = scene();
    const near = slack.as('W0NEAR');
    const card = await ask('restrict', 'seen beaconing', near);
    await near.click(card, 'Approve');
    await whispered(near, 'You asked for this yourself');
    expect(sent()).toEqual([]);
  });
});

describe('a token of a whole organisation', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      slack: { seed: { ...seed, session: { is_enterprise_install: true, team_id: OURS } } },
    });
  });
  afterAll(() => world.stop());

  test.each([
    ['the start', []],
    ['the doctor', ['doctor']],
  ] as const)('is refused by %s, with what to do', async (_, args) => {
    const bot = startBot(world.folder, world.env, args);
    const { code } = await bot.exited;
    expect(code).toBe(args.length === 0 ? 78 : 1);
    expect(bot.output()).toContain('installed for a whole Enterprise organisation');
    expect(bot.output()).toContain('install the app in that workspace, and set the token that this gives');
  });
});
