import { join } from 'node:path';
import type { Message } from '../../simulator/slack/workspace/messages';
import { recordIn } from '../record';
import { createScenes, startRoomyWorld } from './scenes';
import { POLICY, type World } from './world';

const LONG_MS = 120_000;

describe('a request of which little time is left', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http', { policy: POLICY.replace('expires_in: 30m', 'expires_in: 2m') });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());

  const entriesOf = (card: Message, kind: string) => {
    const id = /Request ([0-9A-Z]{8})/.exec(world.slack.plainText(world.slack.current(card)))?.[1] ?? '';
    return recordIn(join(world.folder, 'data/twokey.db')).filter(
      (entry) => entry.requestId === id && entry.kind === kind,
    );
  };
  const remindersIn = (card: Message) =>
    world.slack
      .channel(card.channel)
      .thread(card.ts)
      .filter((message) => world.slack.plainText(message).includes('This still waits for approval'));

  test(
    'has whoever can approve it mentioned once in its thread, a minute before the end, although the process died meanwhile',
    async () => {
      const { slack, ida } = world;
      const waiting = await scene().ask('restrict');
      const approved = await scene().ask('restrict');
      await ida.click(approved, 'Approve');
      await world.shows(approved, 'Succeeded');
      await slack.until(() => entriesOf(waiting, 'card-posted').length > 0, { timeoutMs: 5_000 });
      expect(await world.bot().end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
      await world.start();
      await slack.until(() => remindersIn(waiting).length > 0, { timeoutMs: 80_000, what: 'the reminder' });
      const [reminder] = remindersIn(waiting);
      expect(Number(reminder?.ts) - Number(waiting.ts)).toBeGreaterThanOrEqual(59);
      expect(Number(reminder?.ts) - Number(waiting.ts)).toBeLessThan(75);
      expect(slack.plainText(reminder ?? waiting)).toMatch(
        /and expires .*\. Please look at the card above\.\s+Can approve it: @approvers\./,
      );
      expect(slack.mentions(reminder ?? waiting)).toEqual(['S0APPROVERS']);
      await ida.click(waiting, 'Approve');
      await world.shows(waiting, 'Succeeded');
      expect(remindersIn(waiting)).toHaveLength(1);
      expect(entriesOf(waiting, 'reminded')).toMatchObject([
        { happening: { to: { usergroups: ['S0APPROVERS'], users: [] } } },
      ]);
      expect(remindersIn(approved)).toEqual([]);
      expect(entriesOf(approved, 'reminded')).toEqual([]);
      expect(slack.violations).toEqual([]);
    },
    LONG_MS,
  );

  test('tells its requestor of the end by a mention, once, and of nothing that was theirs', async () => {
    const { slack, ida, rosa } = world;
    const mentioning = (card: Message) =>
      slack
        .channel(card.channel)
        .thread(card.ts)
        .filter((message) => slack.mentions(message).includes('U0ROSA'));
    const done = await scene().ask('restrict');
    await ida.click(done, 'Approve');
    await world.told(done, 'Succeeded after', 'Asked by');
    const withdrawn = await scene().ask('restrict');
    await rosa.click(withdrawn, 'Withdraw');
    await world.told(withdrawn, 'Withdrawn by Rosa Diaz');
    const denied = await scene().ask('restrict');
    await ida.click(denied, 'Deny');
    await ida.submit(await ida.nextView(), { Reason: 'not ours' });
    await world.told(denied, 'Denied by Ida Holm', 'Asked by');
    expect(mentioning(done).map(slack.plainText)).toEqual([
      expect.stringMatching(/Succeeded after .* Asked by @?Rosa Diaz\.$/),
    ]);
    expect(mentioning(withdrawn)).toEqual([]);
    expect(mentioning(denied).map(slack.plainText)).toEqual([
      expect.stringContaining('Denied by Ida Holm: “not ours”'),
    ]);
  });
});
