import { chmod, mkdir, open as openFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { openStore } from '../../../src/store/open-store';
import { startChild } from '../child-process';
import { deliveryOf, T } from '../fixtures';
import { freshFolder, quiet } from '../harness';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await freshFolder();
  path = join(folder, 'twokey.db');
});
afterEach(() => rm(folder, { recursive: true }));

const open = (at = path) =>
  openStore({ place: { kind: 'sqlite', path: at }, owner: 'me', now: () => T, newId: () => 'id', log: quiet });
const fault = (code: string, says: string) => ({
  facts: { system: 'store', code, says: expect.stringContaining(says) },
});

/** What a process that obeys permissions is told; `chmod` means nothing to root. */
const refusedToNobody = async (): Promise<string> => {
  const child = startChild(path, 'open', 'nobody');
  await child.ended;
  return child.lines.join();
};

test('the folder of a new database is made', async () => {
  const stored = await open(join(folder, 'a', 'b', 'twokey.db'));
  await stored.check();
  await stored.close();
});

test('closing frees the file, so that it opens again in the same process', async () => {
  for (const _ of [1, 2, 3]) await (await open()).close();
});

test('closing twice is closing once', async () => {
  const stored = await open();
  await stored.close();
  await expect(stored.close()).resolves.toBeUndefined();
});

test('closing brings everything into the one file', async () => {
  const stored = await open();
  await stored.deliveries.record(deliveryOf('a'));
  await stored.close();
  expect((await stat(`${path}-wal`)).size).toBe(0);
});

test('closing waits for what is being written', async () => {
  const stored = await open();
  const writes = [stored.check(), stored.drafts.sweep(T), stored.check()];
  await stored.close();
  await expect(Promise.all(writes)).resolves.toHaveLength(3);
});

test('the database of another program is refused, and left as it is', async () => {
  const other = new DatabaseSync(path);
  other.exec('CREATE TABLE recipe (name TEXT)');
  await expect(open()).rejects.toMatchObject(fault('corrupt', 'is not a Twokey store'));
  expect(other.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
  expect(other.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'recipe' }]);
  other.close();
});

test('a file that is no database is refused as corrupt, and left as it is', async () => {
  await writeFile(path, 'not a database, but long enough to look at. '.repeat(100));
  await expect(open()).rejects.toMatchObject(fault('corrupt', 'Stop Twokey and restore a backup'));
  await expect(open()).rejects.toMatchObject(fault('corrupt', path));
});

test('a damaged database is refused as corrupt', async () => {
  const stored = await open();
  await Promise.all(Array.from({ length: 500 }, (_, index) => stored.deliveries.record(deliveryOf(`key-${index}`))));
  await stored.close();
  const file = await openFile(path, 'r+');
  const { size } = await file.stat();
  await file.write(Buffer.alloc(size - 8192, 0x5a), 0, size - 8192, 8192);
  await file.close();
  await expect(open()).rejects.toMatchObject(fault('corrupt', 'damaged'));
});

test('a database of a newer version is refused and left alone', async () => {
  await (await open()).close();
  const raw = new DatabaseSync(path);
  raw.exec("insert into kysely_migration (name, timestamp) values ('9999-future', '2030')");
  raw.close();
  await expect(open()).rejects.toMatchObject(fault('newer-schema', 'newer version'));
  await expect(open()).rejects.toMatchObject(fault('newer-schema', 'Start that version'));
});

test('a path that is a folder is refused with the cure', async () => {
  await mkdir(path);
  await expect(open()).rejects.toMatchObject(fault('read-only', 'cannot be opened for writing'));
});

test('a path below a file is refused with the cure', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(open(join(folder, 'file', 'twokey.db'))).rejects.toMatchObject(fault('read-only', 'its folder'));
});

test('a folder that may not be written is refused with the cure', async () => {
  await (await open()).close();
  await rm(`${path}.lock`);
  await chmod(folder, 0o555);
  expect(await refusedToNobody()).toMatch(/^fault store read-only .*this process may write/);
  await chmod(folder, 0o755);
});

test('a file that may not be written is refused at the start, not at the first click', async () => {
  await (await open()).close();
  await chmod(path, 0o444);
  await chmod(`${path}.lock`, 0o666);
  await chmod(folder, 0o777);
  expect(await refusedToNobody()).toMatch(/^fault store read-only .*this process may write/);
});

test('a full disk is refused with the cure', async () => {
  // Every write to this device of Linux fails as on a full disk.
  await symlink('/dev/full', path);
  await expect(open()).rejects.toMatchObject(fault('full', 'Free some space'));
});

test('a write that the database refuses is a fault, and the next one works', async () => {
  const stored = await open();
  const other = new DatabaseSync(path);
  other.exec('create trigger refusal before insert on delivery begin select raise(abort, 1); end');
  await expect(stored.deliveries.record(deliveryOf('a'))).rejects.toMatchObject(
    fault('failed', 'SQLite result code 1811'),
  );
  other.exec('drop trigger refusal');
  other.close();
  expect(await stored.deliveries.record(deliveryOf('a'))).toBe('new');
  await stored.close();
});
