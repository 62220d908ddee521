import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { audit } from './audit-cli';
import { startWorld, type World } from './world';

const KEY = 'an invented key that is long enough';

describe('the record of a Twokey that did the main job', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ env: { AUDIT_HMAC_KEY: KEY } });
    await world.start();
  });
  afterAll(() => world.stop());

  const verify = (words: readonly string[] = [], env: Readonly<Record<string, string>> = { AUDIT_HMAC_KEY: KEY }) =>
    audit(world.folder, ['verify', ...words], env);
  /** The heads that have left for the log stream, as they are given to `audit verify`. */
  const heads = () =>
    world
      .bot()
      .lines.filter(({ event }) => event === 'audit.head')
      .map(({ seq, hash }) => `${seq}:${hash}`);

  test('is whole at every step, while Twokey runs on it', async () => {
    expect(await verify()).toMatchObject({ code: 0 });
    const card = await world.ask('restrict web-01 beaconing to a known C2');
    expect(await verify()).toMatchObject({ code: 0 });
    await world.rosa.click(card, 'Approve');
    await world.whispered(world.rosa, 'You asked for this yourself');
    await world.ida.click(card, 'Approve');
    expect(await verify()).toMatchObject({ code: 0 });
    await world.told(card, 'Succeeded');
    const { code, output } = await verify();
    expect(output).toMatch(/^Whole: \d+ entries, each continuing the one before\.$/m);
    expect(output).toContain('4 rows are what the record says: requests, runs, reviews, the switch.');
    expect(output).toContain('Codes (HMAC) are valid from entry 1 on.');
    expect(output).not.toContain(KEY);
    expect(code).toBe(0);
  });

  test('sends its head to the log with the outcome, and those heads are part of it', async () => {
    await world.bot().logged('audit.head');
    const logged = heads();
    expect(logged.length).toBeGreaterThan(0);
    expect(await verify(logged.flatMap((head) => ['--head', head]))).toMatchObject({ code: 0 });
  });

  test('does not hold a head that was never its own', async () => {
    const { code, output } = await verify(['--head', `2:${'a'.repeat(64)}`]);
    expect(output).toContain(
      `Entry 2 is not the one of the saved head 2:${'a'.repeat(64)}: the chain has been rebuilt.`,
    );
    expect(code).toBe(1);
  });

  test('is exported by person, and the file verifies on its own against a head of the log', async () => {
    const out = join(world.folder, 'ida.jsonl');
    const made = await audit(world.folder, ['export', '--person', 'U0IDA', '--out', out]);
    expect(made.output).toMatch(/^Exported 1 entry in full, \d+ by digest\. Head: \d+:[0-9a-f]{64}$/m);
    expect(made.code).toBe(0);
    const lines = (await readFile(out, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line)).filter((line) => 'event' in line)).toMatchObject([
      { event: 'approved', actor: { id: 'U0IDA', name: 'Ida Holm' } },
    ]);
    const head = heads().at(-1) ?? '';
    const whole = await verify([out, '--head', head]);
    expect(whole.output).toMatch(/^Whole: 1 entry in full, \d+ by digest, each continuing the one before\.$/m);
    expect(whole.code).toBe(0);
    expect(whole.output).toMatch(/^An export of what is by U0IDA\.$/m);
    await writeFile(out, lines.map((line) => `${line.replace('Ida Holm', 'Max Lund')}\n`).join(''));
    const edited = await verify([out]);
    expect(edited.output).toMatch(/Entry \d+ \(approved\) is not what its hash was made over: it has been changed\./);
    expect(edited.code).toBe(1);
    const again = await audit(world.folder, ['export', '--out', out]);
    expect(again.output).toContain('There is a file of that name already, and it was left alone.');
    expect(again.code).toBe(1);
  });

  test('is exported to standard output, with nothing else on it', async () => {
    const { output, code } = await audit(world.folder, ['export', '--machine', 'web-01']);
    const lines = output.split('\n').filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(5);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ twokey: 'record', filter: { machine: 'web-01' } });
    expect(code).toBe(0);
  });

  test('is exported whole, which the file says of itself', async () => {
    const out = join(world.folder, 'all.jsonl');
    await audit(world.folder, ['export', '--out', out]);
    expect((await verify([out])).output).toMatch(/^An export of everything\.$/m);
    expect((await verify()).output).not.toContain('An export of');
  });

  test.each([
    [['--request', 'abc'], 'about request abc.', 'A request is given by its id, eight characters in capitals'],
    [['--person', 'Rosa Diaz'], 'by Rosa Diaz.', 'A person is given by their Slack id, U… or W…, and not by name'],
    [['--machine', 'wbe-01'], 'about machine wbe-01.', 'A machine is given by its DNS name, by the first part of that'],
    [['--from', '2199-01-01'], 'from 2199-01-01T00:00:00.000Z on.', 'Times are in UTC'],
  ])('of %j says that nothing was found, and what may be the reason', async (words, says, hint) => {
    const { code, output } = await audit(world.folder, ['export', ...words]);
    expect(output).toContain(`Nothing was found: there is no entry ${says}`);
    expect(output).toContain(hint);
    expect(code).toBe(0);
  });

  test('says without the key that codes were not checked, and with another one which is missing', async () => {
    const without = await verify([], {});
    expect(without).toMatchObject({ code: 0 });
    expect(without.output).toContain('Codes (HMAC) were not checked: AUDIT_HMAC_KEY is not set.');
    const other = await verify([], { AUDIT_HMAC_KEY: KEY.replace('invented', 'imagined') });
    expect(other.code).toBe(1);
    expect(other.output).toMatch(/BROKEN: \d+ things do not fit\./);
    expect(other.output).toContain('which AUDIT_HMAC_KEY does not hold');
  });

  test('is whole when Twokey is stopped, and its last head is in the log', async () => {
    await world.bot().end('SIGTERM');
    const { code, output } = await verify();
    expect(code).toBe(0);
    const head = /^Head: (\d+:[0-9a-f]{64})$/m.exec(output)?.[1];
    expect(heads().at(-1)).toBe(head);
    expect(world.bot().output()).not.toContain(KEY);
  });

  test('names the row that was changed while the chain is intact', async () => {
    const raw = new DatabaseSync(join(world.folder, 'data', 'twokey.db'));
    const id = String(Reflect.get(Object(raw.prepare('select id from run').get()), 'id'));
    raw.exec(`update run set status = 'failed'`);
    const { code, output } = await verify();
    raw.exec(`update run set status = 'succeeded'`);
    raw.close();
    expect(output).toContain('BROKEN: 1 thing does not fit.');
    expect(output).toMatch(new RegExp(`^  Run ${id} is stored as failed; entry \\d+ says succeeded\\.$`, 'm'));
    expect(code).toBe(1);
    expect(await verify()).toMatchObject({ code: 0 });
  });

  test('that is written to without its key is warned of', async () => {
    const bot = await world.start({ AUDIT_HMAC_KEY: '' });
    expect(bot.lines.map(({ event }) => event)).toContain('audit.key-missing');
  });
});

describe('audit verify', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twokey-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('makes no store where there is none, and says so', async () => {
    const { code, output } = await audit(folder, ['verify']);
    expect(output).toMatch(/^The record could not be read\. There is no store at .*twokey\.db\. Point DATABASE_URL to/);
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  test('tells a setting that is wrong with its cure, and repeats no key', async () => {
    const { code, output } = await audit(folder, ['verify'], { AUDIT_HMAC_KEY: 'tooshort', DATABASE_URL: 'mysql://x' });
    expect(code).toBe(78);
    expect(output).toContain(
      'AUDIT_HMAC_KEY: holds a key of less than 32 characters; make one with: openssl rand -hex 32',
    );
    expect(output).toContain('DATABASE_URL: write sqlite: and the path of a file');
    expect(output).not.toContain('tooshort');
  });

  test('tells a file that is no store', async () => {
    await writeFile(join(folder, 'mine.db'), 'something else altogether'.repeat(100));
    const { code, output } = await audit(folder, ['verify'], { DATABASE_URL: 'sqlite:./mine.db' });
    expect(output).toContain('is damaged or is not a Twokey store');
    expect(code).toBe(1);
  });

  test.each([
    ['nothing.jsonl', 'There is no such file or folder'],
    ['.', 'That is a folder'],
  ])('of %s says what is wrong with it', async (name, says) => {
    const { code, output } = await audit(folder, ['verify', name]);
    expect(output).toContain(says);
    expect(code).toBe(1);
  });

  test('of a file that is no export says so', async () => {
    await writeFile(join(folder, 'notes.txt'), 'to do\nbuy milk\n');
    const { code, output } = await audit(folder, ['verify', 'notes.txt']);
    expect(output).toContain('Line 1 is not a line of an export, or was written again by another program.');
    expect(code).toBe(1);
  });

  test.each([
    [['verify', '--head', 'nonsense'], '--head: write a head as it was logged, SEQ:HASH (64 hex digits)'],
    [['verify', '--hmac-from', 'x'], '--hmac-from: write the number of an entry'],
    [['verify', '--hmac-from', '1'], '--hmac-from needs AUDIT_HMAC_KEY'],
    [['verify', 'a', 'b'], 'One file at a time.'],
    [['verify', '--haed', 'x'], '--haed'],
    [['export', '--from', 'yesterday'], '--from: write a day such as 2025-03-01'],
    [['export', '--to', '2025-13-01'], '--to: there is no such day or time'],
    [['export', 'file.jsonl'], 'write --out before the name of a file'],
    [['verfiy'], 'There is no “audit verfiy”.'],
    [[], 'Say what to do.'],
  ])('%j is not understood, and it is said how to write it', async (words, says) => {
    const { code, output } = await audit(folder, words);
    expect(output).toContain(says);
    expect(code).toBe(64);
  });
});
