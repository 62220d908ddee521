import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { type OpenStore, openStore } from '../../../src/store/open-store';
import { T } from '../fixtures';
import { freshFolder, quiet } from '../harness';
import { entriesIn, liveThrough, rebuildFrom, tampering, verified } from './recorded';

const KEY = 'a key of the night watch, 32 long';
const openAt = (path: string, auditKey: string | null = KEY): Promise<OpenStore> => {
  let ids = 0;
  return openStore({
    place: { kind: 'sqlite', path },
    owner: 'me',
    now: () => T,
    newId: () => `id-${++ids}`,
    log: quiet,
    auditKey,
  });
};

let folder: string;
let path: string;
let healthy: string;
beforeAll(async () => {
  folder = await freshFolder();
  healthy = join(folder, 'healthy.db');
  const stored = await openAt(healthy);
  await liveThrough(stored);
  await stored.close();
});
let copies = 0;
/** A copy under a name of its own: what a test leaves beside the file must not become part of the next one's. */
const freshCopy = () => {
  path = join(folder, `copy-${++copies}.db`);
  copyFileSync(healthy, path);
};
beforeEach(freshCopy);
afterAll(() => rm(folder, { recursive: true }));

const breaksAfter = async (work: (raw: DatabaseSyncInstance) => void, keys: readonly string[] = []) => {
  tampering(path, work);
  return (await verified(path, { keys })).breaks;
};
const headOf = (file: string) => {
  const raw = new DatabaseSync(file, { readOnly: true });
  const [last] = entriesIn(raw).slice(-1);
  raw.close();
  return { seq: last?.seq ?? 0, hash: last?.hash ?? '' };
};

test('a store that has lived through every kind of request is whole', async () => {
  const found = await verified(path, { keys: [KEY], saved: [headOf(path)] });
  expect(found.breaks).toEqual([]);
  expect(found).toMatchObject({
    count: 0,
    leftOut: 0,
    base: { seq: 0 },
    head: headOf(path),
    macs: { kind: 'checked', from: 1 },
  });
  expect(found.entries).toBe(found.head.seq);
  // Five requests with a run each, three reviews, the switch.
  expect(found.rows).toBe(5 + 5 + 3 + 1);
});

test('a store in which nothing has happened yet is whole', async () => {
  const empty = join(folder, 'empty.db');
  await (await openAt(empty)).close();
  expect(await verified(empty, { keys: [KEY] })).toMatchObject({ count: 0, entries: 0, head: { seq: 0 } });
});

describe('a single entry that was changed is named', () => {
  test.each([
    ['seq', 'update event set seq = 1000 where seq = 5', 'Entry 5 is missing.'],
    ['at', `update event set at = '2025-03-01T12:00:00.001Z' where seq = 5`, 'Entry 5 (delayed) is not what'],
    ['request_id', `update event set request_id = 'BBBB' where seq = 5`, 'Entry 5 (delayed) is not what'],
    ['run_id', 'update event set run_id = null where seq = 5', 'Entry 5 (delayed) is not what'],
    ['kind', `update event set kind = 'refused' where seq = 5`, 'Entry 5 is damaged: its column kind says refused'],
    ['actor', `update event set actor = '{"id":"UBOB","name":"Mallory"}' where seq = 3`, 'Entry 3 (approved)'],
    ['actor_id', `update event set actor_id = 'UMALLORY' where seq = 3`, 'Entry 3 is damaged: its column actor_id'],
    ['body', `update event set body = replace(body, '"given":1', '"given":2') where seq = 3`, 'Entry 3 (approved)'],
    ['policy_hash', `update event set policy_hash = 'another' where seq = 3`, 'Entry 3 (approved) is not what'],
    ['delivery', `update event set delivery = 'another' where seq = 3`, 'Entry 3 (approved) is not what'],
    ['state', `update event set state = null where seq = 3`, 'Entry 3 (approved) is not what'],
    ['prev', `update event set prev = hash where seq = 3`, 'Entry 3 does not continue entry 2'],
    ['hash', `update event set hash = prev where seq = 3`, 'Entry 3 (approved) is not what'],
  ])('%s', async (_, statement, says) => {
    const breaks = await breaksAfter((raw) => raw.exec(statement));
    expect(breaks[0]).toContain(says);
  });

  test('mac', async () => {
    const breaks = await breaksAfter(
      (raw) => raw.exec('update event set mac = (select mac from event where seq = 4) where seq = 3'),
      [KEY],
    );
    expect(breaks).toEqual([
      expect.stringMatching(/^Entry 3 carries a code \(HMAC\) that the key named \w{8} did not/),
    ]);
  });

  test('JSON that says the same in another form', async () => {
    const breaks = await breaksAfter((raw) => raw.exec(`update event set body = body || ' ' where seq = 3`));
    expect(breaks[0]).toBe('Entry 3 is damaged: its column body does not hold canonical JSON.');
  });

  test.each(['body', 'actor', 'state', 'at', 'hash', 'prev'])('%s that is no text at all', async (column) => {
    const breaks = await breaksAfter((raw) => raw.exec(`update event set ${column} = x'00ff' where seq = 3`));
    expect(breaks[0]).toMatch(/^Entry 3 /);
  });
});

describe('entries that were', () => {
  test('deleted are missing', async () => {
    expect(await breaksAfter((raw) => raw.exec('delete from event where seq = 5'))).toEqual(['Entry 5 is missing.']);
  });

  test('deleted, with all that follow moved up, do not fit', async () => {
    const breaks = await breaksAfter((raw) => {
      raw.exec('delete from event where seq = 5');
      raw.exec('update event set seq = -seq + 1 where seq > 5');
      raw.exec('update event set seq = -seq where seq < 0');
    });
    expect(breaks[0]).toBe('Entry 5 does not continue entry 4: it names another hash as the one before.');
  });

  test('deleted from the start are missing, and no base explains it', async () => {
    expect(await breaksAfter((raw) => raw.exec('delete from event where seq < 3'))).toContain(
      'Entries 1 to 2 are missing.',
    );
    freshCopy();
    const breaks = await breaksAfter((raw) => {
      raw.exec('delete from event where seq < 3');
      const third = entriesIn(raw)[0];
      raw.prepare('update chain_base set seq = 2, hash = ?').run(third?.prev ?? '');
    });
    expect(breaks).toContain('Entries up to 2 are gone, and no entry says that they were sealed and removed.');
  });

  test('swapped do not fit', async () => {
    const breaks = await breaksAfter((raw) => {
      raw.exec('update event set seq = -1 where seq = 5');
      raw.exec('update event set seq = 5 where seq = 6');
      raw.exec('update event set seq = 6 where seq = -1');
    });
    const changed = breaks.filter((says) => says.includes('it has been changed'));
    expect(changed).toEqual([
      expect.stringMatching(/^Entry 5 \(claimed\)/),
      expect.stringMatching(/^Entry 6 \(delayed\)/),
    ]);
  });

  const forge = (raw: DatabaseSyncInstance) => {
    raw.exec(`insert into event select (select max(seq) + 1 from event), at, request_id, run_id, kind, actor, actor_id, body,
      policy_hash, delivery, null, hash, hash, null from event order by seq desc limit 1`);
  };
  test('added at the end without a fitting hash do not fit', async () => {
    const { seq } = headOf(path);
    const breaks = await breaksAfter(forge);
    expect(breaks[0]).toMatch(new RegExp(`^Entry ${seq + 1} .* is not what its hash was made over`));
    expect(breaks.at(-1)).toMatch(new RegExp(`^The log ends with ${seq + 1}:\\w+, but chain_head says ${seq}:`));
  });

  test('added at the end with a fitting hash show in chain_head', async () => {
    const { seq, hash } = headOf(path);
    const breaks = await breaksAfter((raw) => {
      forge(raw);
      rebuildFrom(raw, seq + 1);
      raw.prepare('update chain_head set seq = ?, hash = ?').run(seq, hash);
    });
    expect(breaks).toEqual([expect.stringContaining(`but chain_head says ${seq}:${hash}.`)]);
  });

  test('added at the end, with chain_head moved, show only to those who have the key', async () => {
    const { seq } = headOf(path);
    const forged = (raw: DatabaseSyncInstance) => {
      forge(raw);
      rebuildFrom(raw, seq + 1);
    };
    expect(await breaksAfter(forged)).toEqual([]);
    expect((await verified(path, { keys: [KEY] })).breaks).toEqual([
      `Entry ${seq + 1} carries no code (HMAC), though entry 1 before it does.`,
    ]);
  });
});

describe('a tail that was cut off', () => {
  const cut = (raw: DatabaseSyncInstance) => raw.exec(`delete from event where seq > 20`);

  test('shows in chain_head', async () => {
    const breaks = await breaksAfter(cut);
    expect(breaks[0]).toMatch(/^The log ends with 20:\w+, but chain_head says /);
  });

  test('is found only by a saved head where chain_head and the rows were moved with it', async () => {
    const saved = headOf(path);
    const stored = await openAt(path);
    await stored.store.commit({
      events: [
        {
          at: T,
          requestId: null,
          runId: null,
          actor: null,
          happening: { kind: 'policy-in-force', hash: 'x', before: null },
        },
      ],
    });
    await stored.close();
    const later = headOf(path);
    expect(later.seq).toBe(saved.seq + 1);
    const breaks = await breaksAfter(
      (raw) => {
        raw.prepare('delete from event where seq > ?').run(saved.seq);
        raw.prepare('update chain_head set seq = ?, hash = ?').run(saved.seq, saved.hash);
      },
      [KEY],
    );
    expect(breaks).toEqual([]);
    expect((await verified(path, { saved: [saved] })).breaks).toEqual([]);
    expect((await verified(path, { saved: [later] })).breaks).toEqual([
      `Entry ${later.seq} of the saved head ${later.seq}:${later.hash} is not here: what is here ends with entry ${saved.seq}. If this is the store, its end has been cut off; an export may have been made before.`,
    ]);
  });
});

describe('where the log begins and ends', () => {
  test.each([
    ['delete from chain_head', 'but chain_head is gone.'],
    ['update chain_head set seq = seq + 1', 'but chain_head says'],
    ['update chain_head set hash = upper(hash)', 'but chain_head says'],
    [`update chain_base set hash = '${'a'.repeat(64)}'`, 'Entry 1 does not continue entry 0'],
    ['update chain_base set seq = 4', 'Entry 1 comes after entry 4: the order is broken.'],
    ['update chain_base set seq = -4', 'Entries -3 to 0 are missing.'],
  ])('%s', async (statement, says) => {
    expect((await breaksAfter((raw) => raw.exec(statement))).join('\n')).toContain(says);
  });

  test('is known without chain_base, as long as nothing was removed', async () => {
    expect(await breaksAfter((raw) => raw.exec('delete from chain_base'))).toEqual([]);
  });
});

describe('a chain that was rebuilt from an entry on, with every hash fitting', () => {
  const rebuild = (raw: DatabaseSyncInstance) => {
    raw.exec(`update event set body = replace(body, 'own-request', 'other') where kind = 'refused'`);
    rebuildFrom(raw, 20);
  };

  test('does not show without a key or a saved head', async () => {
    expect(await breaksAfter(rebuild)).toEqual([]);
  });

  test('shows to those who have the key', async () => {
    const breaks = await breaksAfter(rebuild, [KEY]);
    expect(breaks[0]).toMatch(/^Entry \d+ carries a code \(HMAC\) that the key named \w{8} did not make\.$/);
  });

  test('shows to those who have the key though every code was taken away', async () => {
    const breaks = await breaksAfter(
      (raw) => {
        rebuild(raw);
        raw.exec('update event set mac = null');
      },
      [KEY],
    );
    expect(breaks[0]).toMatch(/the last one, carries no code \(HMAC\), though AUDIT_HMAC_KEY is set/);
  });

  test('shows in where the codes begin, though Twokey has written since', async () => {
    tampering(path, (raw) => {
      rebuild(raw);
      raw.exec('update event set mac = null');
    });
    const end = headOf(path).seq;
    const stored = await openAt(path);
    await stored.store.commit({
      events: [
        {
          at: T,
          requestId: null,
          runId: null,
          actor: null,
          happening: { kind: 'policy-in-force', hash: 'x', before: null },
        },
      ],
    });
    await stored.close();
    expect(await verified(path, { keys: [KEY] })).toMatchObject({ count: 0, macs: { kind: 'checked', from: end + 1 } });
    const strict = await verified(path, { keys: [KEY], macFrom: 1 });
    expect(strict.breaks[0]).toBe('Entry 1 carries no code (HMAC), though every entry from 1 on must.');
    expect(strict.count).toBe(end);
  });

  test('shows against a saved head', async () => {
    const saved = headOf(path);
    tampering(path, rebuild);
    expect((await verified(path, { saved: [saved] })).breaks).toEqual([
      `Entry ${saved.seq} is not the one of the saved head ${saved.seq}:${saved.hash}: the chain has been rebuilt.`,
    ]);
  });
});

describe('keys', () => {
  test('that changed verify together, and one that is missing is named', async () => {
    const stored = await openAt(path, 'another key, of the next watch…');
    await stored.store.commit({
      events: [
        {
          at: T,
          requestId: null,
          runId: null,
          actor: null,
          happening: { kind: 'policy-in-force', hash: 'x', before: null },
        },
      ],
    });
    await stored.close();
    const keys = ['another key, of the next watch…', KEY];
    expect((await verified(path, { keys })).breaks).toEqual([]);
    expect((await verified(path, { keys: keys.slice(0, 1) })).breaks[0]).toMatch(
      /^Entry 1 carries a code \(HMAC\) by a key named \w{8}, which AUDIT_HMAC_KEY does not hold\. .* new,old\.$/,
    );
  });

  test('are needed to check codes, and it is said when there is none', async () => {
    expect((await verified(path)).macs).toEqual({ kind: 'not-checked' });
  });
});

const rowColumns: Readonly<Record<string, readonly string[]>> = {
  request: [
    'status',
    'verb',
    'parameter',
    'comment',
    'requestor_id',
    'requestor_name',
    'channel',
    'terms',
    'binding',
    'policy_hash',
    'opened_at',
    'expires_at',
    'escalate_at',
    'remind_at',
    'send_by',
    'decided_at',
    'decided_by',
    'decided_words',
    'again_of',
    'thread_ts',
    'for_ms',
    'summary',
  ],
  run: [
    'request_id',
    'status',
    'verb',
    'parameter',
    'is_containment',
    'machine_id',
    'machine',
    'situation',
    'subject',
    'subject_created_at',
    'attempt',
    'claim_token',
    'claim_at',
    'claim_until',
    'trouble',
    'machine_action_id',
    'adopted_from',
    'defender_status',
    'created_at',
    'ended_at',
    'fault',
    'settlement',
    'remind_at',
  ],
  review: ['person_name', 'decision', 'places', 'words', 'at', 'request_revision'],
  sending_switch: ['pause'],
};
const named: Readonly<Record<string, RegExp>> = {
  request:
    /^Request AAAA is (stored as 77; entry 3 says approved|not what entry 3 left: it is approved, and something else about it was changed)\.$/,
  run: /^Run AAAA-run is (stored as 77; entry \d+ says succeeded|not what entry \d+ left: it is succeeded, and .*)\.$/,
  review: /^The review of request AAAA by UBOB is not what entry 3 left\.$/,
  sending_switch: /^The switch that stops all sending is not what entry \d+ left\.$/,
};
const where: Readonly<Record<string, string>> = {
  request: `id = 'AAAA'`,
  run: `id = 'AAAA-run'`,
  review: `request_id = 'AAAA'`,
  sending_switch: 'id = 1',
};

describe('a row that was changed while the chain is intact', () => {
  test.each(
    Object.entries(rowColumns).flatMap(([table, columns]) => columns.map((column) => [table, column] as const)),
  )('%s.%s is named', async (table, column) => {
    const breaks = await breaksAfter((raw) => raw.exec(`update ${table} set ${column} = '77' where ${where[table]}`));
    expect(breaks).toEqual([expect.stringMatching(named[table] ?? '')]);
  });

  test('covers every column but the counters and the hours of the next try', () => {
    const raw = new DatabaseSync(path, { readOnly: true });
    const left = Object.entries(rowColumns).map(([table, columns]) => [
      table,
      raw
        .prepare(`select name from pragma_table_info('${table}')`)
        .all()
        .map((row) => String(Reflect.get(row as object, 'name')))
        .filter((name) => !columns.includes(name)),
    ]);
    raw.close();
    expect(Object.fromEntries(left)).toEqual({
      request: ['id', 'revision'],
      run: ['id', 'revision', 'looks', 'not_before', 'track_at'],
      review: ['request_id', 'person_id'],
      sending_switch: ['id', 'revision'],
    });
  });

  test.each([
    [
      `update request set id = 'ZZZZ' where id = 'AAAA'`,
      [
        'Request ZZZZ is stored as approved, and no entry vouches for it.',
        'Request AAAA is gone; entry 3 left it as approved.',
      ],
    ],
    [
      `insert into review select 'AAAA', 'UMALLORY', 'Mallory', decision, places, words, at, 9 from review limit 1`,
      ['The review of request AAAA by UMALLORY is stored, and no entry vouches for it.'],
    ],
    [`delete from review where request_id = 'AAAA'`, ['The review of request AAAA by UBOB is gone; entry 3 left it.']],
    [
      `delete from run where id = 'AAAA-run'`,
      [expect.stringMatching(/^Run AAAA-run is gone; entry \d+ left it as succeeded\.$/)],
    ],
    [
      `delete from request where id = 'BBBB'`,
      [expect.stringMatching(/^Request BBBB is gone; entry \d+ left it as expired\.$/)],
    ],
    [
      'delete from sending_switch',
      [expect.stringMatching(/^The switch that stops all sending is gone; entry \d+ left it\.$/)],
    ],
    [
      `insert into run select 'forged', 'AAAA', 1, 'ready', verb, parameter, 0, 'f', machine, situation, '', null, 0, null, null, null, 0, '', null, null, null, null, null, null, null, null, null, null from run limit 1`,
      ['Run forged is stored as ready, and no entry vouches for it.'],
    ],
  ])('%s', async (statement, says) => {
    expect(await breaksAfter((raw) => raw.exec(statement))).toEqual(says);
  });

  test('is told in words where its status is another one', async () => {
    const breaks = await breaksAfter((raw) => raw.exec(`update run set status = 'failed' where id = 'AAAA-run'`));
    expect(breaks).toEqual([expect.stringMatching(/^Run AAAA-run is stored as failed; entry \d+ says succeeded\.$/)]);
  });

  test('shows in the switch though nobody ever moved it', async () => {
    const empty = join(folder, 'untouched.db');
    await (await openAt(empty)).close();
    tampering(empty, (raw) => raw.exec(`update sending_switch set pause = 'x'`));
    expect((await verified(empty)).breaks).toEqual([
      'The switch that stops all sending is not what the beginning left.',
    ]);
  });
});

test('a thousand breaks are counted, and twenty of them told', async () => {
  const stored = await openAt(path);
  const happening = { kind: 'policy-in-force', hash: 'x', before: null } as const;
  const event = { at: T, requestId: null, runId: null, actor: null, happening };
  await stored.store.commit({ events: Array.from({ length: 1_000 }, () => event) });
  await stored.close();
  tampering(path, (raw) => raw.exec(`update event set policy_hash = 'y' where kind = 'policy-in-force'`));
  const { breaks, count } = await verified(path);
  expect(count).toBe(1_000);
  expect(breaks).toHaveLength(20);
});

test('text with half a character in it is on record as it is stored', async () => {
  const stored = await openAt(path);
  const half = 'half \ud83d of it';
  const asked = {
    kind: 'ask-refused',
    verb: half,
    machine: half,
    parameter: half,
    channel: half,
    code: half,
    says: half,
  } as const;
  await stored.deliveries.record({ key: half, kind: half, body: half, receivedAt: T });
  const event = { at: T, requestId: null, runId: null, actor: { id: 'U1', name: half }, happening: asked };
  await stored.store.commit({ policyHash: half, sending: { revision: 3, pause: null }, events: [event] });
  await stored.close();
  expect((await verified(path)).breaks).toEqual([]);
});

describe('reading beside Twokey', () => {
  test('finds the store whole at every moment while it is written to', async () => {
    const busy = join(folder, 'busy.db');
    const stored = await openAt(busy);
    let isWriting = true;
    const writing = liveThrough(stored).finally(() => {
      isWriting = false;
    });
    const found: number[] = [];
    while (isWriting) {
      const { breaks, entries } = await verified(busy, { keys: [KEY] });
      expect(breaks).toEqual([]);
      found.push(entries);
      await turn();
    }
    await writing;
    expect((await verified(busy)).breaks).toEqual([]);
    expect(new Set(found).size).toBeGreaterThan(1);
    await stored.close();
  });

  test('changes no byte of the store', async () => {
    const before = readFileSync(path);
    await verified(path);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('makes no store where there is none', async () => {
    const nowhere = join(folder, 'nowhere.db');
    await expect(verified(nowhere)).rejects.toMatchObject({ facts: { system: 'store', code: 'missing' } });
    expect(existsSync(nowhere)).toBe(false);
  });

  test('tells a file that is no store, and tables of another version', async () => {
    const foreign = join(folder, 'foreign.db');
    const raw = new DatabaseSync(foreign);
    raw.exec('create table mine (id integer)');
    raw.close();
    await expect(verified(foreign)).rejects.toMatchObject({ facts: { code: 'corrupt' } });
    tampering(path, (mine) => mine.exec(`delete from kysely_migration where name like '0002%'`));
    await expect(verified(path)).rejects.toMatchObject({ facts: { code: 'older-schema' } });
    tampering(path, (mine) => mine.exec(`insert into kysely_migration values ('9999-later', '')`));
    await expect(verified(path)).rejects.toMatchObject({ facts: { code: 'newer-schema' } });
  });
});
