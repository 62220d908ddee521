import type { Policy } from '../../src/domain/policy';
import { eventually, INCIDENT, type SlackWorld, slackWorld } from './slack-world';

let world: SlackWorld;
beforeEach(async () => {
  world = await slackWorld();
});
afterEach(() => world.stop());

const policy: Policy = {
  requestors: { usergroups: ['S0RESPONDERS'], users: [] },
  approvers: { usergroups: ['S0APPROVERS', 'S0NONE'], users: [] },
  channels: [INCIDENT, 'C0SHARED'],
  quorum: 1,
  allow: [],
  expiresInMs: 1,
  sendWithinMs: 1,
  mention: true,
  loggedOnUsers: false,
  reminder: true,
  escalation: null,
  limits: { requests: { most: 60, perMs: 1 }, refusedClicks: { most: 20, perMs: 1 } },
  mostMachines: 25,
  rules: [],
  hash: 'h',
};

describe('the start', () => {
  it('tells who we are', async () => {
    expect(() => world.slack.home()).toThrow('not been reached');
    await world.slack.start(world.flow);
    expect(world.slack.home()).toEqual({ teamId: 'T0TWOKEY', enterpriseId: undefined });
    expect(world.slack.health()).toEqual({ isConnected: true, isSessionOpen: true, failing: null, lastFault: null });
  });

  it('stops with the cure when the token is no good, and lets the port go', async () => {
    const wrong = world.make({ botToken: 'xoxb-wrong' });
    const starting = wrong.start(world.flow);
    await expect(starting).rejects.toMatchObject({ facts: { system: 'Slack', code: 'invalid_auth' } });
    await expect(starting).rejects.toThrow('SLACK_BOT_TOKEN');
    await world.slack.start(world.flow);
  });

  it('does not wait for a Slack that is away: clicks are taken, and it is asked again', async () => {
    world.sim.fail('auth.test', 'http-503');
    await world.slack.start(world.flow);
    expect(world.slack.health()).toMatchObject({ isConnected: true, isSessionOpen: false });
    expect((await world.rosa.command(INCIDENT, '/defender restrict web-01 x')).status).toBe(200);
    await eventually(() => world.slack.health().isSessionOpen);
  });

  it('takes up what an earlier process left undone', async () => {
    const body = {
      command: '/defender',
      text: 'restrict web-01 beaconing',
      user_id: 'U0ROSA',
      channel_id: INCIDENT,
      trigger_id: '1.2.a',
    };
    world.rows.set('k', { key: 'k', kind: 'command', body: JSON.stringify(body), receivedAt: 1, isDone: false });
    await world.slack.start(world.flow);
    await eventually(() => world.rows.get('k')?.isDone === true);
    expect(world.asks).toMatchObject([{ delivery: 'k', comment: 'beaconing' }]);
  });
});

describe('the stop', () => {
  it('waits for work that was acknowledged already, and takes no more', async () => {
    await world.slack.start(world.flow);
    let end = () => {};
    const working = new Promise<void>((resolve) => {
      end = resolve;
    });
    world.answers.submit = async () => {
      await working;
      return { kind: 'opened', requestId: 'R1' };
    };
    expect((await world.rosa.command(INCIDENT, '/defender restrict web-01 x')).status).toBe(200);
    let isStopped = false;
    const stopping = world.slack.stop().then(() => {
      isStopped = true;
    });
    expect((await world.tom.command(INCIDENT, '/defender restrict web-02 x')).status).toBe(503);
    expect(isStopped).toBe(false);
    end();
    await stopping;
    expect([...world.rows.values()].map((row) => row.isDone)).toEqual([true]);
    expect((await world.rosa.command(INCIDENT, '/defender help')).status).toBe('unreachable');
  });
});

describe('the checks', () => {
  it('try the token, each scope, and every group and channel of the policy', async () => {
    world.sim.setScopes([
      'chat:write',
      'users:read',
      'usergroups:read',
      'channels:read',
      'groups:read',
      'app_mentions:read',
    ]);
    const { checks } = await world.slack.check(policy);
    const verdicts = Object.fromEntries(checks.map(({ what, isOk }) => [what, isOk]));
    expect(verdicts).toEqual({
      'Slack token': true,
      'Slack scope commands': false,
      'Slack scope chat:write': true,
      'Slack scope users:read': true,
      'Slack scope usergroups:read': true,
      'Slack scope channels:read': true,
      'Slack scope groups:read': true,
      'Slack scope app_mentions:read': true,
      'Slack user group S0RESPONDERS': true,
      'Slack user group S0APPROVERS': true,
      'Slack user group S0NONE': false,
      [`Slack channel ${INCIDENT}`]: true,
      'Slack channel C0SHARED': false,
    });
  });

  it('say what is wrong with the token', async () => {
    const { checks, members } = await world.make({ botToken: 'xoxb-wrong' }).check(policy);
    const [check] = checks;
    expect(members.size).toBe(0);
    expect(check).toMatchObject({ what: 'Slack token', isOk: false });
    expect(check?.says).toContain('invalid_auth');
  });
});
