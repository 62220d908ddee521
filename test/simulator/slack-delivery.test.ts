import { createHmac } from 'node:crypto';
import { type SlackSimulator, startSlackSimulator } from '../../simulator/slack/slack-simulator';
import { type Received, type StubBot, startStubBot } from './slack-stub-bot';

let slack: SlackSimulator;
let bot: StubBot;

beforeEach(async () => {
  slack = await startSlackSimulator({
    ackLimitMs: 200,
    events: ['subteam_members_changed', 'message_metadata_posted'],
  });
  bot = await startStubBot(slack);
});
afterEach(() => bot.stop());

const isSignedWell = ({ headers, raw }: Received) => {
  const base = `v0:${headers['x-slack-request-timestamp']}:${raw}`;
  const expected = createHmac('sha256', slack.signingSecret).update(base).digest('hex');
  return headers['x-slack-signature'] === `v0=${expected}`;
};

const skewOf = ({ headers }: Received) => Number(headers['x-slack-request-timestamp']) - Date.now() / 1_000;

describe('a delivery', () => {
  test('is signed with the secret and the wall clock', async () => {
    await slack.as('U0ROSA').command('C0INCIDENT', '/defender help');
    const [request] = bot.received;
    expect(request && isSignedWell(request)).toBe(true);
    expect(Math.abs(request ? skewOf(request) : 99)).toBeLessThan(2);
  });

  test('can be signed wrongly, too early or too late', async () => {
    const rosa = slack.as('U0ROSA');
    await rosa.command('C0INCIDENT', '/defender', { signing: { secret: 'other' } });
    await rosa.command('C0INCIDENT', '/defender', { signing: { skewSeconds: -301 } });
    await rosa.command('C0INCIDENT', '/defender', { signing: { skewSeconds: 86_400 } });
    expect(bot.received.map(isSignedWell)).toEqual([false, true, true]);
    expect(bot.received.map((request) => Math.round(skewOf(request) / 100) + 0)).toEqual([0, -3, 864]);
  });

  test('can be any bytes at all', async () => {
    await slack.post({ body: '', headers: { 'x-slack-signature': 'v0=nonsense' } });
    await slack.post({ body: 'payload=null', contentType: 'application/x-www-form-urlencoded; charset=utf-8' });
    expect(bot.received.map(({ raw }) => raw)).toEqual(['', 'payload=null']);
    expect(bot.received.map(isSignedWell)).toEqual([false, true]);
  });

  test('can be repeated to the byte', async () => {
    const typed = await slack.as('U0ROSA').command('C0INCIDENT', '/defender help');
    await slack.redeliver(typed);
    const [first, second] = bot.received;
    expect(second?.raw).toBe(first?.raw);
    expect(second?.headers['x-slack-signature']).toBe(first?.headers['x-slack-signature']);
  });

  test('to nobody is unreachable', async () => {
    slack.deliverTo('http://127.0.0.1:1/slack/events');
    expect(await slack.as('U0ROSA').command('C0INCIDENT', '/defender')).toMatchObject({ status: 'unreachable' });
  });
});

describe('an event', () => {
  test('tells of a change in a user group, in an envelope of its own', async () => {
    slack.setGroupMembers('S0APPROVERS', ['U0IDA', 'U0LENA']);
    await slack.until(() => slack.deliveries.length === 1);
    expect(bot.last()).toMatchObject({
      type: 'event_callback',
      event_id: expect.stringMatching(/^Ev0/),
      team_id: 'T0TWOKEY',
      event: {
        type: 'subteam_members_changed',
        subteam_id: 'S0APPROVERS',
        added_users: ['U0LENA'],
        removed_users: ['U0TOM'],
      },
    });
    expect(bot.received.at(-1)?.headers['content-type']).toBe('application/json');
  });

  test('tells of a message that carries metadata', async () => {
    const metadata = { event_type: 'request', event_payload: { id: 'r1' } };
    const card = await bot.say('C0INCIDENT', [], { metadata });
    await slack.until(() => slack.deliveries.length === 1);
    expect(bot.last()).toMatchObject({ event: { type: 'message_metadata_posted', message_ts: card.ts, metadata } });
  });

  test('is sent once more, and marked so, when the bot fails to take it', async () => {
    bot.replyWith(() => ({ status: 500 }));
    slack.setGroupMembers('S0APPROVERS', []);
    await slack.until(() => slack.deliveries.length === 2);
    expect(bot.received.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1']);
    expect(new Set(bot.received.map(({ payload }) => payload.event_id)).size).toBe(1);
  });

  test('that the app did not subscribe to is not sent', async () => {
    slack.as('U0ROSA').say('C0INCIDENT', 'hello');
    await slack.event({ type: 'app_uninstalled' });
    expect(bot.received.map(({ payload }) => (payload.event as { type: string }).type)).toEqual(['app_uninstalled']);
  });
});

describe('a message shortcut', () => {
  test('carries the message and no team of the user', async () => {
    const card = await bot.say('C0INCIDENT', []);
    const reply = await bot.say('C0INCIDENT', [], { thread_ts: card.ts });
    await slack.as('U0ROSA').shortcut('why', reply);
    expect(bot.last()).toMatchObject({
      type: 'message_action',
      callback_id: 'why',
      user: { id: 'U0ROSA', name: 'rosa' },
      message: { ts: reply.ts, thread_ts: card.ts },
      message_ts: reply.ts,
    });
    expect(bot.last()).not.toHaveProperty('user.team_id');
  });
});

describe('waiting', () => {
  test('ends the moment something changes, and needs no clock', async () => {
    const waited = slack.until(() => slack.channel('C0INCIDENT').messages()[0], { timeoutMs: 60_000 });
    slack.as('U0ROSA').say('C0INCIDENT', 'hello');
    expect((await waited).text).toBe('hello');
  });

  test('in vain tells what was awaited, and what was said instead', async () => {
    slack.as('U0ROSA').say('C0INCIDENT', 'hello');
    const vain = slack.until(() => expect(slack.channel('C0INCIDENT').messages()).toHaveLength(2), {
      timeoutMs: 1,
      what: 'a card',
    });
    await expect(vain).rejects.toThrow(/in vain for a card[\s\S]*Rosa Diaz: hello/);
  });
});
