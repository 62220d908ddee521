import { copyFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { audit } from './audit-cli';
import { startBot } from './bot';
import { startWorld, type World } from './world';

const KEY = 'an invented key that is long enough';
const KEYED = { AUDIT_HMAC_KEY: KEY };
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

describe('retention', () => {
  let world: World;
  let file: string;
  beforeAll(async () => {
    world = await startWorld({ env: KEYED });
    await world.start();
    file = join(world.folder, 'segment.jsonl');
  });
  afterAll(() => world.stop());
  const run = (...words: readonly string[]) => audit(world.folder, words, KEYED);
  const headIn = (output: string) => /(\d+:[0-9a-f]{64})/.exec(output)?.[1] ?? '';

  test('waits until Twokey is stopped, and until everything is over and told', async () => {
    const card = await world.ask('restrict web-01 beaconing to a known C2');
    const busy = await run('seal', '--before', TOMORROW, '--out', file);
    expect(busy.output).toMatch(
      /^Nothing was done\. .* is in use by another Twokey process\. Stop that process first/m,
    );
    expect(busy.code).toBe(1);
    await world.bot().end('SIGTERM');
    const open = await run('seal', '--before', TOMORROW, '--out', file);
    expect(open.output).toMatch(
      /Nothing was sealed\.\nNot over yet: [0-9A-Z]{8}\. Seal up to an earlier day, or wait for their end\./,
    );
    expect(open.code).toBe(1);
    await world.start();
    await world.ida.click(card, 'Approve');
    await world.told(card, 'Succeeded');
    await world.shows(card, 'Succeeded');
    await world.bot().end('SIGTERM');
    expect(await readdir(world.folder)).not.toContain('segment.jsonl');
  });

  test('seals into a file that verifies, removes what is in it, and leaves a record that goes on', async () => {
    const sealed = await run('seal', '--before', TOMORROW, '--out', file);
    expect(sealed.output).toMatch(/^Sealed \d+ entries into .*segment\.jsonl\. Head: \d+:[0-9a-f]{64}$/m);
    expect(sealed.code).toBe(0);
    const head = headIn(sealed.output);
    expect(await run('verify', file, '--head', head)).toMatchObject({ code: 0 });

    const before = join(world.folder, 'before');
    mkdirSync(before);
    copyFileSync(join(world.folder, 'data', 'twokey.db'), join(before, 'twokey.db'));

    const removed = await run('remove', file);
    expect(removed.output).toContain('The record goes on from their seal.');
    expect(removed.code).toBe(0);
    const whole = await run('verify', '--head', head);
    expect(whole.output).toContain(`It begins after entry ${head.split(':')[0]}.`);
    expect(whole.code).toBe(0);
    const again = await run('remove', file);
    expect(again.output).toContain('Nothing was removed.');
    expect(again.code).toBe(1);
    const kept = await readFile(join(world.folder, 'data', 'twokey.db'));
    expect(kept.includes('beaconing to a known C2')).toBe(false);

    await world.start();
    const card = await world.ask('restrict web-01 once more');
    await world.ida.click(card, 'Approve');
    await world.told(card, 'Succeeded');
    expect(await run('verify', '--head', head)).toMatchObject({ code: 0 });
  });

  test.each([
    ['edited', (text: string) => text.replace('Rosa Diaz', 'Tom Reed'), 'it has been changed'],
    ['too short', (text: string) => text.slice(0, text.length / 2), 'is not a line of an export'],
  ])('a file that is %s removes nothing', async (name, change, says) => {
    const wrong = join(world.folder, `${name}.jsonl`);
    await writeFile(wrong, change(await readFile(file, 'utf8')));
    const { code, output } = await audit(world.folder, ['remove', wrong], {
      ...KEYED,
      DATABASE_URL: 'sqlite:./before/twokey.db',
    });
    expect(output).toContain('Nothing was removed.');
    expect(output).toContain(says);
    expect(code).toBe(1);
  });

  test('a death at any statement removes nothing, or everything', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'twokey-'));
    const rowsIn = (path: string) => {
      const raw = new DatabaseSync(path);
      try {
        return ['event', 'request', 'run', 'review', 'post', 'delivery', 'chain_base'].map((table) =>
          Object.values(
            Object(
              raw.prepare(`select count(*), max(${table === 'chain_base' ? 'seq' : 'rowid'}) from ${table}`).get(),
            ),
          ).join(' '),
        );
      } finally {
        raw.close();
      }
    };
    const untouched = rowsIn(join(world.folder, 'before', 'twokey.db'));
    let deaths = 0;
    for (let at = 0; ; at += 3) {
      const path = join(folder, `${at}.db`);
      copyFileSync(join(world.folder, 'before', 'twokey.db'), path);
      const env = {
        ...KEYED,
        DATABASE_URL: `sqlite:${path}`,
        DIE_AT: String(at),
        NODE_OPTIONS: `--require ${join(__dirname, 'die-at.cjs')}`,
      };
      const { code, signal } = await startBot(folder, env, ['audit', 'remove', file]).exited;
      if (signal === null) {
        expect(code).toBe(0);
        break;
      }
      deaths += 1;
      expect(signal).toBe('SIGKILL');
      expect(rowsIn(path)).toEqual(untouched);
    }
    expect(deaths).toBeGreaterThan(10);
    process.stdout.write(`killed at ${deaths} places\n`);
    await rm(folder, { recursive: true });
  }, 120_000);
});
