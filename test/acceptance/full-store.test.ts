import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectWhole } from './audit-cli';
import { expectNoSecret } from './secrets';
import { startWorld, type World } from './world';

/** A way to run out of room that a test can make and take back. */
interface Shortage {
  readonly env: Readonly<Record<string, string>>;
  /** What `/readyz` says of it. */
  readonly says: RegExp;
  readonly begin: (pid: number) => void;
  readonly end: (pid: number) => void;
  readonly dispose: () => void;
}

const run = (command: string, ...words: readonly string[]): boolean => spawnSync(command, [...words]).status === 0;

/** No file of the process may become larger (RLIMIT_FSIZE); a quota of the volume looks the same. */
const limit = (): Shortage | null => {
  const set = (pid: number, bytes: string) => run('prlimit', `--pid=${pid}`, `--fsize=${bytes}:`);
  if (!set(process.pid, 'unlimited')) return null;
  return {
    env: { NODE_OPTIONS: `--require=${join(__dirname, 'ignore-sigxfsz.cjs')}` },
    says: /twokey\.db could not be read or written \(SQLite result code \d+\)\. Check the disk/,
    begin: (pid) => set(pid, '1'),
    end: (pid) => set(pid, 'unlimited'),
    dispose: () => {},
  };
};

/** A volume in memory, which something else fills. */
const volume = (): Shortage | null => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-'));
  if (!run('mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder)) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const other = join(folder, 'something-else');
  return {
    env: { DATABASE_URL: `sqlite:${join(folder, 'twokey.db')}` },
    says: /The disk that holds .*twokey\.db is full, so nothing was stored\. Free some space on it\./,
    begin: () => run('dd', 'if=/dev/zero', `of=${other}`, 'bs=4096'),
    end: () => rmSync(other),
    dispose: () => {
      run('umount', folder);
      rmSync(folder, { recursive: true });
    },
  };
};

const shortages = [
  { name: 'where its files may not grow', needs: 'prlimit (util-linux)', make: limit },
  { name: 'whose volume is full', needs: 'the right to mount a tmpfs', make: volume },
];

describe.each(shortages)('a Twokey $name', ({ needs, make }) => {
  const shortage = make();
  if (shortage === null) {
    test.skip(`is skipped, because it takes ${needs}`, () => {});
    return;
  }
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ database: 'sqlite', env: shortage.env });
    await world.start();
  });
  afterAll(async () => {
    await world.stop();
    shortage.dispose();
  });

  const ready = async () => {
    const startedAt = performance.now();
    const answer = await fetch(`${world.healthUrl}/readyz`);
    return { status: answer.status, body: await answer.text(), ms: performance.now() - startedAt };
  };
  const whileFull = async (work: () => Promise<void>): Promise<void> => {
    shortage.begin(world.bot().pid);
    try {
      await work();
    } finally {
      shortage.end(world.bot().pid);
    }
  };

  test('takes no click, says so to the person within two seconds, and tells probes where to look', async () => {
    const { ida, slack } = world;
    const card = await world.ask('restrict web-01 before there was no room');
    await whileFull(async () => {
      const [click, health] = await Promise.all([ida.click(card, 'Approve'), ready()]);
      expect(click).toMatchObject({ status: 503 });
      expect(click.ms).toBeLessThan(2_000);
      await world.whispered(ida, 'Not recorded, click again');
      expect(health.status).toBe(503);
      expect(health.ms).toBeLessThan(2_000);
      expect(health.body).toMatch(shortage.says);
      await expectWhole(world);
    });
    expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
    expect(world.sent()).toEqual([]);
    expect((await ready()).status).toBe(200);
    slack.reloadClients();
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(world.sent()).toHaveLength(1);
  });

  test('keeps what was under way in Defender when it happened, and tells it once there is room', async () => {
    const { defender, ida } = world;
    const before = world.sent().length;
    const card = await world.ask('restrict web-02 while room runs out');
    const held = defender.fault({ method: 'POST', path: /restrict/, kind: 'hang-after' });
    await ida.click(card, 'Approve');
    await defender.until(() => held.hits() === 1);
    await whileFull(async () => {
      held.release();
      expect((await ready()).status).toBe(503);
    });
    await world.told(card, 'Succeeded');
    expect(world.sent()).toHaveLength(before + 1);
    expectNoSecret(world.bot().output());
  });
});
