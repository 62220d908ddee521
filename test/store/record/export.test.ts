import { createHash } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '../../../src/store/open-store';
import type { VerifyFacts } from '../../../src/store/record/chain-check';
import { EVERYTHING, type ExportFilter, leftOutLine } from '../../../src/store/record/export-lines';
import { openRecord } from '../../../src/store/record/open-record';
import { verifyExport } from '../../../src/store/record/verify-export';
import { canonicalJson } from '../../../src/store/rows/canonical-json';
import { requestEvent } from '../../../src/domain/lifecycle';
import { alice, MINUTE, T } from '../fixtures';
import { freshFolder, quiet } from '../harness';
import { liveThrough, must, rebuildFrom, tampering, verified } from './recorded';

const KEY = 'a key of the night watch, 32 long';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await freshFolder();
  path = join(folder, 'twokey.db');
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const stored = await openStore({
    place: { kind: 'sqlite', path },
    owner: 'me',
    now: () => T,
    newId,
    log: quiet,
    auditKey: KEY,
  });
  await liveThrough(stored);
  await stored.close();
});
afterAll(() => rm(folder, { recursive: true }));

const exported = async (filter: Partial<ExportFilter> = {}, upTo: number | null = null, file = path) => {
  const lines: string[] = [];
  const record = await openRecord({ kind: 'sqlite', path: file });
  const write = async (line: string) => void lines.push(line);
  const facts = { filter: { ...EVERYTHING, ...filter }, upTo, madeAt: '2025-03-02T00:00:00.000Z', write };
  const told = await record.export(facts).finally(record.close);
  return { lines, told };
};
async function* each(lines: readonly string[]) {
  yield* lines;
}
const verify = (lines: readonly string[], facts: Partial<VerifyFacts> = {}) =>
  verifyExport(each(lines), { keys: [], saved: [], ...facts });
const breaksOf = async (lines: readonly string[], keys: readonly string[] = []) =>
  (await verify(lines, { keys })).breaks;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const read = (line: string | undefined) => JSON.parse(line ?? '{}');

/** The documented way to verify an export, written anew: docs/audit.md. Gives the head, or throws. */
const verifyByTheBook = (lines: readonly string[]): string => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const canonical = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(Reflect.get(value, name))}`).join(',')}}`;
  };
  const [header, ...rest] = lines.map((line) => JSON.parse(line));
  const footer = rest.pop();
  let { seq, hash } = header.after;
  const step = (next: number, digest: string) => {
    if (next !== seq + 1) throw new Error(`after ${seq} comes ${next}`);
    seq = next;
    hash = sha256(canonical({ digest, prev: hash }));
  };
  for (const line of rest) {
    if ('digests' in line) for (const [index, digest] of line.digests.entries()) step(line.from + index, digest);
    else {
      const { prev, hash: said, mac, ...content } = line;
      if (prev !== hash) throw new Error(`${line.seq} continues another entry`);
      step(line.seq, sha256(canonical(content)));
      if (said !== hash) throw new Error(`${line.seq} was changed`);
    }
  }
  if (footer.head.seq !== seq || footer.head.hash !== hash) throw new Error('another head');
  return `${seq}:${hash}`;
};

describe('an export of everything', () => {
  test('verifies on its own, and ends with the head of the store', async () => {
    const { lines, told } = await exported();
    const store = await verified(path);
    expect(told).toEqual({ base: store.base, entries: store.entries, leftOut: 0, head: store.head, brokenAt: null });
    const found = await verify(lines, { keys: [KEY], saved: [store.head] });
    expect(found.breaks).toEqual([]);
    expect(found).toMatchObject({ entries: store.entries, head: store.head, base: { seq: 0 } });
    expect(found.macs).toEqual({ kind: 'checked', from: 1 });
  });

  test('verifies by the book, and agrees on the head', async () => {
    const { lines, told } = await exported();
    expect(verifyByTheBook(lines)).toBe(`${told.head.seq}:${told.head.hash}`);
    const changed = lines.map((line) => line.replace('own-request', 'other'));
    expect(() => verifyByTheBook(changed)).toThrow('was changed');
  });

  test('says of every entry all that is known of it', async () => {
    const { lines } = await exported();
    expect(read(lines[0])).toEqual({
      twokey: 'record',
      format: 1,
      madeAt: '2025-03-02T00:00:00.000Z',
      filter: EVERYTHING,
      after: { seq: 0, hash: '0'.repeat(64) },
    });
    expect(read(lines[3])).toEqual({
      seq: 3,
      at: '2025-03-01T12:00:00.000Z',
      request: 'AAAA',
      run: null,
      actor: { id: 'UBOB', name: 'Bob Baker' },
      event: 'approved',
      data: { kind: 'approved', given: 1, needed: 1 },
      policyHash: 'policy',
      delivery: 'click-AAAA',
      state: {
        request: { AAAA: { status: 'approved', digest: expect.stringMatching(/^[0-9a-f]{64}$/) } },
        run: { 'AAAA-run': { status: 'ready', digest: expect.any(String) } },
        review: { 'AAAA UBOB': { status: null, digest: expect.any(String) } },
      },
      prev: read(lines[2]).hash,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      mac: expect.stringMatching(/^[0-9a-f]{8}:[0-9a-f]{64}$/),
    });
  });
});

let copies = 0;
/** A copy of the store in which somebody was refused who typed the name of a machine. */
const withRefusedAsk = async (machine: string): Promise<string> => {
  const copy = join(folder, `refused-${++copies}.db`);
  copyFileSync(path, copy);
  const stored = await openStore({
    place: { kind: 'sqlite', path: copy },
    owner: 'me',
    now: () => T,
    newId: String,
    log: quiet,
    auditKey: KEY,
  });
  const words = { verb: 'isolate', parameter: null, channel: 'C1', code: 'not-a-requestor', says: 'No.' } as const;
  await must(stored, { events: [requestEvent(null, T, alice, { kind: 'ask-refused', machine, ...words })] });
  await stored.close();
  return copy;
};

describe('an export of a part', () => {
  const full = (lines: readonly string[]) => lines.map(read).filter((line) => 'event' in line);

  test.each<readonly [string, Partial<ExportFilter>, (entry: ReturnType<typeof read>) => boolean]>([
    ['of a request', { request: 'CCCC' }, ({ request }) => request === 'CCCC'],
    ['of a person', { person: 'UALICE' }, ({ actor }) => actor?.id === 'UALICE'],
    ['of a machine by name', { machine: 'WEB-02.contoso.com' }, ({ request }) => request === 'BBBB'],
    ['of a machine by short name', { machine: 'web-04' }, ({ request }) => request === 'DDDD'],
    ['of a machine by id', { machine: '1'.repeat(40) }, ({ request }) => request === 'AAAA'],
    [
      'of a stretch of time',
      { from: new Date(T + MINUTE).toISOString(), to: new Date(T + 2 * MINUTE).toISOString() },
      ({ event }) => event === 'ended',
    ],
    [
      'of a person on a machine',
      { person: 'UBOB', machine: 'web-03' },
      ({ request, actor }) => request === 'CCCC' && actor?.id === 'UBOB',
    ],
  ])('%s has exactly those entries in full, and verifies to the head of the store', async (_, filter, isWanted) => {
    const everything = full((await exported()).lines);
    const { lines, told } = await exported(filter);
    expect(full(lines)).toEqual(everything.filter(isWanted));
    expect(full(lines).length).toBeGreaterThan(0);
    expect(told.leftOut).toBeGreaterThan(0);
    const store = await verified(path);
    const found = await verify(lines, { keys: [KEY], saved: [store.head] });
    expect(found.breaks).toEqual([]);
    expect(found).toMatchObject({ entries: told.entries, leftOut: told.leftOut, head: store.head });
    expect(verifyByTheBook(lines)).toBe(`${store.head.seq}:${store.head.hash}`);
  });

  test('tells nothing of what it leaves out', async () => {
    const { lines } = await exported({ request: 'CCCC' });
    expect(lines.join('\n')).not.toMatch(/AAAA|BBBB|DDDD|stolen/);
  });

  test('that finds nothing is an export all the same', async () => {
    const { lines, told } = await exported({ request: 'NONE' });
    expect(lines).toHaveLength(2);
    expect(told).toMatchObject({ entries: 0, leftOut: 0 });
    expect((await verify(lines, { keys: [KEY], saved: [told.head] })).breaks).toEqual([]);
  });

  test('of a time has what lies between its first and its last entry, whatever the clocks said', async () => {
    const copy = join(folder, 'clocks.db');
    copyFileSync(path, copy);
    tampering(copy, (raw) => {
      raw.exec(`update event set at = '2025-02-01T00:00:00.000Z' where seq = 4`);
      rebuildFrom(raw, 4);
    });
    const { lines } = await exported({ from: '2025-02-28T00:00:00.000Z' }, null, copy);
    expect(full(lines).map(({ seq }) => seq)).toContain(4);
    expect(await breaksOf(lines)).toEqual([]);
  });

  /** Takes an entry out of an export as its keeper could: by digest, with the last line corrected. */
  const withheld = (lines: readonly string[], seq: number): readonly string[] => {
    const footer = read(lines.at(-1));
    return lines.map((line) => {
      const { prev, hash, mac, ...content } = read(line);
      if (content.seq === seq) return leftOutLine(seq, [sha256(canonicalJson(content))]);
      const { entries, leftOut, head } = footer;
      return 'entries' in content ? canonicalJson({ entries: entries - 1, leftOut: leftOut + 1, head }) : line;
    });
  };
  const WITHHELD = 'here by digest alone, though by its first line this export leaves nothing out there.';

  test.each<readonly [string, Partial<ExportFilter>]>([
    ['of everything', {}],
    ['from a time on', { from: '2025-02-28T00:00:00.000Z' }],
    ['of a stretch of time', { from: '2025-02-28T00:00:00.000Z', to: '2025-03-02T00:00:00.000Z' }],
    ['up to a time', { to: '2025-03-02T00:00:00.000Z' }],
  ])('%s is broken where it leaves an entry out', async (_, filter) => {
    const { lines, told } = await exported(filter);
    const last = told.head.seq;
    expect(await breaksOf(lines)).toEqual([]);
    expect(await breaksOf(withheld(lines, 4))).toEqual([`Entry 4 is ${WITHHELD}`]);
    expect(await breaksOf(withheld(withheld(lines, 5), 6))).toEqual([`Entries 5 to 6 are ${WITHHELD}`]);
    // What is behind the end of a time cannot be told from what was in it.
    const atTheEnd = 'to' in filter ? [] : [`Entry ${last} is ${WITHHELD}`];
    expect(await breaksOf(withheld(lines, last))).toEqual(atTheEnd);
  });

  test.each([
    ['web-01.bank.example', true],
    ['WEB-01', true],
    ['web-01.contoso.com', true],
    ['web-01.bank.example.', true],
    ['web-02.bank.example', false],
    ['web-0', false],
  ])('of %s has a refused ask in which web-01 was typed, or has not: %s', async (machine, isFound) => {
    const { lines } = await exported({ machine }, null, await withRefusedAsk('web-01'));
    expect(full(lines).some(({ event }) => event === 'ask-refused')).toBe(isFound);
  });

  test.each([
    ['web-01', true],
    ['web-01.bank.example', true],
    ['web-01.contoso.com', false],
  ])('of %s has a refused ask in which the whole name was typed, or has not: %s', async (machine, isFound) => {
    const { lines } = await exported({ machine }, null, await withRefusedAsk('Web-01.bank.example'));
    expect(full(lines).some(({ event }) => event === 'ask-refused')).toBe(isFound);
  });

  test.each(['web-01.contoso.com', 'web-01', '1'.repeat(40)])(
    'of %s has refused asks in which the machine was named by its id or by its name',
    async (machine) => {
      for (const typed of ['1'.repeat(40), 'WEB-01.contoso.com']) {
        const { lines } = await exported({ machine }, null, await withRefusedAsk(typed));
        expect(full(lines).map(({ event }) => event)).toContain('ask-refused');
      }
    },
  );

  test('finds the entries of a machine though the rows of its request are gone', async () => {
    const copy = join(folder, 'gone.db');
    copyFileSync(path, copy);
    tampering(copy, (raw) => raw.exec(`delete from run where id = 'BBBB-run'`));
    const { lines } = await exported({ machine: 'web-02' }, null, copy);
    expect(full(lines).map(({ event }) => event)).toEqual(['asked', 'card-posted', 'expired']);
  });
});

test('an export of a broken store is made, says so, and does not verify', async () => {
  const copy = join(folder, 'broken.db');
  const { copyFileSync } = await import('node:fs');
  copyFileSync(path, copy);
  tampering(copy, (raw) => raw.exec(`update event set policy_hash = 'x' where seq = 4`));
  const { lines, told } = await exported({}, null, copy);
  expect(told.brokenAt).toBe(4);
  expect(await breaksOf(lines)).toEqual([expect.stringMatching(/^Entry 4 .* it has been changed\.$/)]);
});

describe('a single change of an export is found', () => {
  let lines: readonly string[];
  beforeAll(async () => {
    ({ lines } = await exported());
  });
  const edited = (seq: number, change: (entry: Record<string, unknown>) => object) =>
    lines.map((line, index) => (index === seq ? canonical(change(read(line))) : line));
  const canonical = (value: object): string => {
    const sorted = (one: unknown): unknown =>
      typeof one !== 'object' || one === null || Array.isArray(one)
        ? one
        : Object.fromEntries(
            Object.entries(one)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, member]) => [key, sorted(member)]),
          );
    return JSON.stringify(sorted(value));
  };

  test.each([
    ['seq', 1_000, 'Entries 3 to 999 are missing.'],
    ['at', '2025-03-01T12:00:00.001Z', 'Entry 3 (approved) is not what'],
    ['request', 'BBBB', 'Entry 3 (approved) is not what'],
    ['run', 'AAAA-run', 'Entry 3 (approved) is not what'],
    ['actor', { id: 'UBOB', name: 'Mallory' }, 'Entry 3 (approved) is not what'],
    ['event', 'denied', 'Entry 3 is damaged'],
    ['data', { kind: 'approved', given: 2, needed: 2 }, 'Entry 3 (approved) is not what'],
    ['policyHash', 'x', 'Entry 3 (approved) is not what'],
    ['delivery', null, 'Entry 3 (approved) is not what'],
    ['state', null, 'Entry 3 (approved) is not what'],
    ['prev', 'a'.repeat(64), 'Entry 3 does not continue entry 2'],
    ['hash', 'a'.repeat(64), 'Entry 3 (approved) is not what'],
  ])('of %s', async (name, value, says) => {
    const breaks = await breaksOf(edited(3, (entry) => ({ ...entry, [name]: value })));
    expect(breaks[0]).toContain(says);
  });

  test('of a code, to those who have the key', async () => {
    const changed = edited(3, (entry) => ({ ...entry, mac: read(lines[4]).mac }));
    expect(await breaksOf(changed)).toEqual([]);
    expect((await breaksOf(changed, [KEY]))[0]).toContain('Entry 3 carries a code (HMAC) that the key');
  });

  test('of the code in the last line, to everybody', async () => {
    const changed = edited(lines.length - 1, (footer) => ({
      ...footer,
      head: { ...Object(footer['head']), mac: null },
    }));
    expect((await breaksOf(changed))[0]).toContain('The last line carries another code (HMAC) than entry');
  });

  test.each<readonly [string, (all: readonly string[]) => readonly string[], string]>([
    ['a line that leaves out nothing', (all) => all.toSpliced(5, 0, '{"digests":[],"from":5}'), 'Line 6 is not a line'],
    ['a deleted line', (all) => all.toSpliced(5, 1), 'Entry 5 is missing.'],
    ['a line twice', (all) => all.toSpliced(5, 0, all[5] ?? ''), 'Entry 5 comes after entry 5: the order is broken.'],
    [
      'two lines swapped',
      (all) => [...all.slice(0, 5), all[6] ?? '', all[5] ?? '', ...all.slice(7)],
      'Entry 5 is missing.',
    ],
    ['a start that was cut off', (all) => all.slice(1), 'Line 1 is not the first line of an export'],
    ['an end that was cut off', (all) => all.slice(0, -1), 'The last line of the export is missing'],
    ['a tail that was cut out', (all) => all.toSpliced(-3, 2), 'the last one, says that the export ends with'],
    ['a line after the last', (all) => [...all, all[4] ?? ''], 'comes after the last line'],
    ['a second first line', (all) => all.toSpliced(4, 0, all[0] ?? ''), 'Line 5 is a header line'],
    ['a line of something else', (all) => all.toSpliced(4, 1, 'hello'), 'Line 5 is not a line of an export'],
    [
      'a member that stands there twice',
      (all) => all.with(3, all[3]?.replace('{', '{"event":"denied",') ?? ''),
      'Line 4 is not a line of an export',
    ],
    ['a member more', (all) => all.with(3, all[3]?.replace('{', '{"a":1,') ?? ''), 'Line 4 is not a line of an export'],
    [
      'another form of the same',
      (all) => all.with(3, all[3]?.replaceAll('":', '": ') ?? ''),
      'Line 4 is not a line of an export',
    ],
    ['no line at all', () => [], 'The file is empty.'],
  ])('%s', async (_, change, says) => {
    const { breaks, count } = await verify(change(lines));
    expect(breaks.join('\n')).toContain(says);
    expect(count).toBeGreaterThan(0);
  });

  test('other counts in the last line', async () => {
    const changed = edited(lines.length - 1, (footer) => ({ ...footer, leftOut: 1 }));
    expect((await breaksOf(changed))[0]).toContain('and 1 by digest; there are 26 and 0.');
  });

  test('another digest of an entry that was left out', async () => {
    const part = (await exported({ person: 'UALICE' })).lines;
    const changed = part.map((line) => line.replace(/("digests":\[")\w{64}/, `$1${'a'.repeat(64)}`));
    expect((await breaksOf(changed))[0]).toMatch(/^Entry \d+ does not continue entry/);
  });

  test('a chain that was rebuilt shows against the key and against a saved head', async () => {
    const copy = join(folder, 'rebuilt.db');
    copyFileSync(path, copy);
    const before = await verified(path);
    tampering(copy, (raw) => {
      raw.exec(`update event set delivery = 'x' where seq = 4`);
      rebuildFrom(raw, 4);
    });
    const rebuilt = (await exported({}, null, copy)).lines;
    expect(await breaksOf(rebuilt)).toEqual([]);
    expect((await breaksOf(rebuilt, [KEY]))[0]).toContain('Entry 4 carries a code');
    expect((await verify(rebuilt, { saved: [before.head] })).breaks).toEqual([
      expect.stringContaining('the chain has been rebuilt'),
    ]);
  });
});
