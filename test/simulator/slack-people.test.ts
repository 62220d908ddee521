import { type SlackSimulator, startSlackSimulator } from '../../simulator/slack/slack-simulator';
import { type StubBot, startStubBot } from './slack-stub-bot';

let slack: SlackSimulator;
let bot: StubBot;
let nowMs: number;

beforeEach(async () => {
  nowMs = 1_763_862_000_000;
  slack = await startSlackSimulator({ now: () => nowMs, ackLimitMs: 200 });
  bot = await startStubBot(slack);
});
afterEach(() => bot.stop());

const plain = (text: string) => ({ type: 'plain_text', text });
const button = (words: string, more: object = {}) => ({ type: 'button', text: plain(words), value: 'r1', ...more });
const decision = [
  {
    type: 'actions',
    block_id: 'decide',
    elements: [
      button('Approve', { action_id: 'approve' }),
      { type: 'overflow', action_id: 'more', options: [{ text: plain('Why'), value: 'why' }] },
    ],
  },
];

const comment = (more: object = {}) => ({
  type: 'input',
  block_id: 'why',
  label: plain('Comment'),
  element: { type: 'plain_text_input', action_id: 'text', max_length: 10 },
  ...more,
});
const machine = {
  type: 'input',
  block_id: 'machine',
  label: plain('Machine'),
  element: { type: 'external_select', action_id: 'pick', min_query_length: 2 },
};
const modal = (more: object = {}) => ({
  type: 'modal',
  callback_id: 'ask',
  title: plain('Isolate'),
  submit: plain('Ask'),
  blocks: [comment()],
  ...more,
});

/** Rosa types the command, and the bot opens this modal with her trigger. */
const openModal = async (view: object) => {
  const { triggerId } = await slack.as('U0ROSA').command('C0INCIDENT', '/defender isolate');
  const opened = await bot.call('views.open', { trigger_id: triggerId, view });
  expect(opened).toMatchObject({ ok: true });
  return slack.as('U0ROSA').nextView();
};

describe('a slash command', () => {
  test('arrives with the fields Slack sends, its text escaped', async () => {
    const typed = await slack.as('U0ROSA').command('C0INCIDENT', '/defender restrict web-01 a < b & c');
    expect(bot.last()).toEqual({
      token: expect.any(String),
      team_id: 'T0TWOKEY',
      team_domain: 'harbour-security',
      channel_id: 'C0INCIDENT',
      channel_name: 'incident-1',
      user_id: 'U0ROSA',
      user_name: 'rosa',
      command: '/defender',
      text: 'restrict web-01 a &lt; b &amp; c',
      api_app_id: 'A0TWOKEY',
      is_enterprise_install: 'false',
      response_url: typed.responseUrl,
      trigger_id: typed.triggerId,
    });
    expect(bot.received.at(-1)?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('may be answered with words, which only the person sees', async () => {
    bot.replyWith(() => ({ body: JSON.stringify({ response_type: 'ephemeral', text: 'Say *why*.' }) }));
    await slack.as('U0ROSA').command('C0INCIDENT', '/defender');
    const [answer] = slack.ephemerals({ user: 'U0ROSA', channel: 'C0INCIDENT' });
    expect(answer && slack.plainText(answer)).toBe('Say why.');
    expect(slack.channel('C0INCIDENT').messages()).toEqual([]);
  });

  test('times out as people know it', async () => {
    bot.replyWith(() => 'silence');
    const typed = await slack.as('U0ROSA').command('C0INCIDENT', '/defender');
    expect(typed.status).toBe('timeout');
    expect(slack.ephemerals({ user: 'U0ROSA' })[0]?.text).toBe('/defender failed with the error "operation_timeout"');
  });

  test('cannot be typed by strangers, or where one is not', async () => {
    await expect(slack.as('U0STRANGER').command('C0SHARED', '/defender')).rejects.toThrow('another workspace');
    slack.kick('C0INCIDENT', 'U0MAX');
    await expect(slack.as('U0MAX').command('C0INCIDENT', '/defender')).rejects.toThrow('Max Roth is not in incident-1');
  });
});

describe('a click', () => {
  test('carries the message as it is stored, and says where it was', async () => {
    const metadata = { event_type: 'request', event_payload: { id: 'r1' } };
    const card = await bot.say('C0INCIDENT', decision, { metadata });
    const clicked = await slack.as('U0TOM').click(card, 'Approve');
    expect(bot.last()).toEqual({
      type: 'block_actions',
      user: { id: 'U0TOM', username: 'tom', name: 'tom', team_id: 'T0TWOKEY' },
      api_app_id: 'A0TWOKEY',
      token: expect.any(String),
      container: { type: 'message', message_ts: card.ts, channel_id: 'C0INCIDENT', is_ephemeral: false },
      trigger_id: clicked.triggerId,
      team: { id: 'T0TWOKEY', domain: 'harbour-security' },
      enterprise: null,
      is_enterprise_install: false,
      channel: { id: 'C0INCIDENT', name: 'incident-1' },
      message: {
        user: 'U0TWOKEY',
        type: 'message',
        ts: card.ts,
        bot_id: 'B0TWOKEY',
        app_id: 'A0TWOKEY',
        text: 'words',
        team: 'T0TWOKEY',
        blocks: card.blocks,
        metadata,
      },
      state: { values: {} },
      response_url: clicked.responseUrl,
      actions: [
        {
          action_id: 'approve',
          block_id: 'decide',
          text: { type: 'plain_text', text: 'Approve', emoji: true },
          value: 'r1',
          type: 'button',
          action_ts: expect.any(String),
        },
      ],
    });
  });

  test('finds overflow entries, and may be forged', async () => {
    const card = await bot.say('C0INCIDENT', decision);
    await slack.as('U0TOM').click(card, 'Why');
    expect(bot.last()).toMatchObject({ actions: [{ type: 'overflow', selected_option: { value: 'why' } }] });
    await slack.as('U0TOM').click(card, 'approve', { tamper: { value: 'r2' } });
    expect(bot.last()).toMatchObject({ actions: [{ value: 'r2', action_id: 'approve' }] });
  });

  test('is impossible once the button is gone, unless it crossed the edit', async () => {
    const card = await bot.say('C0INCIDENT', decision);
    await bot.call('chat.update', { channel: card.channel, ts: card.ts, text: 'Approved', blocks: [] });
    await expect(slack.as('U0TOM').click(card, 'Approve')).rejects.toThrow("There is no 'Approve' to click here");
    expect(await slack.as('U0TOM').click(card, 'Approve', { as: 'given' })).toMatchObject({ status: 200 });
  });

  test('on a copy points at the copy, which is not the bot’s own', async () => {
    const copy = slack.forward(await bot.say('C0INCIDENT', decision), 'C0OTHER');
    await slack.as('U0TOM').click(copy, 'Approve');
    expect(bot.last()).toMatchObject({
      container: { message_ts: copy.ts, channel_id: 'C0OTHER' },
      message: { user: 'U0MAX' },
    });
    expect(bot.last()).not.toHaveProperty('message.bot_id');
  });

  test('on an ephemeral message shows only its container, and its response_url can replace it', async () => {
    await bot.call('chat.postEphemeral', { channel: 'C0INCIDENT', user: 'U0ROSA', text: 'a', blocks: decision });
    const [whisper] = slack.ephemerals({ user: 'U0ROSA' });
    if (whisper === undefined) throw new Error('no whisper');
    await expect(slack.as('U0TOM').click(whisper, 'Approve')).rejects.toThrow('does not see this message');
    const { responseUrl } = await slack.as('U0ROSA').click(whisper, 'Approve');
    expect(bot.last()).toMatchObject({ container: { is_ephemeral: true, message_ts: whisper.ts } });
    expect(bot.last()).not.toHaveProperty('message');
    await fetch(responseUrl, {
      method: 'POST',
      body: JSON.stringify({ replace_original: true, text: 'Gone.', blocks: [] }),
    });
    expect(slack.ephemerals({ user: 'U0ROSA' }).map(slack.plainText)).toEqual(['Gone.']);
  });

  test('by a stranger names the stranger’s own team', async () => {
    const card = await bot.say('C0SHARED', decision);
    await slack.as('U0STRANGER').click(card, 'Approve');
    expect(bot.last()).toMatchObject({
      user: { id: 'U0STRANGER', team_id: 'T0ELSEWHERE' },
      team: { id: 'T0ELSEWHERE' },
    });
  });
});

describe('a trigger', () => {
  test('opens one modal, within three seconds of its making', async () => {
    const first = await slack.as('U0ROSA').command('C0INCIDENT', '/defender');
    const open = (trigger_id: string) => bot.call('views.open', { trigger_id, view: modal() });
    expect(await open(first.triggerId)).toMatchObject({ ok: true, view: { title: { text: 'Isolate' } } });
    expect(await open(first.triggerId)).toMatchObject({ error: 'exchanged_trigger_id' });
    const second = await slack.as('U0ROSA').command('C0INCIDENT', '/defender');
    nowMs += 3_001;
    expect(await open(second.triggerId)).toMatchObject({ error: 'expired_trigger_id' });
  });
});

describe('a response_url', () => {
  test('takes five posts within thirty minutes', async () => {
    const { responseUrl } = await slack.as('U0ROSA').command('C0OTHER', '/defender');
    const post = async () => (await fetch(responseUrl, { method: 'POST', body: JSON.stringify({ text: 'a' }) })).status;
    for (let i = 0; i < 5; i++) expect(await post()).toBe(200);
    expect(await post()).toBe(404);
    const later = await slack.as('U0ROSA').command('C0OTHER', '/defender');
    nowMs += 30 * 60_000 + 1;
    expect((await fetch(later.responseUrl, { method: 'POST', body: '{"text":"a"}' })).status).toBe(404);
    expect(slack.ephemerals({ channel: 'C0OTHER' })).toHaveLength(5);
  });
});

describe('a modal', () => {
  test('is not submitted by Slack’s client while a required input is empty or too long', async () => {
    const rosa = slack.as('U0ROSA');
    const view = await openModal(modal());
    await expect(rosa.submit(view, {})).rejects.toThrow("'Comment' is required");
    await expect(rosa.submit(view, { Comment: 'x'.repeat(11) })).rejects.toThrow('takes 10 characters, not 11');
    await expect(rosa.submit(view, { Reason: 'x' })).rejects.toThrow("There is no input 'Reason'; there is: Comment");
  });

  test('sends what was filled in, and closes', async () => {
    const rosa = slack.as('U0ROSA');
    const view = await openModal(modal({ private_metadata: 'draft-1' }));
    const submitted = await rosa.submit(view, { Comment: 'beaconing' });
    expect(bot.last()).toMatchObject({
      type: 'view_submission',
      trigger_id: submitted.triggerId,
      user: { id: 'U0ROSA', team_id: 'T0TWOKEY' },
      view: {
        id: view.id,
        callback_id: 'ask',
        private_metadata: 'draft-1',
        root_view_id: view.id,
        state: { values: { why: { text: { type: 'plain_text_input', value: 'beaconing' } } } },
      },
    });
    expect(rosa.openView()).toBeUndefined();
  });

  test('shows the bot’s complaints by label, and stays open', async () => {
    bot.replyWith(({ type }) =>
      type === 'view_submission'
        ? { body: JSON.stringify({ response_action: 'errors', errors: { why: 'Say more.' } }) }
        : {},
    );
    const view = await openModal(modal());
    expect((await slack.as('U0ROSA').submit(view, { Comment: 'x' })).errors).toEqual({ Comment: 'Say more.' });
    expect(slack.as('U0ROSA').openView()?.id).toBe(view.id);
  });

  test('can be replaced, stacked three high, and cleared', async () => {
    const rosa = slack.as('U0ROSA');
    const answers = ['update', 'push', 'push', 'push', 'clear'];
    bot.replyWith(({ type }) => {
      if (type !== 'view_submission') return {};
      const response_action = answers.shift();
      return { body: JSON.stringify({ response_action, ...(response_action !== 'clear' && { view: modal() }) }) };
    });
    let view = await openModal(modal());
    for (let i = 0; i < 3; i++) view = (await rosa.submit(view, { Comment: 'x' })).view ?? view;
    const refused = await rosa.submit(view, { Comment: 'x' });
    expect(refused.errors).toBeDefined();
    expect(slack.violations).toEqual([{ method: 'view_submission', message: 'push_limit_reached' }]);
    await rosa.submit(view, { Comment: 'x' });
    expect(rosa.openView()).toBeUndefined();
  });

  test('keeps what was typed across an update, which a stale hash prevents', async () => {
    const rosa = slack.as('U0ROSA');
    const view = rosa.fill(await openModal(modal()), { Comment: 'typed' });
    const update = (hash: string) =>
      bot.call('views.update', { view_id: view.id, hash, view: modal({ blocks: [comment(), machine] }) });
    expect(await update('1.stale')).toMatchObject({ error: 'hash_conflict' });
    expect(await update(view.hash)).toMatchObject({
      ok: true,
      view: { state: { values: { why: { text: { value: 'typed' } } } } },
    });
    expect(await update(view.hash)).toMatchObject({ error: 'hash_conflict' });
  });

  test('offers suggestions from the bot, of which one is chosen by its words', async () => {
    const rosa = slack.as('U0ROSA');
    const options = [{ text: plain('web-01'), value: 'id-1', description: plain('seen today') }];
    bot.replyWith(({ type }) => (type === 'block_suggestion' ? { body: JSON.stringify({ options }) } : {}));
    const view = await openModal(modal({ blocks: [machine] }));
    expect(await rosa.suggest(view, 'Machine', 'w')).toEqual([]);
    expect(await rosa.suggest(view, 'Machine', 'we')).toEqual([
      { text: 'web-01', value: 'id-1', description: 'seen today' },
    ]);
    expect(bot.last()).toMatchObject({
      block_id: 'machine',
      action_id: 'pick',
      value: 'we',
      container: { type: 'view', view_id: view.id },
    });
    await rosa.submit(view, { Machine: 'web-01' });
    expect(bot.last()).toMatchObject({
      view: { state: { values: { machine: { pick: { selected_option: { value: 'id-1' } } } } } },
    });
  });

  test('tells the bot that it was closed, if the bot asked for it', async () => {
    await slack.as('U0ROSA').closeView(await openModal(modal({ notify_on_close: true })));
    expect(bot.last()).toMatchObject({ type: 'view_closed', is_cleared: false, view: { callback_id: 'ask' } });
    expect(slack.as('U0ROSA').openView()).toBeUndefined();
  });

  test('has buttons that carry the view, and give a trigger to push another', async () => {
    const rosa = slack.as('U0ROSA');
    const view = await openModal(
      modal({ blocks: [{ type: 'actions', elements: [button('Help')] }], submit: undefined }),
    );
    const { triggerId } = await rosa.click(view, 'Help');
    expect(bot.last()).toMatchObject({ container: { type: 'view', view_id: view.id }, view: { id: view.id } });
    await bot.call('views.push', { trigger_id: triggerId, view: modal({ title: plain('Help') }) });
    const help = await rosa.nextView();
    expect([help.previousId, help.rootId]).toEqual([view.id, view.id]);
  });
});
