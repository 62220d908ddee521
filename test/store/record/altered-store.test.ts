import { copyFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { openStore } from '../../../src/store/open-store';
import { T } from '../fixtures';
import { freshFolder, quiet } from '../harness';
import { liveThrough, tampering, verified } from './recorded';

let folder: string;
let healthy: string;
let copies = 0;
beforeAll(async () => {
  folder = await freshFolder();
  healthy = join(folder, 'healthy.db');
  let ids = 0;
  const stored = await openStore({
    place: { kind: 'sqlite', path: healthy },
    owner: 'me',
    now: () => T,
    newId: () => `id-${++ids}`,
    log: quiet,
  });
  await liveThrough(stored);
  await stored.close();
});
afterAll(() => rm(folder, { recursive: true }));

const freshCopy = (): string => {
  const path = join(folder, `copy-${++copies}.db`);
  copyFileSync(healthy, path);
  return path;
};
const breaksAfter = async (statement: string): Promise<readonly string[]> => {
  const path = freshCopy();
  tampering(path, (raw) => raw.exec(statement));
  return (await verified(path)).breaks;
};

describe('text that goes on behind a NUL, where queries see it and readers do not', () => {
  test.each([
    ['event', 'actor_id', 'seq = 3', 'Entry 3'],
    ['event', 'request_id', 'seq = 3', 'Entry 3'],
    ['event', 'body', 'seq = 3', 'Entry 3'],
    ['request', 'status', `id = 'EEEE'`, 'Request EEEE'],
    ['run', 'status', `id = 'DDDD-run'`, 'Run DDDD-run'],
    ['review', 'decision', `request_id = 'DDDD'`, 'The review of request DDDD by UBOB'],
    ['sending_switch', 'pause', 'id = 1', 'The switch that stops all sending'],
    ['twin', 'state', 'true', 'Twin ma-DDDD'],
    ['chain_head', 'hash', 'id = 1', 'chain_head'],
  ])('is found in %s.%s', async (table, column, where, name) => {
    const breaks = await breaksAfter(`update ${table} set ${column} = ${column} || char(0) || 'x' where ${where}`);
    expect(breaks).toContain(
      `${name} is damaged: its column "${column}" holds text with a NUL, which hides what comes after it.`,
    );
  });
});

describe('a number that nothing can read', () => {
  test.each([
    ['run', 'attempt', '9e999', 'Run DDDD-run'],
    ['run', 'looks', '9223372036854775807', 'Run DDDD-run'],
    ['request', 'revision', '-9223372036854775808', 'Request DDDD'],
    ['chain_base', 'seq', '9007199254740993', 'chain_base'],
  ])('is found in %s.%s', async (table, column, value, name) => {
    const where = table === 'chain_base' ? '' : `where id like 'DDDD%'`;
    expect(await breaksAfter(`update ${table} set ${column} = ${value} ${where}`)).toEqual([
      `${name} is damaged: its column "${column}" holds a number that nothing can read.`,
      'Nothing else was checked.',
    ]);
  });

  test.each(['9223372036854775807', '-9223372036854775808', '9007199254740993'])(
    'is found where entry %s was added',
    async (seq) => {
      const breaks = await breaksAfter(`insert into event (seq, at, kind, body, prev, hash)
        select ${seq}, at, kind, body, prev, hash from event where seq = 3`);
      expect(breaks[0]).toBe(`Entry ${seq} is damaged: its column "seq" holds a number that nothing can read.`);
    },
  );
});

describe('a twin that was', () => {
  test.each([
    ['opened again', `update twin set state = 'open'`, 'Twin ma-DDDD is stored as open; the record says over.'],
    ['given to another request', `update twin set request_id = 'EEEE'`, 'Twin ma-DDDD is not what entry'],
    ['dated back', 'update twin set found_seq = 1', 'Twin ma-DDDD is not what entry'],
    ['deleted', 'delete from twin', 'Twin ma-DDDD is gone; entry'],
    [
      'invented',
      `insert into twin values ('ma-AAAA', 'AAAA', 'AAAA-run', 'open', 3)`,
      'Twin ma-AAAA is stored as open, and no entry tells of it.',
    ],
  ])('%s is named', async (_, statement, says) => {
    const breaks = await breaksAfter(statement);
    expect(breaks).toEqual([expect.stringContaining(says)]);
  });
});

test.each([`'x'`, `''`, '0', `'ABCDEF01:' || hash`, `x'ff'`])(
  'a code %s is none, with and without a key',
  async (mac) => {
    const [says] = await breaksAfter(`update event set mac = ${mac} where seq = 3`);
    expect(says).toBe('Entry 3 is damaged: its code (HMAC) is none that Twokey writes.');
  },
);

test.each([
  ['is gone', 'drop trigger event_is_never_deleted'],
  [
    'does nothing any more',
    'drop trigger event_is_never_updated; create trigger event_is_never_updated before update on event begin select 1; end',
  ],
])('a trigger that %s is told', async (_, statements) => {
  const path = freshCopy();
  const raw = new DatabaseSync(path);
  raw.exec(statements);
  raw.close();
  expect((await verified(path)).breaks).toEqual([
    'A trigger that keeps the log from being rewritten is gone, or is another one.',
  ]);
});
