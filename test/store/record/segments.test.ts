import { copyFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expire } from '../../../src/domain/reviewing';
import { openStore } from '../../../src/store/open-store';
import { openRecord } from '../../../src/store/record/open-record';
import { openSegments, type Segments } from '../../../src/store/record/open-segments';
import { verifyExport } from '../../../src/store/record/verify-export';
import { EVERYTHING } from '../../../src/store/record/export-lines';
import { bob, dossierOf, MINUTE, reviewBy, T } from '../fixtures';
import { freshFolder, quiet } from '../harness';
import { LATER, liveOn, must, rebuildFrom, tampering, verified } from './recorded';

const KEY = 'a key of the night watch, 32 long';
const BEFORE = T + 1_440 * MINUTE;
const NOW = LATER + MINUTE;

let folder: string;
let healthy: string;
let path: string;
let copies = 0;
const openAt = (file: string) => {
  let ids = 0;
  const newId = () => `id-${copies}-${NOW + ids++}`;
  return openStore({
    place: { kind: 'sqlite', path: file },
    owner: 'me',
    now: () => NOW,
    newId,
    log: quiet,
    auditKey: KEY,
  });
};
beforeAll(async () => {
  folder = await freshFolder();
  healthy = join(folder, 'healthy.db');
  const stored = await openAt(healthy);
  await liveOn(stored, async (statement) => {
    const raw = new DatabaseSync(healthy);
    raw.exec(statement);
    raw.close();
  });
  await stored.close();
});
beforeEach(() => {
  path = join(folder, `copy-${++copies}.db`);
  copyFileSync(healthy, path);
});
afterAll(() => rm(folder, { recursive: true }));

const withSegments = async <R>(work: (segments: Segments) => Promise<R>, key: string | null = KEY): Promise<R> => {
  const segments = await openSegments({ place: { kind: 'sqlite', path }, auditKey: key, now: () => NOW });
  return work(segments).finally(segments.close);
};
async function* each(lines: readonly string[]) {
  yield* lines;
}
const read = (lines: readonly string[]) => verifyExport(each(lines), { keys: [KEY], saved: [] });
/** Seals what is from before a moment. Gives the lines of the file. */
const seal = (before = BEFORE): Promise<readonly string[]> =>
  withSegments(async (segments) => {
    const found = await segments.find(before);
    if (found.kind === 'none') throw new Error(found.why.join(' '));
    const lines: string[] = [];
    const write = async (line: string) => void lines.push(line);
    await segments.seal(await segments.write(found.upTo, { madeAt: '2025-03-11T00:00:00.000Z', write }));
    return lines;
  });
const remove = (lines: readonly string[]) => withSegments(async (segments) => segments.remove(await read(lines)));
const rows = (sql: string): readonly unknown[] => {
  const raw = new DatabaseSync(path);
  try {
    return raw
      .prepare(sql)
      .all()
      .map((row) => Object.values({ ...Object(row) }).join(' '));
  } finally {
    raw.close();
  }
};
/** Everything in every table, to see that nothing changed. */
const everything = () =>
  rows(`select name from sqlite_schema where type = 'table' order by name`).flatMap((table) =>
    rows(`select * from ${table}`),
  );
const exportOf = async () => {
  const lines: string[] = [];
  const record = await openRecord({ kind: 'sqlite', path });
  const write = async (line: string) => void lines.push(line);
  await record.export({ filter: EVERYTHING, upTo: null, madeAt: 'now', write }).finally(record.close);
  return lines;
};

describe('a segment that is sealed and removed', () => {
  test('leaves a record that is whole, goes on from the seal, and knows the head of the file', async () => {
    const before = await verified(path);
    const lines = await seal();
    const file = await read(lines);
    expect(file.breaks).toEqual([]);
    expect(file.entries).toBe(file.head.seq);
    expect(await remove(lines)).toEqual([]);
    const after = await verified(path, { keys: [KEY], saved: [file.head, before.head] });
    expect(after.breaks).toEqual([]);
    expect(after).toMatchObject({ base: file.head, macs: { kind: 'checked', from: file.head.seq + 1 } });
    expect(after.entries).toBeLessThan(before.entries);
    const rest = await read(await exportOf());
    expect(rest).toMatchObject({ count: 0, base: file.head, head: after.head });
  });

  test('takes along the requests that lie wholly within it, and nothing that stays', async () => {
    await remove(await seal());
    expect(rows('select id from request order by id')).toEqual(['CCCC', 'GGGG']);
    expect(rows('select id from run order by id')).toEqual(['CCCC-run', 'GGGG-run']);
    expect(rows('select request_id, person_id from review')).toEqual(['CCCC UBOB']);
    expect(rows('select kind, request_id from event order by seq')).toEqual([
      'refused CCCC',
      'asked GGGG',
      'card-posted GGGG',
      'sealed ',
      'policy-in-force ',
      'segment-removed ',
    ]);
    expect(rows(`select kind, request_id from post order by request_id`)).toEqual(['card CCCC', 'card GGGG']);
    expect(rows('select key from delivery order by key')).toEqual([
      'ask-CCCC',
      'ask-GGGG',
      'click-CCCC',
      'unfinished',
      'withdraw-CCCC',
    ]);
    expect(rows('pragma foreign_key_check')).toEqual([]);
    expect(rows(`select name from sqlite_schema where type = 'trigger' order by name`)).toEqual([
      'event_is_never_deleted',
      'event_is_never_replaced',
      'event_is_never_updated',
    ]);
  });

  test('leaves a Twokey that goes on: cards are found, requests decided, the policy known', async () => {
    await remove(await seal());
    const stored = await openAt(path);
    expect(await stored.posts.cardOf('CCCC')).toMatchObject({ channel: 'C0INCIDENT' });
    expect(await stored.posts.due(NOW, 10)).toEqual([]);
    expect(await stored.store.lastPolicyHash()).toBe('policy');
    expect(await stored.store.sending()).toEqual({ revision: 4, pause: null });
    await stored.deliveries.record({ key: 'click-GGGG', kind: 'click', body: 'x', receivedAt: NOW });
    await must(stored, reviewBy(await dossierOf(stored, 'GGGG'), bob, 'click-GGGG', NOW));
    await stored.close();
    expect((await verified(path, { keys: [KEY] })).breaks).toEqual([]);
  });

  test('is followed by the next one', async () => {
    const firstLines = await seal();
    const first = await read(firstLines);
    await remove(firstLines);
    tampering(path, (raw) => raw.exec(`update post set state = 'sent', drawn_revision = want_revision`));
    const stored = await openAt(path);
    await must(stored, expire(await dossierOf(stored, 'GGGG'), LATER + 31 * MINUTE));
    await stored.close();
    tampering(path, (raw) => raw.exec(`update post set state = 'sent', drawn_revision = want_revision`));
    const lines = await seal(LATER + 60 * MINUTE);
    const second = await read(lines);
    expect(second.base).toEqual(first.head);
    expect(await remove(lines)).toEqual([]);
    expect(rows('select id from request')).toEqual([]);
    expect((await verified(path, { keys: [KEY], saved: [second.head] })).breaks).toEqual([]);
    expect((await verified(path, { saved: [first.head] })).breaks).toEqual([
      expect.stringContaining(
        `is not here: what is here begins after entry ${second.head.seq}. Check it against the file`,
      ),
    ]);
  });

  test('shows where the state that was carried over is changed', async () => {
    await remove(await seal());
    const last = (await verified(path)).head.seq;
    tampering(path, (raw) => raw.exec(`update run set status = 'ready' where id = 'CCCC-run'`));
    expect((await verified(path)).breaks).toEqual([`Run CCCC-run is stored as ready; entry ${last} says not_sent.`]);
  });
});

describe('nothing is removed', () => {
  test.each<readonly [string, (lines: readonly string[]) => readonly string[], string]>([
    [
      'by a file that was edited',
      (lines) => lines.map((line) => line.replace('Bob Baker', 'Max Lund')),
      'it has been changed',
    ],
    ['by a file that is too short', (lines) => lines.slice(0, -4), 'its end has been cut off'],
    ['by an empty file', () => [], 'The file is empty'],
  ])('%s', async (_, change, says) => {
    const lines = await seal();
    const before = everything();
    expect((await remove(change(lines))).join('\n')).toContain(says);
    expect(everything()).toEqual(before);
  });

  test('by an export of a part', async () => {
    const lines = await exportOf();
    const record = await openRecord({ kind: 'sqlite', path });
    const part: string[] = [];
    const write = async (line: string) => void part.push(line);
    await record.export({ filter: { ...EVERYTHING, person: 'UALICE' }, upTo: null, madeAt: 'now', write });
    await record.close();
    const before = everything();
    expect((await remove(part)).join('\n')).toContain('It is an export of a part'.slice(3));
    expect((await remove(lines)).join('\n')).toContain('has no seal up to entry');
    expect(everything()).toEqual(before);
  });

  test('by the segment of another record, however well it fits in itself', async () => {
    const other = path;
    tampering(other, (raw) => {
      raw.exec(`update event set delivery = 'x' where seq = 4`);
      raw.exec('update event set mac = null');
      rebuildFrom(raw, 4);
    });
    const foreign = await withSegments(async (segments) => {
      const lines: string[] = [];
      await segments.write(5, { madeAt: 'now', write: async (line) => void lines.push(line) });
      return lines;
    }, null);
    path = join(folder, `copy-${++copies}.db`);
    copyFileSync(healthy, path);
    await seal();
    const file = await verifyExport(each(foreign), { keys: [], saved: [] });
    expect(file.count).toBe(0);
    const before = everything();
    expect(await withSegments((segments) => segments.remove(file))).toEqual([
      'The file is not the start of this record: entry 5 is another one here.',
    ]);
    expect(everything()).toEqual(before);
  });

  test('twice', async () => {
    const lines = await seal();
    expect(await remove(lines)).toEqual([]);
    expect((await remove(lines))[0]).toMatch(/^The file begins after entry 0, the record after entry \d+\./);
  });

  test('of requests that are not over, not all told, or under a pause that goes on', async () => {
    await expect(seal(LATER + 1)).rejects.toThrow(
      'Not over yet: GGGG. Seal up to an earlier day, or wait for their end.',
    );
    tampering(path, (raw) => raw.exec(`update post set state = 'due' where request_id = 'AAAA' and kind = 'note'`));
    await expect(seal()).rejects.toThrow(/^Messages that wait to be posted or drawn again: \d+\./);
    tampering(path, (raw) => raw.exec(`update post set state = 'sent'`));
    tampering(path, (raw) => raw.exec(`update sending_switch set pause = 'x'`));
    await expect(seal()).rejects.toThrow(/^Sending has been paused since entry \d+\. Resume it first/);
  });

  test('where there is nothing of that age', async () => {
    await expect(seal(T - 1)).rejects.toThrow('There is no entry from before 2025-03-01T11:59:59.999Z.');
  });

  test('while Twokey runs, and without the key that binds the entries', async () => {
    const stored = await openAt(path);
    await expect(seal()).rejects.toMatchObject({ facts: { code: 'in-use' } });
    await stored.close();
    await expect(withSegments(async () => {}, null)).rejects.toMatchObject({ facts: { code: 'key-missing' } });
    expect((await seal()).length).toBeGreaterThan(2);
  });
});
