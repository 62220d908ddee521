import { join } from 'node:path';
import type { Message } from '../../simulator/slack/workspace/messages';
import { recordIn } from '../record';
import { createScenes, startRoomyWorld } from './scenes';
import { POLICY, type Transport, type World } from './world';

const AFTER_MS = 2_000;
const CALLS = `${POLICY}escalation: { after: ${AFTER_MS}ms, mention: { usergroups: [S0LEADS], users: [U0MAX] } }\n`;

describe.each<Transport>(['http', 'socket'])('a request that nobody answers over %s', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport, { policy: CALLS });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    world.slack.reloadClients();
  });

  const callsIn = (card: Message) =>
    world.slack
      .channel(card.channel)
      .thread(card.ts)
      .filter((message) => world.slack.mentions(message).includes('S0LEADS'));
  /** Asks for something that is called about later than `card`, and resolves when that call is told. */
  const laterCall = async (): Promise<void> => {
    await world.told(await scene().ask('isolate'), 'Called now');
  };
  const requestOf = (card: Message): string =>
    /Request ([0-9A-Z]{8})/.exec(world.slack.plainText(world.slack.current(card)))?.[1] ?? '';
  const entriesOf = (card: Message, kind: string) =>
    recordIn(join(world.folder, 'data/twokey.db')).filter(
      (entry) => entry.requestId === requestOf(card) && entry.kind === kind,
    );
  const escalationsOf = (card: Message) => entriesOf(card, 'escalated');
  const onRecord = async (card: Message, kind: string): Promise<void> => {
    while (entriesOf(card, kind).length === 0) await fetch(`${world.healthUrl}/livez`);
  };
  /** A card whose posting is on record, so that its clock runs whatever happens to the process. */
  const askOnRecord = async (): Promise<Message> => {
    const card = await scene().ask('restrict');
    await onRecord(card, 'card-posted');
    return card;
  };

  test('has the next group mentioned once in its thread, and not before the time has come', async () => {
    const { slack, ida } = world;
    const { ask, sent } = scene();
    const card = await ask('restrict');
    expect(slack.mentions(card)).toContain('S0APPROVERS');
    expect(slack.mentions(card)).not.toContain('S0LEADS');
    await world.shows(card, 'Others are called if nobody has answered by');
    const note = await world.told(card, 'Nobody has answered for 2 s.', 'Called now: @leads and', 'the card above');
    expect(note).toContain('Max');
    const [call] = callsIn(card);
    expect(Number(call?.ts) - Number(card.ts)).toBeGreaterThanOrEqual(AFTER_MS / 1_000 - 0.05);
    await world.shows(card, 'Nobody had answered for 2 s. Called as well: @leads and');
    await laterCall();
    expect(callsIn(card)).toHaveLength(1);
    expect(escalationsOf(card)).toHaveLength(1);
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
  });

  test('has nobody called once it is approved or denied', async () => {
    const { ida, tom } = world;
    const approved = await scene().ask('restrict');
    await ida.click(approved, 'Approve');
    await world.told(approved, 'Approved by Ida Holm');
    const denied = await scene().ask('restrict');
    await tom.click(denied, 'Deny');
    await tom.submit(await tom.nextView(), { Reason: 'not ours' });
    await world.told(denied, 'Denied by Tom Berg');
    await laterCall();
    for (const card of [approved, denied]) {
      expect(callsIn(card)).toEqual([]);
      expect(escalationsOf(card)).toEqual([]);
    }
  });

  test('has others called, once, although the process died before the time had come', async () => {
    const card = await askOnRecord();
    expect(await world.bot().end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    await world.start();
    await world.told(card, 'Called now: @leads');
    await world.shows(card, 'Called as well');
    await laterCall();
    expect(callsIn(card)).toHaveLength(1);
  });

  test('is told again, marked, where the process died while it was telling it', async () => {
    const { slack } = world;
    const card = await askOnRecord();
    const before = slack.calls.length;
    slack.fail('chat.postMessage', 'hang-after', 1);
    await slack.until(() => slack.calls.slice(before).some(({ result }) => 'fault' in result), { timeoutMs: 15_000 });
    await world.bot().end('SIGKILL');
    slack.heal();
    await world.start();
    await world.told(card, 'Called now: @leads', 'said again: Slack did not confirm the first');
    expect(escalationsOf(card)).toHaveLength(1);
    expect(callsIn(card)).toHaveLength(2);
  });

  test('mentions nobody where it was answered while Slack could not be told', async () => {
    const { slack, ida } = world;
    const card = await askOnRecord();
    slack.fail('chat.postMessage', { retryAfterSeconds: 1 }, 1_000);
    await onRecord(card, 'escalated');
    expect(escalationsOf(card)).toHaveLength(1);
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    slack.heal();
    await world.told(card, 'Nobody had answered for 2 s. It was answered before user group S0LEADS');
    expect(callsIn(card)).toEqual([]);
  });
});
