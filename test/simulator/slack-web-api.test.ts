import { type SlackSimulator, startSlackSimulator } from '../../simulator/slack/slack-simulator';
import { type StubBot, startStubBot } from './slack-stub-bot';

let slack: SlackSimulator;
let bot: StubBot;
let nowMs: number;

beforeEach(async () => {
  nowMs = 1_763_862_000_000;
  slack = await startSlackSimulator({ now: () => nowMs });
  bot = await startStubBot(slack);
});
afterEach(() => bot.stop());

const button = { type: 'button', text: { type: 'plain_text', text: 'Approve' }, action_id: 'approve' };
const modal = { type: 'modal', title: { type: 'plain_text', text: 'Isolate' }, blocks: [{ type: 'divider' }] };

describe('the Web API', () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    ['a method it does not know', 'chat.shout', {}, 'unknown_method'],
    ['a post without a channel', 'chat.postMessage', { text: 'a' }, 'invalid_arguments'],
    ['a post into an unknown channel', 'chat.postMessage', { channel: 'C0NOWHERE', text: 'a' }, 'channel_not_found'],
    ['a post where the bot is not', 'chat.postMessage', { channel: 'C0OTHER', text: 'a' }, 'not_in_channel'],
    ['a post into an archived channel', 'chat.postMessage', { channel: 'C0ARCHIVED', text: 'a' }, 'is_archived'],
    [
      'a post into a private channel it cannot see',
      'chat.postMessage',
      { channel: 'G0PRIVATE', text: 'a' },
      'channel_not_found',
    ],
    ['an empty post', 'chat.postMessage', { channel: 'C0INCIDENT', text: '' }, 'no_text'],
    [
      'blocks that are no JSON',
      'chat.postMessage',
      { channel: 'C0INCIDENT', text: 'a', blocks: '[{' },
      'invalid_blocks_format',
    ],
    [
      'blocks that break a rule',
      'chat.postMessage',
      { channel: 'C0INCIDENT', text: 'a', blocks: [{ type: 'section' }] },
      'invalid_blocks',
    ],
    [
      'metadata without a payload',
      'chat.postMessage',
      { channel: 'C0INCIDENT', text: 'a', metadata: { event_type: 'x' } },
      'invalid_metadata_schema',
    ],
    [
      'a reply to nothing',
      'chat.postMessage',
      { channel: 'C0INCIDENT', text: 'a', thread_ts: '1.1' },
      'thread_not_found',
    ],
    ['an edit of nothing', 'chat.update', { channel: 'C0INCIDENT', ts: '1.1', text: 'a' }, 'message_not_found'],
    [
      'a whisper to somebody who is not there',
      'chat.postEphemeral',
      { channel: 'C0INCIDENT', user: 'U0STRANGER', text: 'a' },
      'user_not_in_channel',
    ],
    ['an unknown user', 'users.info', { user: 'U0NOBODY' }, 'user_not_found'],
    ['an unknown user group', 'usergroups.users.list', { usergroup: 'S0NOBODY' }, 'no_such_subteam'],
    ['a private channel the bot is not in', 'conversations.info', { channel: 'G0PRIVATE' }, 'channel_not_found'],
    ['a trigger it never made', 'views.open', { trigger_id: '1.2.x', view: modal }, 'invalid_trigger_id'],
    ['an update of no view', 'views.update', { view_id: 'V0NONE', view: modal }, 'not_found'],
    ['a socket for a bot token', 'apps.connections.open', {}, 'not_allowed_token_type'],
  ])('refuses %s', async (_what, method, args, error) => {
    expect(await bot.call(method, args)).toMatchObject({ ok: false, error, http: 200 });
  });

  test('quotes the place of a mistake in blocks, and records it as a violation', async () => {
    const answer = await bot.call('chat.postMessage', { channel: 'C0INCIDENT', blocks: [{ type: 'header' }] });
    const complaint = 'missing required field: text [json-pointer:/blocks/0]';
    expect(answer).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: { messages: [`[ERROR] ${complaint}`] },
    });
    expect(slack.violations).toEqual([{ method: 'chat.postMessage', message: `invalid_blocks; ${complaint}` }]);
  });

  test('takes JSON bodies as well as forms', async () => {
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel: 'C0INCIDENT', text: 'a', blocks: [{ type: 'divider' }] }),
    });
    expect(await response.json()).toMatchObject({ ok: true, channel: 'C0INCIDENT', message: { bot_id: 'B0TWOKEY' } });
  });

  test('knows a wrong token, a missing one and a lacking scope', async () => {
    expect(await bot.call('auth.test', {}, 'xoxb-wrong')).toMatchObject({ error: 'invalid_auth' });
    expect(await (await fetch(`${slack.apiUrl}auth.test`, { method: 'POST' })).json()).toMatchObject({
      error: 'not_authed',
    });
    slack.setScopes(['chat:write']);
    const answer = await bot.call('users.info', { user: 'U0TOM' });
    expect(answer).toMatchObject({ error: 'missing_scope', needed: 'users:read', provided: 'chat:write' });
    expect(await bot.call('auth.test')).toMatchObject({
      ok: true,
      team_id: 'T0TWOKEY',
      user_id: 'U0TWOKEY',
      bot_id: 'B0TWOKEY',
    });
  });

  test('sends the scopes of the token with every answer', async () => {
    const response = await fetch(`${slack.apiUrl}auth.test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}` },
    });
    expect(response.headers.get('x-oauth-scopes')).toContain('chat:write');
    await response.text();
  });

  test('tells guests, strangers and the gone apart', async () => {
    const user = async (id: string) => (await bot.call('users.info', { user: id })).user;
    expect(await user('U0ROSA')).toMatchObject({
      real_name: 'Rosa Diaz',
      deleted: false,
      is_restricted: false,
      team_id: 'T0TWOKEY',
    });
    expect(await user('U0GUEST')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect(await user('U0STRANGER')).toMatchObject({ is_stranger: true, is_restricted: false, team_id: 'T0ELSEWHERE' });
    expect(await user('U0GONE')).toMatchObject({ deleted: true });
    expect(await user('U0ROSA')).not.toHaveProperty('profile.email');
  });

  test('tells shared channels apart, and pages members', async () => {
    expect(await bot.call('conversations.info', { channel: 'C0SHARED' })).toMatchObject({
      channel: { is_ext_shared: true },
    });
    expect(await bot.call('conversations.info', { channel: 'C0PENDING' })).toMatchObject({
      channel: { is_pending_ext_shared: true },
    });
    const first = await bot.call('conversations.members', { channel: 'C0INCIDENT', limit: '4' });
    expect(first).toMatchObject({ members: ['U0ROSA', 'U0TOM', 'U0IDA', 'U0LENA'] });
    const cursor = (first.response_metadata as { next_cursor: string }).next_cursor;
    const second = await bot.call('conversations.members', { channel: 'C0INCIDENT', limit: '4', cursor });
    expect(second).toMatchObject({ members: ['U0MAX', 'U0GUEST', 'U0TWOKEY'], response_metadata: { next_cursor: '' } });
  });
});

describe('an edit', () => {
  test('keeps blocks and metadata that were left out, and remembers what was there before', async () => {
    const metadata = { event_type: 'request', event_payload: { id: 'r1' } };
    const card = await bot.say('C0INCIDENT', [{ type: 'actions', elements: [button] }], { metadata });
    nowMs += 5_000;
    await bot.call('chat.update', { channel: card.channel, ts: card.ts, text: 'other words' });
    const after = slack.current(card);
    expect(after).toMatchObject({ text: 'other words', metadata, edited: true, blocks: card.blocks });
    expect(after.history).toEqual([{ text: 'words', blocks: card.blocks, metadata, until: nowMs }]);
  });

  test('removes blocks when it sends an empty list', async () => {
    const card = await bot.say('C0INCIDENT', [{ type: 'divider' }]);
    await bot.call('chat.update', { channel: card.channel, ts: card.ts, text: 'done', blocks: [] });
    expect(slack.current(card).blocks).toEqual([]);
  });

  test('is refused for more than 4000 characters, and for what others wrote', async () => {
    const card = await bot.say('C0INCIDENT', []);
    const at = { channel: card.channel, ts: card.ts };
    expect(await bot.call('chat.update', { ...at, text: 'x'.repeat(4001) })).toMatchObject({ error: 'msg_too_long' });
    const theirs = slack.as('U0ROSA').say('C0INCIDENT', 'hello');
    const there = { channel: theirs.channel, ts: theirs.ts };
    expect(await bot.call('chat.update', { ...there, text: 'x' })).toMatchObject({ error: 'cant_update_message' });
  });
});

describe('a thread', () => {
  test('holds replies apart from the channel, and has permalinks of its own', async () => {
    const card = await bot.say('C0INCIDENT', []);
    const note = await bot.say('C0INCIDENT', [], { thread_ts: card.ts });
    expect(slack.channel('C0INCIDENT').messages()).toHaveLength(1);
    expect(slack.channel('C0INCIDENT').thread(card.ts)).toEqual([note]);
    expect(await bot.call('chat.getPermalink', { channel: 'C0INCIDENT', message_ts: note.ts })).toMatchObject({
      permalink: `https://harbour-security.slack.com/archives/C0INCIDENT/p${note.ts.replace('.', '')}?thread_ts=${card.ts}&cid=C0INCIDENT`,
    });
  });

  test('has rising, unique timestamps even while the clock stands still', async () => {
    const first = await bot.say('C0INCIDENT', []);
    const second = await bot.say('C0INCIDENT', []);
    expect([first.ts, second.ts]).toEqual(['1763862000.000000', '1763862000.000100']);
  });
});

describe('the pace', () => {
  test('of posts is one a second in a channel after a short burst', async () => {
    const post = () => bot.call('chat.postMessage', { channel: 'C0INCIDENT', text: 'a' });
    for (let i = 0; i < 3; i++) expect(await post()).toMatchObject({ ok: true });
    const limited = await post();
    expect(limited).toMatchObject({ ok: false, error: 'ratelimited', http: 429 });
    expect((limited.headers as Headers).get('retry-after')).toBe('1');
    expect(await bot.call('chat.postMessage', { channel: 'C0SHARED', text: 'a' })).toMatchObject({ ok: true });
    nowMs += 1_000;
    expect(await post()).toMatchObject({ ok: true });
  });

  test('of reading user groups is twenty a minute', async () => {
    const read = () => bot.call('usergroups.users.list', { usergroup: 'S0APPROVERS' });
    for (let i = 0; i < 20; i++) expect(await read()).toMatchObject({ users: ['U0TOM', 'U0IDA'] });
    nowMs += 15_000;
    const limited = await read();
    expect([limited.http, (limited.headers as Headers).get('retry-after')]).toEqual([429, '45']);
  });
});

describe('a fault', () => {
  const post = () => bot.call('chat.postMessage', { channel: 'C0INCIDENT', text: 'a' });
  const posted = () => slack.channel('C0INCIDENT').messages().length;

  test('befalls as many calls as planned', async () => {
    slack.fail('chat.postMessage', { error: 'fatal_error' }, 2);
    expect(await post()).toMatchObject({ error: 'fatal_error' });
    expect(await post()).toMatchObject({ error: 'fatal_error' });
    expect(await post()).toMatchObject({ ok: true });
  });

  test('before the act leaves nothing behind; after it, the message without an answer', async () => {
    slack.fail('chat.postMessage', 'reset-before');
    await expect(post()).rejects.toThrow('fetch failed');
    expect(posted()).toBe(0);
    slack.fail('chat.postMessage', 'reset-after');
    await expect(post()).rejects.toThrow('fetch failed');
    expect(posted()).toBe(1);
    expect(slack.calls.map((call) => call.result.fault)).toEqual(['reset-before', 'reset-after']);
  });

  test('can be a server error, or a rate limit of any length', async () => {
    slack.fail('chat.postMessage', 'http-503');
    await expect(post()).rejects.toThrow('JSON');
    slack.fail('*', { retryAfterSeconds: 30 });
    expect(((await post()).headers as Headers).get('retry-after')).toBe('30');
  });

  test('can hold a call back until the test lets it go', async () => {
    let letGo = () => {};
    slack.fail('chat.postMessage', {
      waitFor: new Promise<void>((resolve) => {
        letGo = resolve;
      }),
    });
    const held = post();
    await bot.call('auth.test');
    expect(posted()).toBe(0);
    letGo();
    expect(await held).toMatchObject({ ok: true });
  });

  test('can be silence, which ends when the caller gives up', async () => {
    slack.fail('auth.test', 'hang');
    const abort = new AbortController();
    const asked = fetch(`${slack.apiUrl}auth.test`, { method: 'POST', signal: abort.signal });
    await slack.until(() => slack.calls.some((call) => call.result.fault === 'hang'));
    abort.abort();
    await expect(asked).rejects.toThrow('aborted');
  });
});
