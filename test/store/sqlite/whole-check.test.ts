import { closeSync, openSync, writeSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Log } from '../../../src/flow/ports';
import { type OpenStore, openStore } from '../../../src/store/open-store';
import { checkBeside, isSoonChecked } from '../../../src/store/sqlite/whole-check';
import { T } from '../fixtures';
import { quiet, sqliteHarness } from '../harness';

let harness: Awaited<ReturnType<typeof sqliteHarness>>;
let stored: OpenStore | null = null;
beforeEach(async () => {
  harness = await sqliteHarness();
  await (await harness.open()).close();
  const raw = new DatabaseSync(harness.path);
  raw.exec('create table past (page blob); insert into past values (zeroblob(70000000))');
  raw.close();
});
afterEach(async () => {
  await stored?.close();
  stored = null;
  await harness.dispose();
});

/** Breaks what nothing but a check from end to end reads. */
const damage = (): void => {
  const file = openSync(harness.path, 'r+');
  writeSync(file, Buffer.alloc(8_192, 0x5a), 0, 8_192, 40_960_000);
  closeSync(file);
};

const openWith = async (log: Log): Promise<OpenStore> => {
  stored = await openStore({
    place: { kind: 'sqlite', path: harness.path },
    owner: 'me',
    now: () => T,
    newId: () => 'id',
    log,
  });
  return stored;
};

it('a large file is not read from end to end before Twokey starts', () => {
  expect(isSoonChecked(harness.path)).toBe(false);
});

it('a large file that is whole is found so, while it is in use', async () => {
  const open = await openWith(quiet);
  const { found } = checkBeside(harness.path);
  await open.check();
  expect(await found).toBe('whole');
});

it('a large file that is damaged takes no more clicks once that is found, and says what to do', async () => {
  damage();
  const opening: Promise<OpenStore>[] = [];
  const told = new Promise<string>((resolve) => {
    opening.push(openWith({ ...quiet, error: resolve }));
    opening[0]?.catch(() => {});
  });
  expect(await told).toBe('store-damaged');
  const refused = { facts: { code: 'corrupt' } };
  // It may be found before the store is open: then that is refused.
  await expect(Promise.resolve(opening[0]).then((open) => open?.check())).rejects.toMatchObject(refused);
});

it('a check that was stopped has found nothing', async () => {
  const { found, stop } = checkBeside(harness.path);
  stop();
  expect(await found).toBe('unknown');
});
