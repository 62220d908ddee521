import { closeSync, copyFileSync, openSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { openRecord } from '../../../src/store/record/open-record';
import { openSqliteFile } from '../../../src/store/sqlite/sqlite-file';
import { startChild } from '../child-process';
import { deliveryOf, T } from '../fixtures';
import { freshFolder, sqliteHarness } from '../harness';

const pragmaOf = (raw: ReturnType<typeof openSqliteFile>, pragma: string): unknown =>
  Object.values(Object(raw.prepare(`PRAGMA ${pragma}`).get()))[0];

test('a commit is on the disk before it is acknowledged, and the log is kept from being replaced', async () => {
  const folder = await freshFolder();
  const raw = openSqliteFile(join(folder, 'twokey.db'));
  const FULL = 2;
  const kept = ['journal_mode', 'synchronous', 'recursive_triggers', 'foreign_keys'].map((name) => pragmaOf(raw, name));
  raw.close();
  expect(kept).toEqual(['wal', FULL, 1, 1]);
  await rm(folder, { recursive: true });
});

test.each([0, 0.3, 0.7, 0.99])(
  'a power cut that takes what was still on its way (%p of it had arrived) takes nothing acknowledged',
  async (arrived) => {
    const folder = await freshFolder();
    const path = join(folder, 'twokey.db');
    const child = startChild(path, 'write');
    await child.said(41);
    const acknowledged = child.lines.filter((line) => line !== 'open');
    // What was acknowledged lies within this; a log that began again would have other salts.
    const durable = statSync(`${path}-wal`).size;
    const salts = () => readFileSync(`${path}-wal`).subarray(16, 24).toString('hex');
    const before = salts();
    await child.said(81);
    await child.kill();
    expect(salts()).toBe(before);
    for (const end of ['', '-wal']) copyFileSync(`${path}${end}`, join(folder, `cut.db${end}`));
    const cut = join(folder, 'cut.db');
    truncateSync(`${cut}-wal`, Math.round(durable + arrived * (statSync(`${cut}-wal`).size - durable)));
    const record = await openRecord({ kind: 'sqlite', path: cut });
    expect((await record.verify({ keys: [], saved: [] }).finally(record.close)).breaks).toEqual([]);
    const raw = openSqliteFile(cut);
    const rows = raw.prepare('select key from delivery').all();
    raw.close();
    const kept = new Set(rows.map((row) => String(Object.values(Object(row))[0])));
    expect(acknowledged.filter((key) => !kept.has(key))).toEqual([]);
    await rm(folder, { recursive: true });
  },
);

test('damage that is met while Twokey runs is told with what to do, and nothing is taken from then on', async () => {
  const harness = await sqliteHarness();
  const stored = await harness.open();
  // More than SQLite keeps in memory.
  const body = 'x'.repeat(4_000);
  const keys = Array.from({ length: 2_000 }, (_, index) => `k${index}`);
  // Not all at once: on a busy machine the last ones would have waited too long.
  for (let first = 0; first < keys.length; first += 200) {
    const some = keys.slice(first, first + 200);
    await Promise.all(some.map((key) => stored.deliveries.record({ ...deliveryOf(key), body })));
  }
  const other = new DatabaseSync(harness.path);
  other.exec('pragma wal_checkpoint(truncate)');
  other.close();
  const file = openSync(harness.path, 'r+');
  const middle = 4_096 * 100;
  writeSync(file, Buffer.alloc(statSync(harness.path).size - 2 * middle, 0x5a), 0, undefined, middle);
  closeSync(file);
  const damaged = { facts: { code: 'corrupt', says: expect.stringContaining('restore a backup (README') } };
  await expect(stored.deliveries.takeOver(T + 3_600_000, 10_000)).rejects.toMatchObject(damaged);
  await expect(stored.check()).rejects.toMatchObject(damaged);
  await expect(stored.deliveries.record(deliveryOf('late'))).rejects.toMatchObject(damaged);
  await harness.dispose();
});
