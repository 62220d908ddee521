import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audit } from './audit-cli';
import { startBot } from './bot';
import { startWorld, type World } from './world';

const KEY = 'an invented key that is long enough';
jest.setTimeout(60_000);
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
const hasServer = process.env['TEST_DATABASE_URL'] !== undefined;
if (!hasServer) process.stderr.write('skipped: the audit verbs on PostgreSQL; set TEST_DATABASE_URL\n');

(hasServer ? describe : describe.skip)('the record of a Twokey on PostgreSQL that goes on', () => {
  let world: World;
  let file: string;
  beforeAll(async () => {
    world = await startWorld({ database: 'postgres', env: { AUDIT_HMAC_KEY: KEY } });
    await world.start();
    file = join(world.folder, 'segment.jsonl');
  });
  afterAll(() => world.stop());
  const run = (...words: readonly string[]) =>
    audit(world.folder, words, { AUDIT_HMAC_KEY: KEY, DATABASE_URL: world.env['DATABASE_URL'] ?? '' });
  const doOneJob = async (words: string) => {
    const card = await world.ask(words);
    await world.ida.click(card, 'Approve');
    await world.told(card, 'Succeeded');
    await world.shows(card, 'Succeeded');
  };

  test('is verified and exported, and names neither user nor password', async () => {
    await doOneJob('restrict web-01 beaconing to a known C2');
    const whole = await run('verify');
    expect(whole.output).toContain('Codes (HMAC) are valid from entry 1 on.');
    expect(whole.code).toBe(0);
    const out = join(world.folder, 'ida.jsonl');
    expect(await run('export', '--person', 'U0IDA', '--out', out)).toMatchObject({ code: 0 });
    expect(await readFile(out, 'utf8')).toContain('"event":"approved"');
    expect(await run('verify', out)).toMatchObject({ code: 0 });
    const away = await audit(world.folder, ['verify'], { DATABASE_URL: 'postgres://carl:hidden@127.0.0.1:9/twokey' });
    expect(away.output).toMatch(/^The record could not be read\. PostgreSQL at 127\.0\.0\.1:9\/twokey does not answer/);
    expect(away.output).not.toContain('hidden');
    expect(away.code).toBe(1);
  });

  test('is sealed and shortened beside it, and goes on from there', async () => {
    const sealed = await run('seal', '--before', TOMORROW, '--out', file);
    expect(sealed.output).toMatch(/^Sealed \d+ entries into .*segment\.jsonl\. Head: \d+:[0-9a-f]{64}$/m);
    await doOneJob('restrict web-02 while the old is put away');
    const removed = await run('remove', file);
    expect(removed.output).toContain('The record goes on from their seal.');
    expect(removed.code).toBe(0);
    await doOneJob('restrict web-07 afterwards');
    expect(await run('verify', '--head', /\d+:[0-9a-f]{64}/.exec(sealed.output)?.[0] ?? '')).toMatchObject({ code: 0 });
  });

  test('is backed up by other means, which is said', async () => {
    const backing = startBot(world.folder, { DATABASE_URL: world.env['DATABASE_URL'] ?? '' }, ['backup', 'copy.db']);
    const { code } = await backing.exited;
    expect(backing.output()).toContain('pg_dump');
    expect(code).toBe(78);
  });
});
