import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { copyFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audit } from './audit-cli';
import { startBot } from './bot';
import { recordOf, storeOf } from './record';
import { startWorld, type World } from './world';

const backUp = async (folder: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const backing = startBot(folder, env, ['backup', ...words]);
  const { code } = await backing.exited;
  return { code, output: backing.output() };
};

describe('a backup', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ database: 'sqlite' });
    await world.start();
  });
  afterAll(() => world.stop());

  const headIn = (output: string) => /Head: (\d+:[0-9a-f]{64})/.exec(output)?.[1] ?? '';
  const verifyCopy = (file: string, words: readonly string[] = []) =>
    audit(world.folder, ['verify', ...words], { DATABASE_URL: `sqlite:${file}` });
  /** Puts a copy in the place of the store, as the README says. */
  const restore = async (file: string) => {
    for (const end of ['', '-wal', '-shm']) await rm(`${storeOf(world)}${end}`, { force: true });
    await copyFile(join(world.folder, file), storeOf(world));
  };

  test('is made while Twokey runs and decides, and holds a whole record that ends where it says', async () => {
    const card = await world.ask('restrict web-01 before the backup');
    const [made] = await Promise.all([backUp(world.folder, ['early.db']), world.ida.click(card, 'Approve')]);
    expect(made.output).toMatch(/^Backed up \d+ entries into early\.db, \d+\.\d MB\. Head: \d+:[0-9a-f]{64}$/m);
    expect(made.output).toContain('The copy is sound, and its record ends with an entry of the store.');
    expect(made.output).toContain('To restore it: stop Twokey, move twokey.db, twokey.db-wal and twokey.db-shm away');
    expect(made.code).toBe(0);
    expect((await verifyCopy('early.db', ['--head', headIn(made.output)])).output).toContain('Whole: ');
    expect((await stat(join(world.folder, 'early.db'))).mode & 0o077).toBe(0);
    await world.shows(card, 'Succeeded');
    expect((await readdir(world.folder)).filter((name) => name.startsWith('early.db'))).toEqual(['early.db']);
  });

  test('takes the place of no file', async () => {
    writeFileSync(join(world.folder, 'notes.txt'), 'to do');
    const { code, output } = await backUp(world.folder, ['notes.txt']);
    expect(output).toContain('There is a file of that name already, and it was left alone.');
    expect(code).toBe(1);
    expect(readFileSync(join(world.folder, 'notes.txt'), 'utf8')).toBe('to do');
  });

  test.each([
    ['in a folder that is not there', 'nowhere/copy.db', {}, 1, 'There is no such file or folder'],
    ['of a store that is not there', 'copy.db', { DATABASE_URL: 'sqlite:./nothing.db' }, 1, 'There is no store at'],
    ['without a name', '', {}, 64, 'Write the name of a new file.'],
    ['with an option', '--force', {}, 64, 'One name of a new file.'],
    [
      'of PostgreSQL',
      'copy.db',
      { DATABASE_URL: 'postgres://u:p@db.example/twokey' },
      78,
      'PostgreSQL is backed up by its own means: pg_dump, or the backups of your provider. Afterwards run audit verify',
    ],
  ])('%s is told what to do, and leaves nothing behind', async (_, file, env, code, says) => {
    const answer = await backUp(world.folder, [file], env);
    expect(answer.output).toContain(says);
    expect(answer.output).not.toMatch(/^\s+at /m);
    expect(answer.code).toBe(code);
    expect(await readdir(world.folder)).not.toContain('copy.db');
    expect(await readdir(world.folder)).not.toContain('copy.db.partial');
  });

  test('of a damaged store is none', async () => {
    const folder = join(world.folder, 'damaged');
    mkdirSync(folder);
    await backUp(world.folder, ['damaged/twokey.db']);
    const bytes = readFileSync(join(folder, 'twokey.db'));
    bytes.fill(0x5a, 4_096 * 3, bytes.length - 4_096);
    await writeFile(join(folder, 'twokey.db'), bytes);
    const { code, output } = await backUp(world.folder, ['copy.db'], { DATABASE_URL: 'sqlite:./damaged/twokey.db' });
    expect(output).toMatch(/^There is no backup\. .*is damaged/m);
    expect(code).toBe(1);
    expect(await readdir(world.folder)).not.toContain('copy.db');
  });

  test('that is restored sends nothing a second time of what was approved in it and sent after it', async () => {
    const { defender, ida, slack } = world;
    const card = await world.ask('restrict web-02 throttled at first');
    const silence = { status: 429, headers: { 'Retry-After': '1' } } as const;
    const throttled = defender.fault({ method: 'POST', path: /restrict/, kind: 'custom', ...silence });
    await ida.click(card, 'Approve');
    const isOnRecord = (kind: string) => () => {
      const entries = recordOf(world);
      const asked = entries.findLast((entry) => entry.kind === 'asked');
      return entries.some((entry) => entry.kind === kind && entry.requestId === asked?.requestId);
    };
    const recorded = (kind: string) => slack.until(isOnRecord(kind), { timeoutMs: 15_000, what: `an entry ${kind}` });
    await recorded('delayed');
    const made = await backUp(world.folder, ['ready.db']);
    expect(made.code).toBe(0);
    expect(throttled.hits()).toBe(1);
    await world.shows(card, 'Succeeded');
    const before = defender.actions();
    expect(await world.bot().end('SIGTERM')).toMatchObject({ code: 0 });
    await restore('ready.db');
    expect(isOnRecord('delayed')()).toBe(true);
    expect(isOnRecord('sent')()).toBe(false);
    await world.start();
    await recorded('ended');
    expect(defender.actions()).toEqual(before);
    expect(await audit(world.folder, ['verify', '--head', headIn(made.output)])).toMatchObject({ code: 0 });
  }, 60_000);
});
