import { setImmediate as turn } from 'node:timers/promises';
import { chainHash, contentDigest } from '../../../src/store/event-hash';
import type { VerifyFacts } from '../../../src/store/record/chain-check';
import { EVERYTHING, type ExportFilter } from '../../../src/store/record/export-lines';
import { openRecord } from '../../../src/store/record/open-record';
import { openSegments, type Segments } from '../../../src/store/record/open-segments';
import { verifyExport } from '../../../src/store/record/verify-export';
import { dossierOf, MINUTE, reviewBy, bob, T } from '../fixtures';
import { LATER, liveOn, liveThrough, must } from './recorded';
import { openAt, type Reached, type RecordHarness } from './record-harness';

const KEY = 'a key of the night watch, 32 long';
const BEFORE = T + 1_440 * MINUTE;
const NOW = LATER + MINUTE;

/** What the record of a store must be, whatever database it is in. Every dialect runs all of it. */
export const recordConformance = (start: () => Promise<RecordHarness>): void => {
  let harness: RecordHarness;
  let lived: Reached;
  let livedOn: Reached;
  beforeAll(async () => {
    harness = await start();
    lived = await harness.fresh();
    const first = await openAt(lived, T, KEY);
    await liveThrough(first);
    await first.close();
    livedOn = await harness.fresh();
    const second = await openAt(livedOn, NOW, KEY);
    await liveOn(second, livedOn.say);
    await second.close();
  });
  afterEach(() => harness.clear());
  afterAll(() => harness.dispose());

  const verified = async ({ place }: Reached, facts: Partial<VerifyFacts> = {}) => {
    const record = await openRecord(place);
    return record.verify({ keys: [], saved: [], ...facts }).finally(record.close);
  };
  const breaksAfter = async (...statements: readonly string[]) => {
    const copy = await harness.copy(lived);
    await copy.tamper(...statements);
    return (await verified(copy, { keys: [KEY] })).breaks;
  };
  const exported = async ({ place }: Reached, filter: Partial<ExportFilter>) => {
    const lines: string[] = [];
    const record = await openRecord(place);
    const write = async (line: string) => void lines.push(line);
    const facts = { filter: { ...EVERYTHING, ...filter }, upTo: null, madeAt: 'now', write };
    const told = await record.export(facts).finally(record.close);
    return { lines, told };
  };
  async function* each(lines: readonly string[]) {
    yield* lines;
  }
  const read = (lines: readonly string[]) => verifyExport(each(lines), { keys: [KEY], saved: [] });

  describe('verifying', () => {
    test('finds a store whole that has lived through every kind of request', async () => {
      const found = await verified(lived, { keys: [KEY] });
      expect(found.breaks).toEqual([]);
      expect(found).toMatchObject({ count: 0, base: { seq: 0 }, macs: { kind: 'checked', from: 1 } });
      // Five requests with a run each, three reviews, the switch.
      expect(found.rows).toBe(5 + 5 + 3 + 1);
      expect(await verified(lived, { saved: [found.head] })).toMatchObject({ count: 0, entries: found.head.seq });
    });

    test('finds a store whole in which nothing has happened yet', async () => {
      const empty = await harness.fresh();
      await (await openAt(empty, T, KEY)).close();
      expect(await verified(empty, { keys: [KEY] })).toMatchObject({ count: 0, entries: 0, head: { seq: 0 } });
    });

    test('tells a place without a store, and tables of another version', async () => {
      const empty = await harness.fresh();
      await expect(verified(empty)).rejects.toMatchObject({ facts: { system: 'store', code: 'missing' } });
      await empty.say('create table kysely_migration (name text primary key, timestamp text not null)');
      await expect(verified(empty)).rejects.toMatchObject({ facts: { code: 'missing' } });
      const copy = await harness.copy(lived);
      await copy.say(`delete from kysely_migration where name like '0002%'`);
      await expect(verified(copy)).rejects.toMatchObject({ facts: { code: 'older-schema' } });
      await copy.say(`insert into kysely_migration values ('9999-later', '')`);
      await expect(verified(copy)).rejects.toMatchObject({ facts: { code: 'newer-schema' } });
    });

    test.each([
      [
        'changed',
        [`update event set body = replace(body, '"given":1', '"given":2') where seq = 3`],
        'Entry 3 (approved)',
      ],
      ['deleted', ['delete from event where seq = 5'], 'Entry 5 is missing.'],
      ['put in another form', [`update event set body = body || ' ' where seq = 3`], 'Entry 3 is damaged'],
      ['bound to another one', ['update event set prev = hash where seq = 3'], 'Entry 3 does not continue entry 2'],
      ['taken its code', ['update event set mac = null where seq = 3'], 'Entry 3 carries no code (HMAC)'],
      ['moved before the beginning', ['update event set seq = -1 where seq = 5'], 'the order is broken'],
    ])('names an entry that was %s', async (_, statements, says) => {
      expect((await breaksAfter(...statements)).join('\n')).toContain(says);
    });

    test.each([
      [`update run set status = 'failed' where id = 'AAAA-run'`, /^Run AAAA-run is stored as failed; entry \d+ says/],
      [`update request set comment = 'x' where id = 'AAAA'`, /^Request AAAA is not what entry 3 left: it is approved/],
      [
        `delete from review where request_id = 'AAAA'`,
        /^The review of request AAAA by UBOB is gone; entry 3 left it\.$/,
      ],
      [`update sending_switch set pause = 'x'`, /^The switch that stops all sending is not what entry \d+ left\.$/],
      [`update twin set state = 'open'`, /^Twin ma-DDDD is stored as open; the record says over\.$/],
    ])('names the row: %s', async (statement, says) => {
      expect(await breaksAfter(statement)).toEqual([expect.stringMatching(says)]);
    });

    test('shows a tail that was cut off in chain_head, or else against a saved head', async () => {
      const { head } = await verified(lived);
      expect((await breaksAfter('delete from event where seq > 20'))[0]).toMatch(/^The log ends with 20:/);
      const copy = await harness.copy(lived);
      const later = await openAt(copy, T, KEY);
      const happening = { kind: 'policy-in-force', hash: 'x', before: null } as const;
      await later.store.commit({ events: [{ at: T, requestId: null, runId: null, actor: null, happening }] });
      await later.close();
      const { head: moved } = await verified(copy);
      await copy.tamper(
        `delete from event where seq > ${head.seq}`,
        `update chain_head set seq = ${head.seq}, hash = '${head.hash}'`,
      );
      expect((await verified(copy, { keys: [KEY], saved: [head] })).breaks).toEqual([]);
      expect((await verified(copy, { saved: [moved] })).breaks[0]).toContain('its end has been cut off');
    });

    test('shows a chain that was rebuilt to those who have the key', async () => {
      const copy = await harness.copy(lived);
      await copy.tamper(`update event set body = replace(body, 'own-request', 'other') where kind = 'refused'`);
      const { lines } = await exported(copy, {});
      let prev = '0'.repeat(64);
      const statements = lines.slice(1, -1).map((line) => {
        const { seq, at, request, run, actor, event, data, policyHash, delivery, state } = JSON.parse(line);
        const text = (value: unknown) => (value === null ? null : JSON.stringify(sorted(value)));
        const content = { seq, at, kind: event, delivery, request_id: request, run_id: run, policy_hash: policyHash };
        const parts = { actor: text(actor), body: text(data) ?? '', state: text(state) };
        const before = prev;
        prev = chainHash(contentDigest({ ...content, ...parts }), before);
        return `update event set prev = '${before}', hash = '${prev}' where seq = ${seq}`;
      });
      await copy.tamper(...statements, `update chain_head set hash = '${prev}'`);
      expect((await verified(copy)).breaks).toEqual([]);
      expect((await verified(copy, { keys: [KEY] })).breaks[0]).toMatch(/that the key named \w{8} did not make\.$/);
    });

    test('goes on at every moment while the store is written to, and finds it whole', async () => {
      const busy = await harness.fresh();
      const stored = await openAt(busy, T, KEY);
      let isWriting = true;
      const writing = liveThrough(stored).finally(() => {
        isWriting = false;
      });
      while (isWriting) {
        expect((await verified(busy, { keys: [KEY] })).breaks).toEqual([]);
        await turn();
      }
      await writing;
      await stored.close();
    });
  });

  describe('exporting', () => {
    test.each<readonly [string, Partial<ExportFilter>, number]>([
      ['everything', {}, 0],
      ['a request', { request: 'DDDD' }, 1],
      ['a person', { person: 'UCAROL' }, 1],
      ['a machine', { machine: 'web-04' }, 1],
      ['a time to come', { from: '2199-01-01T00:00:00.000Z' }, 0],
      ['a time that has been', { to: '2199-01-01T00:00:00.000Z' }, 0],
    ])('%s gives lines that verify on their own, to the head of the log', async (_, filter, least) => {
      const { lines, told } = await exported(lived, filter);
      const file = await read(lines);
      expect(file).toMatchObject({ count: 0, head: (await verified(lived)).head, entries: told.entries });
      expect(told.entries).toBeGreaterThanOrEqual(least);
      expect(told.brokenAt).toBeNull();
    });

    test('of a machine goes on past what was damaged, and tells where the record is broken', async () => {
      const copy = await harness.copy(lived);
      await copy.tamper(
        `update event set body = 'no JSON' where kind = 'asked' and request_id = 'DDDD'`,
        `update run set machine = 'no JSON' where request_id = 'BBBB'`,
      );
      const { told } = await exported(copy, { machine: 'web-01' });
      expect(told.entries).toBeGreaterThan(0);
      expect(told.brokenAt).toBeGreaterThan(0);
    });

    test('a stretch of time begins at its first entry, and continues the one before', async () => {
      const all = (await exported(livedOn, {})).lines.slice(1, -1).map((line) => JSON.parse(line));
      const first = all.findIndex(({ at }) => Date.parse(at) >= LATER);
      expect(first).toBeGreaterThan(0);
      const { lines, told } = await exported(livedOn, { from: new Date(LATER).toISOString() });
      expect(told.entries).toBe(all.length - first);
      expect(JSON.parse(lines[0] ?? '').after).toEqual({ seq: all[first - 1]?.seq, hash: all[first - 1]?.hash });
      expect((await read(lines)).count).toBe(0);
    });
  });

  describe('retention', () => {
    const withSegments = async <R>(at: Reached, work: (segments: Segments) => Promise<R>): Promise<R> => {
      const segments = await openSegments({ place: at.place, auditKey: KEY, now: () => NOW });
      return work(segments).finally(segments.close);
    };
    const seal = (at: Reached, before = BEFORE): Promise<readonly string[]> =>
      withSegments(at, async (segments) => {
        const found = await segments.find(before);
        if (found.kind === 'none') throw new Error(found.why.join(' '));
        const lines: string[] = [];
        const write = async (line: string) => void lines.push(line);
        const segment = await segments.write(found.upTo, { madeAt: '2025-03-11T00:00:00.000Z', write });
        expect(await segments.seal(segment)).toEqual([]);
        return lines;
      });
    const remove = (at: Reached, lines: readonly string[]) =>
      withSegments(at, async (segments) => segments.remove(await read(lines)));

    test('removes what was sealed, with the requests that lie wholly within it, and leaves a record that goes on', async () => {
      const copy = await harness.copy(livedOn);
      const before = await verified(copy);
      const lines = await seal(copy);
      const file = await read(lines);
      expect(file).toMatchObject({ count: 0, entries: file.head.seq });
      expect(await remove(copy, lines)).toEqual([]);
      const after = await verified(copy, { keys: [KEY], saved: [file.head, before.head] });
      expect(after.breaks).toEqual([]);
      expect(after).toMatchObject({ base: file.head, macs: { kind: 'checked', from: file.head.seq + 1 } });
      expect(await copy.rows('select id from request order by id')).toEqual(['CCCC', 'GGGG']);
      expect(await copy.rows('select id from run order by id')).toEqual(['CCCC-run', 'GGGG-run']);
      expect(await copy.rows('select key from delivery order by key')).toEqual([
        'ask-CCCC',
        'ask-GGGG',
        'click-CCCC',
        'unfinished',
        'withdraw-CCCC',
      ]);
      expect(await copy.rows('select kind, request_id from post order by request_id')).toEqual([
        'card CCCC',
        'card GGGG',
      ]);
      expect((await remove(copy, lines))[0]).toMatch(/^The file begins after entry 0, the record after entry \d+\./);

      const stored = await openAt(copy, NOW, KEY);
      await stored.deliveries.record({ key: 'click-GGGG', kind: 'click', body: 'x', receivedAt: NOW });
      await must(stored, reviewBy(await dossierOf(stored, 'GGGG'), bob, 'click-GGGG', NOW));
      await stored.close();
      expect((await verified(copy, { keys: [KEY], saved: [file.head] })).breaks).toEqual([]);
    });

    test('leaves everything as it is where the file was edited, or where something is not over', async () => {
      const copy = await harness.copy(livedOn);
      const lines = await seal(copy);
      const before = await verified(copy);
      const edited = lines.map((line) => line.replace('Bob Baker', 'Max Lund'));
      expect((await remove(copy, edited)).join('\n')).toContain('it has been changed');
      expect(await verified(copy)).toEqual(before);
      await expect(seal(copy, LATER + 1)).rejects.toThrow('Not over yet: GGGG.');
    });

    test('puts no seal on what was removed meanwhile', async () => {
      const copy = await harness.copy(livedOn);
      const lines = await seal(copy);
      const { head, entries } = await read(lines);
      await remove(copy, lines);
      const why = await withSegments(copy, (segments) => segments.seal({ ...head, entries }));
      expect(why).toEqual([`Entry ${head.seq} is not here any more: it was removed meanwhile. Try again.`]);
    });

    test('is refused without the key that binds the entries', async () => {
      const opening = openSegments({ place: livedOn.place, auditKey: null, now: () => NOW });
      await expect(opening).rejects.toMatchObject({ facts: { code: 'key-missing' } });
    });
  });
};

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
};
