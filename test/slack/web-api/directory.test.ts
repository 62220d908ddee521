import type { Profile } from '../../../src/domain/person';
import { INCIDENT, type SlackWorld, slackWorld } from '../slack-world';

let world: SlackWorld;
beforeEach(async () => {
  world = await slackWorld();
});
afterEach(() => world.stop());

const count = (method: string) => world.sim.calls.filter((call) => call.method === method).length;
const fault = (code: string) => ({ facts: { system: 'Slack', code } });

describe('the directory', () => {
  it('says of a person what Slack says', async () => {
    expect(await world.slack.directory.profile('U0ROSA')).toEqual({
      id: 'U0ROSA',
      realName: 'Rosa Diaz',
      isDeactivated: false,
      isBot: false,
      isGuest: false,
      isSingleChannelGuest: false,
      isStranger: undefined,
      teamId: 'T0TWOKEY',
      enterpriseId: undefined,
    });
    expect(await world.slack.directory.profile('U0GUEST')).toMatchObject({ isGuest: true });
    expect(await world.slack.directory.profile('U0STRANGER')).toMatchObject({ isStranger: true });
    expect(await world.slack.directory.profile('U0TWOKEY')).toMatchObject({ isBot: true });
    expect(await world.slack.directory.profile('U0GONE')).toMatchObject({ isDeactivated: true });
  });

  it('knows nobody whom Slack does not show', async () => {
    expect(await world.slack.directory.profile('U0NOBODY')).toBeNull();
    world.sim.fail('users.info', { error: 'user_not_visible' });
    expect(await world.slack.directory.profile('U0ROSA')).toBeNull();
  });

  describe('of the shapes that Slack gives people', () => {
    const member = {
      isDeactivated: false,
      isBot: false,
      isGuest: false,
      isSingleChannelGuest: false,
      isStranger: undefined,
      teamId: 'T0TWOKEY',
      enterpriseId: undefined,
    };
    const inGrid = (id: string, enterpriseId: string, teams: readonly string[]) => ({
      enterprise_user: { id, enterprise_id: enterpriseId, teams, is_admin: false, is_owner: false },
    });

    it.each<[string, Record<string, unknown>, Partial<Profile>]>([
      ['a guest of several channels', { is_restricted: true }, { isGuest: true }],
      [
        'a guest of one channel',
        { is_restricted: true, is_ultra_restricted: true },
        { isGuest: true, isSingleChannelGuest: true },
      ],
      [
        'a Connect member, whose guest flags are both false',
        { is_stranger: true, team_id: 'T0ELSEWHERE' },
        { isStranger: true, teamId: 'T0ELSEWHERE' },
      ],
      ['a Connect member who is not said to be a stranger', { team_id: 'T0ELSEWHERE' }, { teamId: 'T0ELSEWHERE' }],
      ['somebody who is said to be no stranger', { is_stranger: false }, { isStranger: false }],
      ['somebody whose strangeness is no yes or no', { is_stranger: 'true' }, { isStranger: true }],
      [
        'a member of our organisation',
        { team_id: 'T0OTHER', ...inGrid('W0ROSA', 'E0HARBOUR', ['T0OTHER', 'T0TWOKEY']) },
        { teamId: 'T0OTHER', enterpriseId: 'E0HARBOUR' },
      ],
      ['somebody whose organisation is empty', { enterprise_user: { id: 'U0ROSA', enterprise_id: '' } }, {}],
      ['somebody whose organisation is null', { enterprise_user: null }, {}],
      ['somebody without a workspace', { team_id: undefined }, { teamId: undefined }],
      ['somebody whose workspace is null', { team_id: null }, { teamId: undefined }],
      [
        'somebody of whom it is not said whether they are deactivated',
        { deleted: undefined },
        { isDeactivated: undefined },
      ],
      ['somebody of whom it is not said whether they are a bot', { is_bot: undefined }, { isBot: undefined }],
      [
        'somebody of whom it is not said whether they are a guest',
        { is_restricted: undefined },
        { isGuest: undefined },
      ],
      [
        'somebody of whom it is not said whether they are a guest of one channel',
        { is_ultra_restricted: undefined },
        { isSingleChannelGuest: undefined },
      ],
      [
        'somebody whose flags are words',
        { deleted: 'false', is_bot: 0 },
        { isDeactivated: undefined, isBot: undefined },
      ],
      ['a member who has authorised an app', { is_app_user: true }, {}],
      ['a bot of a workflow', { is_workflow_bot: true }, { isBot: true }],
      ['a bot of a connection', { is_connector_bot: true }, { isBot: true }],
      ['an account that posts for an app', { profile: { bot_id: 'B0OTHER' } }, { isBot: true }],
      ['somebody whose profile is hidden', { profile: undefined, real_name: undefined }, { realName: undefined }],
      ['somebody whose name is only in the profile', { real_name: undefined }, {}],
    ])('reads %s', async (_, info, profile) => {
      world.sim.changeUser('U0ROSA', { info });
      expect(await world.slack.directory.profile('U0ROSA')).toEqual({
        id: 'U0ROSA',
        realName: 'Rosa Diaz',
        ...member,
        ...profile,
      });
    });

    it('reads Slackbot as a bot, although Slack says that it is none', async () => {
      world.sim.changeUser('USLACKBOT', { realName: 'Slackbot', isBot: false });
      expect(await world.slack.directory.profile('USLACKBOT')).toMatchObject({ isBot: true });
    });

    it('keeps the ids of an organisation as they are', async () => {
      world.sim.changeUser('W0ANNA', { realName: 'Anna Ek', info: inGrid('W0ANNA', 'E0HARBOUR', ['T0TWOKEY']) });
      world.sim.setGroupMembers('S0APPROVERS', ['W0ANNA', 'U0IDA']);
      expect(await world.slack.directory.profile('W0ANNA')).toMatchObject({ id: 'W0ANNA', enterpriseId: 'E0HARBOUR' });
      const memberships = await world.slack.directory.memberships(['S0APPROVERS']);
      expect([...(memberships.get('S0APPROVERS') ?? [])]).toEqual(['W0ANNA', 'U0IDA']);
    });

    it('takes no answer about somebody else', async () => {
      world.sim.changeUser('U0ROSA', { info: { id: 'U0IDA' } });
      expect(await world.slack.directory.profile('U0ROSA')).toBeNull();
    });
  });

  it('names the members of each group', async () => {
    const memberships = await world.slack.directory.memberships(['S0RESPONDERS', 'S0LEADS']);
    expect([...(memberships.get('S0RESPONDERS') ?? [])]).toEqual(['U0ROSA', 'U0TOM']);
    expect([...(memberships.get('S0LEADS') ?? [])]).toEqual(['U0IDA', 'U0LENA']);
    expect((await world.slack.directory.memberships([])).size).toBe(0);
  });

  it('shares one read of a group among a burst, and reads again for those who come later', async () => {
    let open = () => {};
    world.sim.fail('usergroups.users.list', {
      waitFor: new Promise<void>((resolve) => {
        open = resolve;
      }),
    });
    const first = world.slack.directory.memberships(['S0APPROVERS']);
    const burst = Array.from({ length: 50 }, () => world.slack.directory.memberships(['S0APPROVERS']));
    world.sim.setGroupMembers('S0APPROVERS', ['U0MAX']);
    open();
    await first;
    for (const memberships of await Promise.all(burst)) {
      expect([...(memberships.get('S0APPROVERS') ?? [])]).toEqual(['U0MAX']);
    }
    expect(count('usergroups.users.list')).toBe(2);
  });

  it('says of a channel what Slack says, and nothing of one that Slack does not show', async () => {
    expect(await world.slack.directory.channel(INCIDENT)).toEqual({
      id: INCIDENT,
      isMember: true,
      isArchived: false,
      isShared: false,
      isPendingShared: false,
      isDirectMessage: false,
    });
    expect(await world.slack.directory.channel('C0SHARED')).toMatchObject({ isShared: true });
    expect(await world.slack.directory.channel('C0PENDING')).toMatchObject({ isPendingShared: true });
    expect(await world.slack.directory.channel('C0ARCHIVED')).toMatchObject({ isArchived: true });
    expect(await world.slack.directory.channel('C0OTHER')).toMatchObject({ isMember: false });
    expect(await world.slack.directory.channel('C0NOWHERE')).toBeNull();
  });

  it('knows a direct message without asking', async () => {
    expect(await world.slack.directory.channel('D0ROSA')).toMatchObject({ isDirectMessage: true });
    expect(count('conversations.info')).toBe(0);
  });

  it.each([
    ['no_such_subteam', 'policy'],
    ['missing_scope', 'missing_scope'],
    ['account_inactive', 'install it again'],
  ])('faults on %s, and says the method and what to do', async (error, cure) => {
    world.sim.fail('usergroups.users.list', { error });
    const reading = world.slack.directory.memberships(['S0APPROVERS']);
    await expect(reading).rejects.toMatchObject(fault(error));
    await expect(reading).rejects.toThrow(cure);
    await expect(reading).rejects.toThrow('usergroups.users.list');
    expect(world.slack.health().lastFault).toMatchObject({ code: error });
  });

  it('says which scope is missing', async () => {
    world.sim.setScopes(['chat:write']);
    await expect(world.slack.directory.profile('U0ROSA')).rejects.toThrow('needs the scope users:read');
    await expect(world.slack.directory.channel(INCIDENT)).rejects.toMatchObject(fault('missing_scope'));
  });

  it.each<[Parameters<SlackWorld['sim']['fail']>[1], string]>([
    ['http-500', 'http_500'],
    ['reset-before', 'unreachable'],
    ['html', 'no_json'],
    [{ error: 'internal_error' }, 'internal_error'],
    [{ error: 'fatal_error' }, 'fatal_error'],
    [{ error: 'request_timeout' }, 'request_timeout'],
    [{ error: 'service_unavailable' }, 'service_unavailable'],
  ])('tries once more on %j, and faults when it comes again', async (stumble, code) => {
    world.sim.fail('users.info', stumble);
    expect(await world.slack.directory.profile('U0ROSA')).toMatchObject({ id: 'U0ROSA' });
    world.sim.fail('users.info', stumble, 2);
    await expect(world.slack.directory.profile('U0ROSA')).rejects.toMatchObject(fault(code));
    expect(count('users.info')).toBe(4);
  });

  it('waits out a rate limit that comes as an answer', async () => {
    world.sim.fail('users.info', { error: 'ratelimited' });
    expect(await world.slack.directory.profile('U0ROSA')).toMatchObject({ id: 'U0ROSA' });
  });

  it('asks once where the answer is final', async () => {
    world.sim.fail('users.info', { error: 'user_not_found' });
    expect(await world.slack.directory.profile('U0ROSA')).toBeNull();
    world.sim.fail('users.info', { error: 'invalid_auth' });
    await expect(world.slack.directory.profile('U0ROSA')).rejects.toMatchObject(fault('invalid_auth'));
    expect(count('users.info')).toBe(2);
  });

  it('faults when the members of a group do not come with the answer', async () => {
    world.sim.changeGroup('S0APPROVERS', { users: undefined as never });
    await expect(world.slack.directory.memberships(['S0APPROVERS'])).rejects.toMatchObject(fault('no_members'));
  });

  it('waits out a rate limit', async () => {
    world.sim.fail('users.info', { retryAfterSeconds: 1 });
    expect(await world.slack.directory.profile('U0ROSA')).toMatchObject({ id: 'U0ROSA' });
    expect(count('users.info')).toBe(2);
  });
});
