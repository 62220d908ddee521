import { readFile } from 'node:fs/promises';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { z } from 'zod';
import { requestEvent } from '../../src/domain/lifecycle';
import { chainHash, contentDigest } from '../../src/store/event-hash';
import type { OpenStore } from '../../src/store/open-store';
import { alice, deliveryOf, dispatched, machineNamed, opening, T } from './fixtures';
import { sqliteHarness } from './harness';

let harness: Awaited<ReturnType<typeof sqliteHarness>>;
let stored: OpenStore;
let other: DatabaseSyncInstance;
beforeEach(async () => {
  harness = await sqliteHarness();
  stored = await harness.open();
  other = new DatabaseSync(harness.path);
});
afterEach(async () => {
  other.close();
  await harness.dispose();
});

const entry = z.object({
  seq: z.number(),
  at: z.string(),
  request_id: z.string().nullable(),
  run_id: z.string().nullable(),
  kind: z.string(),
  actor: z.string().nullable(),
  body: z.string(),
  policy_hash: z.string().nullable(),
  delivery: z.string().nullable(),
  state: z.string().nullable(),
  prev: z.string(),
  hash: z.string(),
});
const entries = () =>
  z.array(entry).parse(
    other
      .prepare('select * from event order by seq')
      .all()
      .map((row) => ({ ...row })),
  );

test('every entry carries the hash of the one before, without a gap, across changes that were undone', async () => {
  await dispatched(stored, 'AAAA');
  await stored.deliveries.record(deliveryOf('ask-BBBB'));
  expect(await stored.store.commit(opening('BBBB'))).toMatchObject({ kind: 'already-open' });
  await stored.close();
  stored = await harness.open('next');
  await dispatched(stored, 'CCCC', { machine: machineNamed('c', 'c') });
  const log = entries();
  expect(log.map((row) => row.kind)).toEqual([...one, ...one]);
  expect(log.map((row) => row.seq)).toEqual(log.map((_, index) => index + 1));
  let prev = '0'.repeat(64);
  for (const { hash, ...row } of log) {
    expect(row.prev).toBe(prev);
    expect(chainHash(contentDigest(row), row.prev)).toBe(hash);
    prev = hash;
  }
  expect({ ...other.prepare('select * from chain_head').get() }).toEqual({ id: 1, seq: log.length, hash: prev });
});
const one = ['asked', 'card-posted', 'approved', 'claimed', 'sent'];

test('a hundred writers at once make one chain', async () => {
  const happening = { kind: 'refused', attempted: 'x', code: 'y', says: 'z' } as const;
  const event = requestEvent('NONE', T, alice, happening);
  await Promise.all(Array.from({ length: 100 }, () => stored.store.commit({ events: [event, event] })));
  const log = entries();
  expect(log).toHaveLength(200);
  expect(log.slice(1).every((row, index) => row.prev === log[index]?.hash)).toBe(true);
});

test('the hash of an entry is the one that it has always been', () => {
  const written = { seq: 1, at: '2025-03-01T12:00:00.000Z', request_id: 'AAAA', run_id: null, kind: 'withdrawn' };
  const nothing = { actor: null, policy_hash: null, delivery: null, state: null };
  const digest = contentDigest({ ...written, ...nothing, body: '{"kind":"withdrawn"}' });
  expect(chainHash(digest, '0'.repeat(64))).toBe('97541bc5b9486962cb5458e99e63fb3977b3b5682b1b4bd2a431c25b87f1fb2c');
});

const rewritings = [
  ['updated', "update event set body = '{}' where seq = 1"],
  ['deleted', 'delete from event where seq = 1'],
  [
    'replaced',
    `insert or replace into event select seq, at, request_id, run_id, kind, actor, actor_id, '{}', policy_hash, delivery,
      state, prev, hash, mac from event`,
  ],
  ['updated on conflict', "insert into event select * from event where true on conflict do update set body = '{}'"],
  ['replaced one by one', 'replace into event select * from event where seq = 1'],
  ['updated or replaced', 'update or replace event set seq = 2 where seq = 1'],
] as const;
const clients = [
  ['an ordinary client', 'off'],
  ['a client with recursive triggers', 'on'],
] as const;
test.each(
  rewritings.flatMap(([how, statement]) => clients.map(([who, pragma]) => [how, who, pragma, statement] as const)),
)('an entry cannot be %s by %s', async (_how, _who, pragma, statement) => {
  await dispatched(stored, 'AAAA');
  const before = entries();
  other.exec(`pragma recursive_triggers = ${pragma}`);
  other.exec('pragma foreign_keys = off');
  expect(() => other.exec(statement)).toThrow('event is append-only');
  expect(entries()).toEqual(before);
});

test("the store's own connection refuses to replace an entry, too", async () => {
  const { openSqliteFile } = await import('../../src/store/sqlite/sqlite-file.js');
  await dispatched(stored, 'AAAA');
  await stored.close();
  const raw = openSqliteFile(harness.path);
  raw.exec('pragma foreign_keys = off');
  expect(() => raw.exec('insert or replace into event select * from event')).toThrow();
  expect({ ...raw.prepare('pragma synchronous').get() }).toEqual({ synchronous: 2 });
  expect({ ...raw.prepare('pragma journal_mode').get() }).toEqual({ journal_mode: 'wal' });
  raw.close();
});

/** Commits in the write-ahead log: frames that say how large the database is after them. */
const commits = async (): Promise<number> => {
  const wal = await readFile(`${harness.path}-wal`);
  const pageSize = wal.readUInt32BE(8);
  const salt = wal.subarray(16, 24);
  let count = 0;
  for (let at = 32; at + 24 + pageSize <= wal.length; at += 24 + pageSize) {
    if (wal.subarray(at + 8, at + 16).equals(salt) && wal.readUInt32BE(at + 4) !== 0) count += 1;
  }
  return count;
};

test('150 deliveries that arrive at once cost one commit', async () => {
  const before = await commits();
  await Promise.all(Array.from({ length: 150 }, (_, index) => stored.deliveries.record(deliveryOf(`key-${index}`))));
  expect((await commits()) - before).toBe(1);
});

test('what is undone costs no commit', async () => {
  const before = await commits();
  expect(await stored.store.commit(opening('AAAA'))).toEqual({ kind: 'seen' });
  expect((await commits()) - before).toBe(0);
});
