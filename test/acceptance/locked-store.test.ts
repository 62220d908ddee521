import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { createScenes, startRoomyWorld } from './scenes';
import { expectNoSecret } from './secrets';
import type { Transport, World } from './world';

describe.each<Transport>(['http', 'socket'])('a store that another program holds, over %s', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport);
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());

  /** Holds the store while the work goes on, as a backup or a database browser would. */
  const whileHeld = async (work: () => Promise<void>): Promise<void> => {
    const other = new DatabaseSync(join(world.folder, 'data/twokey.db'), { timeout: 3_000 });
    try {
      other.exec('BEGIN IMMEDIATE');
      await work();
      other.exec('ROLLBACK');
    } finally {
      other.close();
    }
  };
  /** HTTP tells Slack at once; a socket has no way to say no, so Slack waits in vain. */
  const expectNotTaken = ({ status, ms }: { status: unknown; ms: number }) => {
    if (transport === 'http') {
      expect(status).toBe(503);
      expect(ms).toBeLessThan(2_000);
    } else expect(status).toBe('timeout');
  };
  const ready = async () => {
    const startedAt = performance.now();
    const answer = await fetch(`${world.healthUrl}/readyz`);
    return { status: answer.status, body: await answer.text(), ms: performance.now() - startedAt };
  };

  /** How often Twokey has begun to wait for the store so far. */
  const waits = async (): Promise<string> => {
    const metrics = await (await fetch(`${world.healthUrl}/metrics`)).text();
    return /twokey_events_total\{event="store-busy".*/.exec(metrics)?.[0] ?? '';
  };

  test('no 200 leaves, the person is told to click again within two seconds, and afterwards it works', async () => {
    const { slack, ida, rosa, max } = world;
    const { ask, sent, whispered, type, machine, channel } = scene();
    const card = await ask('restrict');
    await whileHeld(async () => {
      const told = whispered(ida, 'Not recorded, click again', 'nothing has come of it');
      const startedAt = performance.now();
      const heardAfter = told.then(() => performance.now() - startedAt);
      const [click, command, health] = await Promise.all([
        ida.click(card, 'Approve'),
        max.command(channel, `/defender scan ${machine} odd files`),
        ready(),
      ]);
      expectNotTaken(click);
      expectNotTaken(command);
      expect(await heardAfter).toBeLessThan(2_000);
      await whispered(max, 'Not recorded, click again');
      expect(health.status).toBe(503);
      expect(health.ms).toBeLessThan(2_000);
      expect(health.body).toContain('locked by another program');
    });
    expect((await ready()).status).toBe(200);
    expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
    expect(sent()).toEqual([]);
    slack.reloadClients();
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
    await type(`scan ${machine} odd files`, rosa);
    expect(slack.plainText(await slack.until(() => slack.channel(channel).messages()[1]))).toContain('odd files');
    expect(slack.violations).toEqual([]);
  });

  test('a denial and its words are not taken either, and the form keeps them', async () => {
    const { ida, slack } = world;
    const { ask } = scene();
    const card = await ask('restrict');
    await ida.click(card, 'Deny');
    const view = await ida.nextView();
    await whileHeld(async () => {
      const submission = await ida.submit(view, { Reason: 'it is a false alarm' });
      expectNotTaken(submission);
    });
    expect(ida.openView()?.id).toBe(view.id);
    await ida.submit(view, { Reason: 'it is a false alarm' });
    await world.shows(card, 'Denied by Ida Holm', 'it is a false alarm');
    expect(slack.ephemerals({ user: ida.id }).filter((told) => slack.plainText(told).includes('Too late'))).toEqual([]);
  });

  test('a store that is held for a moment only is waited for', async () => {
    const { ida } = world;
    const { ask, sent } = scene();
    const card = await ask('restrict');
    const before = await waits();
    let click: ReturnType<typeof ida.click> | undefined;
    await whileHeld(async () => {
      click = ida.click(card, 'Approve');
      while ((await waits()) === before);
    });
    expect((await click)?.status).toBe(200);
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
  });

  test('what was under way in Defender while the store was held is told afterwards', async () => {
    const { defender, ida } = world;
    const { ask, sent, machineId } = scene();
    const card = await ask('isolate');
    const held = defender.fault({ method: 'POST', path: /isolate/, kind: 'hang-after' });
    await ida.click(card, 'Approve');
    await defender.until(() => held.hits() === 1);
    await whileHeld(async () => {
      held.release();
      expect((await ready()).status).toBe(503);
    });
    await world.told(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
    expect(defender.actions().filter((each) => each.machineId === machineId)).toHaveLength(1);
    expectNoSecret(world.bot().output());
  });
});
