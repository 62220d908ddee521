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

  it('tries once more when Slack stumbles, and faults when it stumbles again', async () => {
    world.sim.fail('users.info', 'http-500');
    expect(await world.slack.directory.profile('U0ROSA')).toMatchObject({ id: 'U0ROSA' });
    world.sim.fail('users.info', 'reset-before', 2);
    await expect(world.slack.directory.profile('U0ROSA')).rejects.toMatchObject(fault('unreachable'));
  });

  it('waits out a rate limit', async () => {
    world.sim.fail('users.info', { retryAfterSeconds: 1 });
    expect(await world.slack.directory.profile('U0ROSA')).toMatchObject({ id: 'U0ROSA' });
    expect(count('users.info')).toBe(2);
  });
});
