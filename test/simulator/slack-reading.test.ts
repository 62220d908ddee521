import { type SlackSimulator, startSlackSimulator } from '../../simulator/slack/slack-simulator';
import { type StubBot, startStubBot } from './slack-stub-bot';

let slack: SlackSimulator;
let bot: StubBot;
beforeEach(async () => {
  slack = await startSlackSimulator({ rateLimits: 'off' });
  bot = await startStubBot(slack);
});
afterEach(() => bot.stop());

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });
const rich = (...elements: object[]) => ({ type: 'rich_text', elements });

describe('a message is read', () => {
  test.each<[string, object[], string]>([
    [
      'with people, groups and channels by name',
      [section('<@U0TOM> of <!subteam^S0APPROVERS> in <#C0INCIDENT>')],
      '@Tom Berg of @approvers in #incident-1',
    ],
    [
      'with dates as they are in UTC',
      [section('<!date^1763862000^{date_short_pretty} {time_secs}|then>')],
      'Nov 23, 2025 1:40:00 AM',
    ],
    [
      'with links spelled out',
      [section('see <https://a.example/x|the portal>')],
      'see the portal (https://a.example/x)',
    ],
    ['unescaped', [section('a &lt;b&gt; &amp;amp; c')], 'a <b> &amp; c'],
    [
      'without the marks of style',
      [section('*bold* and _slanted_, not snake_case_names or 2*3*4')],
      'bold and slanted, not snake_case_names or 2*3*4',
    ],
    ['with code as it is', [section('`*a* &lt;b` and ```_c_```')], '*a* <b and _c_'],
    ['literally where it is plain', [{ type: 'section', text: plain('*a* &lt;b <@U0TOM>') }], '*a* &lt;b <@U0TOM>'],
    [
      'with a header, fields, a context and a rule',
      [
        { type: 'header', text: plain('Isolate web-01') },
        { type: 'section', fields: [mrkdwn('*OS*\nLinux'), plain('Value: High')] },
        { type: 'divider' },
        { type: 'context', elements: [plain('asked'), mrkdwn('by <@U0ROSA>')] },
      ],
      'Isolate web-01\nOS\nLinux\nValue: High\n---\nasked by @Rosa Diaz',
    ],
    [
      'with its controls',
      [
        {
          type: 'actions',
          elements: [
            { type: 'button', text: plain('Approve') },
            { type: 'button', text: plain('Deny') },
            {
              type: 'overflow',
              options: [
                { text: plain('Why'), value: 'w' },
                { text: plain('Help'), value: 'h' },
              ],
            },
            { type: 'static_select', placeholder: plain('Choose'), options: [{ text: plain('One'), value: '1' }] },
          ],
        },
      ],
      '[Approve] [Deny] [⋯ Why | Help] [Choose ▾]',
    ],
    [
      'with rich text flattened',
      [
        rich(
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: '*raw* ' },
              { type: 'user', user_id: 'U0IDA' },
            ],
          },
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'one\ntwo' }] },
          {
            type: 'rich_text_list',
            style: 'bullet',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }],
          },
        ),
      ],
      '*raw* @Ida Holm\n> one\n> two\n• x',
    ],
    [
      'with alerts and tables',
      [
        { type: 'alert', level: 'warning', text: plain('Careful') },
        {
          type: 'table',
          rows: [
            [
              { type: 'raw_text', text: 'a' },
              { type: 'raw_text', text: 'b' },
            ],
          ],
        },
      ],
      '(warning) Careful\na | b',
    ],
  ])('%s', async (_how, blocks, text) => {
    expect(slack.plainText(await bot.say('C0INCIDENT', blocks))).toBe(text);
  });

  test('by its text when it has no blocks', async () => {
    await bot.call('chat.postMessage', { channel: 'C0INCIDENT', text: 'Hello <@U0TOM> &amp; co' });
    expect(slack.channel('C0INCIDENT').messages().map(slack.plainText)).toEqual(['Hello @Tom Berg & co']);
  });
});

describe('mentions', () => {
  test('are found in mrkdwn and rich text, not in plain words', async () => {
    const message = await bot.say('C0INCIDENT', [
      section('<@U0TOM> <!subteam^S0APPROVERS>'),
      { type: 'section', text: plain('<!here> @channel') },
      rich({ type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'channel' }] }),
    ]);
    expect(slack.mentions(message)).toEqual(['U0TOM', 'S0APPROVERS', '@channel']);
  });

  test('are made of bare words only when the bot asked Slack to parse them', async () => {
    const parsed = await bot.say('C0INCIDENT', [], { text: 'Look @here', parse: 'full' });
    const raw = await bot.say('C0INCIDENT', [], { text: 'Look @here', parse: 'none' });
    expect([slack.mentions(parsed), slack.mentions(raw)]).toEqual([['@here'], []]);
  });
});

describe('the transcript', () => {
  test('shows channels, threads and whispers', async () => {
    const card = await bot.say('C0INCIDENT', [section('*Isolate* web-01?')]);
    await bot.say('C0INCIDENT', [section('Approved')], { thread_ts: card.ts });
    await bot.call('chat.postEphemeral', { channel: 'C0INCIDENT', user: 'U0MAX', text: 'You may not.' });
    expect(slack.transcript()).toBe(
      [
        '#incident-1',
        '  Twokey: Isolate web-01?',
        '    | Twokey: Approved',
        '  (only Max Roth) Twokey: You may not.',
      ].join('\n'),
    );
  });
});
