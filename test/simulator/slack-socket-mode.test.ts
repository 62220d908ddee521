import { WebSocket } from 'ws';
import { type SlackSimulator, startSlackSimulator } from '../../simulator/slack/slack-simulator';

type Envelope = {
  readonly type: string;
  readonly envelope_id: string;
  readonly reason?: string;
  readonly payload: unknown;
};

let slack: SlackSimulator;
beforeEach(async () => {
  slack = await startSlackSimulator({ ackLimitMs: 200 });
});
afterEach(() => slack.stop());

const openUrl = async () => {
  const response = await fetch(`${slack.apiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.appToken}` },
  });
  const answer = (await response.json()) as { url: string; error?: string };
  return { ...answer, status: response.status };
};

/** A connection that records what it hears, and acknowledges it unless told otherwise. */
const connect = async (acknowledge: (envelope: Envelope) => object | undefined = () => ({})) => {
  const heard: Envelope[] = [];
  const socket = new WebSocket((await openUrl()).url);
  const hello = new Promise((resolve) => socket.once('message', resolve));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('message', (data) => {
    const envelope = JSON.parse(String(data)) as Envelope;
    heard.push(envelope);
    const payload = envelope.envelope_id === undefined ? undefined : acknowledge(envelope);
    if (payload !== undefined) socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload }));
  });
  await hello;
  return { heard, closed, socket, types: () => heard.map((envelope) => envelope.type) };
};

const help = () => slack.as('U0ROSA').command('C0INCIDENT', '/defender help');

describe('a Socket Mode connection', () => {
  test('is greeted, given envelopes, and acknowledges them with an answer', async () => {
    const one = await connect(() => ({ text: 'Here is help.' }));
    expect(await help()).toMatchObject({ status: 200 });
    expect(one.types()).toEqual(['hello', 'slash_commands']);
    expect(one.heard[1]).toMatchObject({
      accepts_response_payload: true,
      payload: { command: '/defender', text: 'help' },
    });
    expect(slack.ephemerals({ user: 'U0ROSA' }).map(slack.plainText)).toEqual(['Here is help.']);
  });

  test('answers pings', async () => {
    const { socket } = await connect();
    const pong = new Promise((resolve) => socket.once('pong', resolve));
    socket.ping();
    await pong;
  });

  test('is one of several that are given payloads in turn', async () => {
    const [one, two] = [await connect(), await connect()];
    await help();
    await help();
    expect([one.types(), two.types()]).toEqual([
      ['hello', 'slash_commands'],
      ['hello', 'slash_commands'],
    ]);
  });

  test('gets nothing more once it is asked to refresh, and is then closed', async () => {
    const [one, two] = [await connect(), await connect()];
    slack.refreshSockets({ which: 'one', closeAfterMs: 1 });
    await help();
    await help();
    await one.closed;
    expect(one.types()).toEqual(['hello', 'disconnect']);
    expect(one.heard[1]).toMatchObject({ reason: 'refresh_requested' });
    expect(two.types()).toEqual(['hello', 'slash_commands', 'slash_commands']);
  });

  test('can be cut without a close frame, and then people cannot reach the bot', async () => {
    const one = await connect();
    slack.dropSockets();
    expect(await one.closed).toBe(1006);
    await slack.until(() => slack.openSockets() === 0);
    expect(await help()).toMatchObject({ status: 'unreachable' });
  });

  test('that says nothing makes the command time out', async () => {
    await connect(() => undefined);
    expect(await help()).toMatchObject({ status: 'timeout' });
  });

  test('can be given the same envelope again', async () => {
    const one = await connect();
    await slack.redeliver(await help());
    const ids = one.heard.slice(1).map((envelope) => envelope.envelope_id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test('takes a ticket that works once', async () => {
    const { url } = await openUrl();
    const first = new WebSocket(url);
    await new Promise((resolve) => first.once('open', resolve));
    const second = new WebSocket(url);
    const error = await new Promise<Error>((resolve) => second.once('error', resolve));
    expect(error.message).toContain('408');
  });

  test('is hard to get while Slack is failing', async () => {
    slack.fail('apps.connections.open', '429');
    slack.fail('apps.connections.open', { error: 'internal_error' });
    expect(await openUrl()).toMatchObject({ status: 429 });
    expect(await openUrl()).toMatchObject({ error: 'internal_error' });
    expect(await openUrl()).toMatchObject({ ok: true });
  });

  test('beyond the tenth is told so', async () => {
    for (let i = 0; i < 10; i++) await connect();
    const eleventh = await connect();
    await eleventh.closed;
    expect(eleventh.heard.at(-1)).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  });
});
