import { keptBody, readIncoming } from '../../../src/slack/transport/incoming';

const user = { id: 'U0ROSA', team_id: 'T1' };
const command = { command: '/defender', text: 'help', user_id: 'U0ROSA', channel_id: 'C1', trigger_id: '1.2.a' };
const click = { type: 'block_actions', user, trigger_id: '1.2.b', actions: [{ action_id: 'approve', value: 'x' }] };
const view = { callback_id: 'ask-form', private_metadata: '', state: { values: {} } };
const submission = { type: 'view_submission', user, trigger_id: '1.2.c', view };
const opened = { type: 'app_home_opened', user: 'U0ROSA', channel: 'D0ROSA', tab: 'home' };
const event = { type: 'event_callback', event_id: 'Ev1', team_id: 'T1', event: opened };
const atHome = { ...click, container: { type: 'view', view_id: 'V1' }, view: { id: 'V1', type: 'home', app_id: 'A1' } };
const onMessage = {
  type: 'message_action',
  user,
  callback_id: 'defender-action',
  trigger_id: '1.2.d',
  channel: { id: 'C1' },
  message: { ts: '1.2', text: 'web-01 is odd', blocks: null, attachments: [null, 7] },
};
const anywhere = { type: 'shortcut', user, callback_id: 'ask-defender', trigger_id: '1.2.e' };
const mention = { type: 'app_mention', user: 'U0ROSA', channel: 'C1', ts: '1.2', text: '<@U0TWOKEY> help' };

describe('a body from Slack', () => {
  it.each([
    ['null', null],
    ['a number', 7],
    ['a string', 'payload'],
    ['an array', [click]],
    ['an empty object', {}],
    ['a type that is no string', { ...click, type: 7 }],
    ['a command that is no string', { ...command, command: ['/defender'] }],
    ['a command without a slash', { ...command, command: 'defender' }],
    ['a command from nobody', { ...command, user_id: undefined }],
    ['a command without a trigger', { ...command, trigger_id: undefined }],
    ['a click by null', { ...click, user: null }],
    ['a click by somebody without an id', { ...click, user: {} }],
    ['a click without actions', { ...click, actions: undefined }],
    ['a click with an empty list of actions', { ...click, actions: [] }],
    ['a click with null in its actions', { ...click, actions: [null] }],
    ['a click with a value that is no string', { ...click, actions: [{ action_id: 'approve', value: {} }] }],
    ['a click in a channel that is a string', { ...click, channel: 'C1' }],
    ['a submission without a view', { ...submission, view: null }],
    ['a submission without state', { ...submission, view: { ...view, state: null } }],
    ['a submission with values that are a list', { ...submission, view: { ...view, state: { values: [[]] } } }],
    ['a shortcut by nobody', { ...onMessage, user: undefined }],
    ['a shortcut without a name', { ...onMessage, callback_id: undefined }],
    ['a shortcut whose name is none', { ...anywhere, callback_id: {} }],
    ['a shortcut on no message', { ...onMessage, message: null }],
    ['a shortcut on a message at no moment', { ...onMessage, message: { text: 'x' } }],
    ['a shortcut on a message in a thread that is none', { ...onMessage, message: { ts: '1.2', thread_ts: [] } }],
    ['a shortcut on a message in no channel', { ...onMessage, channel: null }],
    ['a submission with addresses by null', { ...submission, response_urls: [null] }],
    ['a submission with an address in no channel', { ...submission, response_urls: [{ response_url: 'x' }] }],
    ['an event of null', { ...event, event: null }],
    ['an event without a type', { ...event, event: {} }],
    ['an event without an id', { ...event, event_id: undefined }],
    ['an event with authorizations by null', { ...event, authorizations: [null] }],
    ['a mention in no channel', { ...event, event: { ...mention, channel: undefined } }],
    ['a mention in a channel of null', { ...event, event: { ...mention, channel: null } }],
    ['a mention in a channel that is a list', { ...event, event: { ...mention, channel: ['C1'] } }],
    ['a mention at no moment', { ...event, event: { ...mention, ts: 7 } }],
    ['a mention in a thread that is none', { ...event, event: { ...mention, thread_ts: {} } }],
    ['a mention whose text is none', { ...event, event: { ...mention, text: [] } }],
    ['a mention by an object', { ...event, event: { ...mention, user: { id: 'U1' } } }],
    ['an event in a channel that is a number', { ...event, event: { ...opened, channel: 7 } }],
    ['a Home opened by nobody', { ...event, event: { ...opened, user: undefined } }],
    ['a Home opened by an object', { ...event, event: { ...opened, user: { id: 'U1' } } }],
    ['a Home opened at no tab', { ...event, event: { ...opened, tab: null } }],
    ['a Home opened that shows a string', { ...event, event: { ...opened, view: 'V1' } }],
    ['a click in a view without an id', { ...atHome, view: { type: 'home' } }],
    ['a click in a view of a type that is a list', { ...atHome, view: { ...atHome.view, type: ['home'] } }],
    ['a click in a view of an app that is a number', { ...atHome, view: { ...atHome.view, app_id: 7 } }],
    ['a choice that is a string', { ...atHome, actions: [{ action_id: 'home-machine', selected_option: 'x' }] }],
    ['a click on a message whose text is none', { ...click, message: { ts: '1.2', text: [] } }],
    ['a click in a container at no moment', { ...click, container: { message_ts: 7 } }],
    ['a type with a NUL', { ...click, type: 'a\u0000b' }],
    ['a trigger with a NUL', { ...click, trigger_id: '1\u0000' }],
    ['a trigger of half a surrogate pair', { ...click, trigger_id: '\uD83D' }],
    ['an event whose id has a line feed', { ...event, event_id: 'Ev1\n' }],
    ['its own constructor', { ...click, constructor: { prototype: {} } }],
    ['its own prototype', JSON.parse('{"type":"block_actions","__proto__":{"user":{"id":"U1"}}}')],
  ])('that is %s is malformed', (_, body) => {
    expect(readIncoming(body)).toBeNull();
  });

  it.each([
    ['a command by its trigger', command, 'command', '1.2.a'],
    ['a click by its trigger', click, 'block_actions', '1.2.b'],
    ['a click in Home by its trigger', atHome, 'block_actions', '1.2.b'],
    ['a submission by its trigger', submission, 'view_submission', '1.2.c'],
    ['a shortcut on a message by its trigger', onMessage, 'message_action', '1.2.d'],
    ['a shortcut anywhere by its trigger', anywhere, 'shortcut', '1.2.e'],
    ['an event by its id', event, 'event_callback', 'Ev1'],
    ['a mention by its id', { ...event, event: mention }, 'event_callback', 'Ev1'],
    ['a mention by nobody', { ...event, event: { ...mention, user: null } }, 'event_callback', 'Ev1'],
  ])('is known again: %s', (_, body, kind, key) => {
    expect(readIncoming(body)).toMatchObject({ kind, key });
  });

  it('without a trigger is known again by its content', () => {
    const { trigger_id: _, ...bare } = click;
    const first = readIncoming(bare)?.key;
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(readIncoming({ ...bare, token: 'another' })?.key).toBe(first);
    expect(readIncoming({ ...bare, action_ts: '2' })?.key).not.toBe(first);
  });

  it.each(['block_suggestion', 'view_closed'])('of type %s is not kept', (type) => {
    const body = { type, user, view: {}, action_id: 'machine-search', value: 'web' };
    expect(readIncoming(body)).toMatchObject({ key: null });
  });

  it.each(['app_rate_limited', 'workflow_step_edit', 'dialog_submission', 'toString'])(
    'of the type %s, which no listener hears, is taken and not kept, whatever else it holds',
    (kind) => {
      const odd = { type: kind, user: null, actions: ['x'], event: 1, channel: null };
      expect(readIncoming(odd)).toEqual({ kind, isHeard: false, key: null, body: {} });
    },
  );

  it('keeps nothing by which Bolt would take it for another kind', () => {
    const others = { event: {}, name: 'x', response_urls: null, function_data: 1 };
    const heard = readIncoming({ ...click, ...others, channel: null })?.body;
    expect(Object.keys(heard ?? {}).sort()).toEqual(['actions', 'channel', 'container', 'trigger_id', 'type', 'user']);
    expect(heard?.['channel']).toBeUndefined();
  });

  it('that is a click always has a container, as Bolt’s types promise', () => {
    expect(readIncoming(click)?.body).toMatchObject({ container: {} });
  });

  it.each([
    ['its trigger', { trigger_id: null }],
    ['its channel', { channel: null }],
    ['its team', { team: null }],
    ['its message', { message: null }],
    ['the text of its message', { message: { ts: '1.2', text: null } }],
    ['its container', { container: null }],
    ['what its container holds', { container: { channel_id: null, message_ts: null } }],
    ['the way to answer it', { response_url: null }],
    [
      'the value of another action',
      {
        actions: [
          { action_id: 'approve', value: 'x' },
          { action_id: 'y', value: null },
        ],
      },
    ],
  ])('that is a click counts where %s is null, as where it is left out', (_, nothing) => {
    expect(readIncoming({ ...click, ...nothing })).toMatchObject({ kind: 'block_actions', isHeard: true });
  });

  it('that is a command without words has none, also where they are null', () => {
    expect(readIncoming({ ...command, text: null, response_url: null })?.body).toMatchObject({ user_id: 'U0ROSA' });
  });

  it('is kept without the legacy token', () => {
    expect(keptBody({ ...command, token: 'secret' })).not.toContain('secret');
  });
});
