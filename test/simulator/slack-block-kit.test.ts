import { problemsOfBlocks, problemsOfModal } from '../../simulator/slack/block-kit/validate';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const long = (length: number) => 'x'.repeat(length);
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const button = (more: object = {}) => ({ type: 'button', text: plain('Approve'), action_id: 'a', ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const section = (more: object = {}) => ({ type: 'section', text: mrkdwn('words'), ...more });
const option = (more: object = {}) => ({ text: plain('One'), value: '1', ...more });
const rich = (...elements: object[]) => ({ type: 'rich_text', elements });
const richSection = (...elements: object[]) => rich({ type: 'rich_text_section', elements });
const confirm = (more: object = {}) => ({
  title: plain('Sure?'),
  text: plain('Really?'),
  confirm: plain('Yes'),
  deny: plain('No'),
  ...more,
});

describe('a message that Slack takes', () => {
  test.each<[string, object[]]>([
    ['a section of 3000 characters', [section({ text: mrkdwn(long(3000)) })]],
    ['ten fields of 2000 characters', [{ type: 'section', fields: times(10, () => plain(long(2000))) }]],
    ['fifty blocks', times(50, () => ({ type: 'divider' }))],
    [
      'a button with all its fields',
      [actions(button({ value: long(2000), style: 'danger', accessibility_label: long(75), confirm: confirm() }))],
    ],
    ['an overflow menu beside a section', [section({ accessory: { type: 'overflow', options: [option()] } })]],
    [
      'a context of texts and an image',
      [
        {
          type: 'context',
          elements: [plain('a'), mrkdwn('b'), { type: 'image', image_url: 'https://a.example/b.png', alt_text: 'c' }],
        },
      ],
    ],
    [
      'rich text with mentions, a date and a quote',
      [
        rich(
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'Hello ', style: { bold: true } },
              { type: 'user', user_id: 'U0TOM' },
              { type: 'usergroup', usergroup_id: 'S0APPROVERS' },
              { type: 'date', timestamp: 1763862000, format: '{date_short}', fallback: 'then' },
              { type: 'link', url: 'https://a.example', text: 'there' },
            ],
          },
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'why' }] },
        ),
      ],
    ],
    ['an alert', [{ type: 'alert', level: 'warning', text: plain(long(200)) }]],
    ['a table', [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }]],
    ['the same action_id in two blocks', [actions(button()), actions(button())]],
  ])('may be %s', (_what, blocks) => {
    expect(problemsOfBlocks(blocks)).toEqual([]);
  });
});

describe('a message that Slack refuses', () => {
  test.each<[string, unknown, string]>([
    ['51 blocks', times(51, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
    ['no list of blocks', { type: 'section' }, 'must be an array [json-pointer:/blocks]'],
    ['an unknown block', [{ type: 'banner' }], 'unsupported type: banner [json-pointer:/blocks/0]'],
    ['a block named like an inherited property', [{ type: 'constructor' }], 'unsupported type: constructor'],
    ['a field that sections lack', [section({ colour: 'red' })], 'invalid additional property: colour'],
    [
      '3001 characters',
      [section({ text: mrkdwn(long(3001)) })],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'an empty text',
      [section({ text: mrkdwn('') })],
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['a section of nothing', [{ type: 'section' }], 'at least one of text, fields must be given'],
    [
      'eleven fields',
      [{ type: 'section', fields: times(11, () => plain('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a formatted header',
      [{ type: 'header', text: mrkdwn('Hi') }],
      'must be one of: plain_text [json-pointer:/blocks/0/text/type]',
    ],
    ['a header of 151 characters', [{ type: 'header', text: plain(long(151)) }], 'must be less than 151 characters'],
    ['a formatted button', [actions(button({ text: mrkdwn('Approve') }))], 'must be one of: plain_text'],
    ['a button of 76 characters', [actions(button({ text: plain(long(76)) }))], 'must be less than 76 characters'],
    [
      'a button value of 2001 characters',
      [actions(button({ value: long(2001) }))],
      'must be less than 2001 characters',
    ],
    ['a disabled button', [actions(button({ disabled: true }))], 'invalid additional property: disabled'],
    ['a button in an unknown style', [actions(button({ style: 'warning' }))], 'must be one of: primary, danger'],
    ['a button leading nowhere', [actions(button({ url: 'portal' }))], 'must match the format url'],
    [
      'an accessibility label of 76 characters',
      [actions(button({ accessibility_label: long(76) }))],
      'must be less than 76',
    ],
    [
      '26 buttons in one block',
      [actions(...times(26, (i) => button({ action_id: `a${i}` })))],
      'no more than 25 items allowed',
    ],
    ['no buttons in actions', [actions()], 'no less than 1 items allowed'],
    ['a text input among actions', [actions({ type: 'plain_text_input' })], 'unsupported type: plain_text_input'],
    [
      'the same action_id twice in a block',
      [actions(button(), button())],
      '`action_id` must be unique within the block: a',
    ],
    [
      'the same block_id twice',
      [section({ block_id: 'b' }), section({ block_id: 'b' })],
      '`block_id` must be unique: b',
    ],
    [
      'eleven elements of context',
      [{ type: 'context', elements: times(11, () => plain('x')) }],
      'no more than 10 items',
    ],
    ['a button in a context', [{ type: 'context', elements: [button()] }], 'unsupported type: button'],
    [
      'six overflow options',
      [actions({ type: 'overflow', options: times(6, (i) => option({ value: `${i}` })) })],
      'no more than 5 items',
    ],
    [
      'an option value of 151 characters',
      [actions({ type: 'static_select', options: [option({ value: long(151) })] })],
      'must be less than 151',
    ],
    [
      'a formatted option in a menu',
      [actions({ type: 'static_select', options: [option({ text: mrkdwn('x') })] })],
      'must be one of: plain_text',
    ],
    [
      'options and option groups at once',
      [
        actions({
          type: 'static_select',
          options: [option()],
          option_groups: [{ label: plain('g'), options: [option()] }],
        }),
      ],
      'exactly one of options and option_groups must be given',
    ],
    [
      'an initial option that is not on offer',
      [actions({ type: 'static_select', options: [option()], initial_option: option({ value: '2' }) })],
      'initial_option must be one of the options',
    ],
    [
      'a confirmation of 301 characters',
      [actions(button({ confirm: confirm({ text: plain(long(301)) }) }))],
      'must be less than 301',
    ],
    [
      'a confirmation without a title',
      [actions(button({ confirm: { text: plain('x') } }))],
      'missing required field: title',
    ],
    ['an empty rich text node', [richSection({ type: 'text', text: '' })], 'must be more than 0 characters'],
    ['rich text with mrkdwn in it', [richSection(mrkdwn('x'))], 'unsupported type: mrkdwn'],
    ['a bare text in rich text', [rich({ type: 'text', text: 'x' })], 'unsupported type: text'],
    [
      'a mention in preformatted text',
      [rich({ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U0TOM' }] })],
      'unsupported type: user',
    ],
    [
      'a date without a format',
      [richSection({ type: 'date', timestamp: 1763862000 })],
      'missing required field: format',
    ],
    ['a date in text', [richSection({ type: 'date', timestamp: '1763862000', format: 'x' })], 'must be an integer'],
    ['an alert of 201 characters', [{ type: 'alert', text: plain(long(201)) }], 'must be less than 201'],
    ['two tables', times(2, () => ({ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] })), 'only one table'],
    [
      'an image without words',
      [{ type: 'image', image_url: 'https://a.example/b.png' }],
      'missing required field: alt_text',
    ],
    [
      'a file input',
      [{ type: 'input', label: plain('x'), element: { type: 'button', text: plain('x') } }],
      'unsupported type: button',
    ],
  ])('may be one with %s', (_what, blocks, complaint) => {
    expect(problemsOfBlocks(blocks).join('\n')).toContain(complaint);
  });
});

const input = (element: object = {}, more: object = {}) => ({
  type: 'input',
  label: plain('Comment'),
  element: { type: 'plain_text_input', ...element },
  ...more,
});
const modal = (more: object = {}) => ({
  type: 'modal',
  title: plain('Isolate'),
  submit: plain('Ask'),
  blocks: [input()],
  ...more,
});

describe('a modal', () => {
  test('may have inputs of every kind, and 3000 characters of private metadata', () => {
    const blocks = [
      input(
        { multiline: true, max_length: 3000, placeholder: plain('why') },
        { hint: plain('Say why'), optional: true },
      ),
      input({ type: 'external_select', min_query_length: 2, action_id: 'm' }),
      input({ type: 'static_select', options: [option()], initial_option: option() }),
      input({ type: 'radio_buttons', options: [option({ text: mrkdwn('*One*') })] }),
      input({ type: 'checkboxes', options: [option()] }),
    ];
    expect(problemsOfModal(modal({ blocks, private_metadata: long(3000), callback_id: 'c' }))).toEqual([]);
  });

  test.each<[string, object, string]>([
    [
      'a title of 25 characters',
      { title: plain(long(25)) },
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['a submit button of 25 characters', { submit: plain(long(25)) }, 'must be less than 25 characters'],
    ['no title', { title: undefined }, 'missing required field: title'],
    ['inputs and no submit button', { submit: undefined }, 'missing required field: submit'],
    ['3001 characters of private metadata', { private_metadata: long(3001) }, 'must be less than 3001 characters'],
    [
      '101 blocks',
      { blocks: times(101, () => ({ type: 'divider' })) },
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    ['a table', { blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }] }, 'unsupported type: table'],
    ['a formatted label', { blocks: [input({}, { label: mrkdwn('x') })] }, 'must be one of: plain_text'],
    ['an input longer than 3000', { blocks: [input({ max_length: 3001 })] }, 'must be less than 3001'],
    [
      'two inputs that want the focus',
      { blocks: [input({ focus_on_load: true }), input({ focus_on_load: true })] },
      'only one element may have focus_on_load',
    ],
    ['an unknown field', { width: 'wide' }, 'invalid additional property: width'],
    [
      'the same block_id twice',
      { blocks: [input({}, { block_id: 'b' }), input({}, { block_id: 'b' })] },
      '`block_id` must be unique: b [json-pointer:/view/blocks]',
    ],
  ])('is refused with %s', (_what, more, complaint) => {
    expect(problemsOfModal(JSON.parse(JSON.stringify(modal(more)))).join('\n')).toContain(complaint);
  });
});
