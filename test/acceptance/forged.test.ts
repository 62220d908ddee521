import type { JsonObject } from '../../simulator/slack/json';
import { createScenes, startRoomyWorld } from './scenes';
import { expectNoSecret } from './secrets';
import type { Transport, World } from './world';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** Shows that Twokey is well: asks for something, has it approved, and sees it done. */
const showItWorks = async (world: World, { ask, sent }: ReturnType<ReturnType<typeof createScenes>>) => {
  const card = await ask('restrict', 'all is well');
  await world.ida.click(card, 'Approve');
  await world.shows(card, 'Succeeded');
  expect(sent()).toHaveLength(1);
  expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
  expectNoSecret(world.bot().output());
};

describe('requests that Slack did not send, or not now, over http', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http');
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());

  test.each([
    ['from ten minutes ahead', { skewSeconds: 600 }],
    ['from ten minutes ago', { skewSeconds: -600 }],
    ['signed with another secret', { secret: 'another0signing0secret0000000000' }],
  ])('a click and a command %s are refused, and nothing comes of them', async (_, signing) => {
    const { slack, ida, rosa } = world;
    const { ask, sent, machine, channel } = scene();
    const card = await ask('restrict');
    const forged = await ida.click(card, 'Approve', { signing });
    expect(forged.status).toBe(401);
    const command = await rosa.command(channel, `/defender scan ${machine} forged`, { signing });
    expect(command.status).toBe(401);
    expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
    // What comes after it on the same way has been worked through by then.
    await rosa.click(card, 'Withdraw');
    await world.shows(card, 'Withdrawn');
    expect(slack.channel(channel).messages()).toHaveLength(1);
    expect(sent()).toEqual([]);
  });

  test.each([
    ['no signature', { 'x-slack-signature': '' }],
    ['no timestamp', { 'x-slack-request-timestamp': '' }],
    ['a timestamp that is no number', { 'x-slack-request-timestamp': 'now' }],
    ['a signature of another version', { 'x-slack-signature': `v1=${'0'.repeat(64)}` }],
    ['a signature that is too short', { 'x-slack-signature': 'v0=00' }],
  ])('a request with %s is refused', async (_, headers) => {
    const { status } = await world.slack.post({ body: 'command=%2Fdefender&text=help', headers });
    expect(status).toBe(401);
  });

  test('a replayed command opens nothing twice, not even after a restart', async () => {
    const { slack, rosa } = world;
    const { channel, machine, nextCard } = scene();
    const command = await rosa.command(channel, `/defender scan ${machine} odd files`);
    const card = await nextCard();
    expect((await slack.redeliver(command)).status).toBe(200);
    await world.bot().end('SIGTERM');
    await world.start();
    expect((await slack.redeliver(command)).status).toBe(200);
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(slack.channel(channel).messages()).toHaveLength(1);
    expect(slack.ephemerals({ user: rosa.id, channel })).toEqual([]);
  });

  const forms = [
    '',
    'payload=',
    'payload=null',
    'payload=%5B%5D',
    'payload=123',
    'payload=%22x%22',
    'payload={',
    'payload={}',
    'payload={"type":null}',
    'payload={"type":"block_actions"}',
    'payload={"type":"block_actions","user":null,"actions":[]}',
    'payload={"type":"block_actions","user":{"id":"U0IDA"},"trigger_id":"1","actions":[null]}',
    'payload={"type":"view_submission","view":null}',
    'payload={"type":"view_submission","user":{"id":"U0IDA"},"view":{}}',
    'payload={"type":"block_suggestion","user":{"id":"U0IDA"}}',
    'payload={"type":"message_action"}',
    'payload={"type":"shortcut","user":{}}',
    'payload={"__proto__":{"type":"block_actions"}}',
    'payload={"type":"constructor"}',
    'payload={"type":"toString","user":{"id":"U0IDA"}}',
    'payload=null&payload=null',
    'command=',
    'command=%2Fdefender',
    'command=%2Fdefender&text=restrict&text=isolate',
    'command=defender&text=help',
    'command=%2Fdefender&user_id=&channel_id=&trigger_id=',
    'ssl_check=1&payload=null',
    'a=1&b=2',
    '%',
    '%00=%00',
    '&&&&',
  ];
  const jsons = [
    'null',
    '[]',
    '0',
    '"x"',
    '{',
    '{}',
    '{"type":"event_callback"}',
    '{"type":"event_callback","event":null,"event_id":"Ev1"}',
    '{"type":"event_callback","event":{"type":null},"event_id":"Ev2"}',
    '{"type":"url_verification"}',
    '{"type":"url_verification","challenge":{}}',
    '{"type":"event_callback","event_id":"Ev3","event":{"type":"message","item":null}}',
    '['.repeat(50_000),
    `{"a":`.repeat(10_000),
    '{"command":"/defender","text":null}',
    '{"actions":null}',
    '{"type":"block_actions","actions":{"length":1}}',
  ];
  const files: readonly (readonly [string, string])[] = [
    ['multipart/form-data; boundary=x', '--x\r\n\r\npayload=null\r\n--x--'],
    ['text/plain', 'payload=null'],
    ['application/xml', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'],
    ['', 'payload=null'],
    [FORM, `payload=${'A'.repeat(400_000)}`],
    [JSON_TYPE, `"${'A'.repeat(400_000)}"`],
  ];

  test('junk with a good signature is answered without a crash and without a 5xx, and Twokey works on', async () => {
    const { slack } = world;
    const parcels = [
      ...forms.map((body) => [FORM, body] as const),
      ...jsons.map((body) => [JSON_TYPE, body] as const),
      ...files,
    ];
    const before = slack.channel('C0INCIDENT').everything().length;
    for (const [contentType, body] of parcels) {
      const { status } = await slack.post({ body, contentType });
      const what = `${contentType}: ${body.slice(0, 80)} -> ${status}`;
      expect({ what, isAnswered: typeof status === 'number' && status < 500 }).toEqual({ what, isAnswered: true });
    }
    expect(slack.channel('C0INCIDENT').everything()).toHaveLength(before);
    await showItWorks(world, scene());
  });

  test('the address check of Slack is answered with its challenge', async () => {
    const answer = await world.slack.post({
      contentType: JSON_TYPE,
      body: JSON.stringify({ type: 'url_verification', challenge: 'harbour' }),
    });
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('harbour') });
  });
});

describe.each<Transport>(['http', 'socket'])('deliveries that no Slack would send, over %s', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport);
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());

  const odd: readonly (readonly [string, (payload: JsonObject) => JsonObject])[] = [
    ['nothing', () => ({})],
    ['no user', ({ user: _user, user_id: _id, ...rest }) => rest],
    ['no team', (payload) => ({ ...payload, team: null, team_id: null })],
    ['no channel', ({ channel: _channel, channel_id: _id, container: _container, ...rest }) => rest],
    ['no trigger', ({ trigger_id: _trigger, ...rest }) => rest],
    ['lists where words should be', (payload) => Object.fromEntries(Object.keys(payload).map((key) => [key, [1]]))],
    [
      'words where objects should be',
      (payload) => ({ ...payload, user: 'U0IDA', channel: 'C0', message: 'm', actions: 'a' }),
    ],
    ['a type that nobody knows', (payload) => ({ ...payload, type: 'telepathy' })],
    [
      'an action that nobody knows',
      (payload) => ({ ...payload, actions: [{ action_id: 'nobody', block_id: 'b', type: 'button', value: 'v' }] }),
    ],
    ['a command that is not ours', (payload) => ({ ...payload, command: '/weather' })],
    ['a response address elsewhere', (payload) => ({ ...payload, response_url: 'http://169.254.169.254/latest/' })],
    ['words of a hundred thousand letters', (payload) => ({ ...payload, text: 'x'.repeat(100_000) })],
  ];

  test('clicks and commands with odd payloads are survived, decide nothing on a card, and Twokey works on', async () => {
    const { slack, max, rosa } = world;
    const { ask, sent, channel, machine } = scene();
    const card = await ask('restrict');
    for (const [what, payload] of odd) {
      // Without a shape nobody acknowledges over a socket; over HTTP it is a 4xx. Never a 5xx.
      const [click, command] = await Promise.all([
        max.click(card, 'Approve', { payload }),
        rosa.command(channel, `/defender weather ${machine} x`, { payload }),
      ]);
      for (const { status } of [click, command]) {
        const isAnswered = typeof status === 'number' && status < 500;
        expect({ what, isAnswered }).toEqual({ what, isAnswered: true });
      }
    }
    expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
    expect(sent()).toEqual([]);
    await showItWorks(world, scene());
  });
});
