import { createHash } from 'node:crypto';
import { chainHash, contentDigest, type EntryContent } from '../../src/store/event-hash';
import { attest } from '../../src/store/rows/attested-state';
import type { Life } from './life';
import { patternOf, type Renaming } from './pattern';
import type { RawDatabase, Row } from './raw-database';

/** What one copy of a life is called; what is left out gets a name of its own. */
export interface Copy {
  /** 40 hexadecimal digits. */
  readonly machineId: string;
  readonly machineName: string;
  readonly machineActionId: string;
  readonly laterMs: number;
}

export interface Grown {
  readonly requests: number;
  readonly events: number;
  readonly ms: number;
}

const AT_ONCE = 2_000;
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The id of the n-th copy: eight characters, in no order, like real ones. */
export const requestIdOf = (index: number): string =>
  Array.from(
    createHash('sha256').update(`request ${index}`).digest().subarray(0, 8),
    (byte) => ALPHABET[byte % 32],
  ).join('');

const text = (row: Row | undefined, column: string): string => String(row?.[column] ?? '');

/**
 * Adds copies of a life to a store that no Twokey has open, as if they had been lived: rows, entries of the log in one
 * chain, and what these vouch for. `audit verify` finds nothing amiss with it.
 */
export const grow = async (
  raw: RawDatabase,
  life: Life,
  count: number,
  copyOf: (index: number) => Copy,
): Promise<Grown> => {
  const began = performance.now();
  const [run] = life.runs;
  const [head] = await raw.all('chain_head');
  if (run === undefined || head === undefined) throw new Error('there is no run to copy');
  let seq = Number(head['seq']);
  let hash = text(head, 'hash');

  const { name: machineName = '' } = JSON.parse(text(run, 'machine')) as { readonly name?: string };
  const request = text(life.request, 'id');
  const given = [request, text(run, 'machine_action_id'), machineName];
  // Defender's spelling of the machine's id is in lower case here, as the column is.
  const machineId = text(run, 'machine_id');
  const own = [
    ...[text(run, 'id'), text(run, 'claim_token')],
    ...life.posts.map((post) => text(post, 'id')),
    ...life.deliveries.map((delivery) => text(delivery, 'key')),
  ];
  const attested = [life.request, ...life.runs, ...life.reviews];
  const names = [...given, machineId, ...own, ...attested.map((row) => attest(row).digest)];
  const patterns = (rows: readonly Row[]) => rows.map((row) => patternOf(row, names));
  const [requests, runs, reviews] = [patterns([life.request]), patterns(life.runs), patterns(life.reviews)];
  const [events, posts, deliveries] = [patterns(life.events), patterns(life.posts), patterns(life.deliveries)];
  const eventAt = new Map(life.events.map((event, index) => [Number(event['seq']), index]));

  const rows: Record<string, Row[]> = { request: [], run: [], review: [], event: [], post: [], delivery: [] };
  const add = (table: string, more: readonly Row[]) => rows[table]?.push(...more);

  const live = (index: number): void => {
    const copy = copyOf(index);
    const unnamed: Renaming = {
      laterMs: copy.laterMs,
      names: [
        ...[requestIdOf(index), copy.machineActionId, copy.machineName, copy.machineId],
        ...own.map((name, place) => (name === '' ? '' : `copy-${index}-${place}`)),
      ],
    };
    const state = [requests, runs, reviews].map((some) => some.map((pattern) => pattern(unnamed)));
    const renaming = { ...unnamed, names: [...unnamed.names, ...state.flat().map((row) => attest(row).digest)] };
    const firstOfCopy = seq + 1;
    for (const pattern of events) {
      seq += 1;
      const entry = { ...pattern(renaming), seq, prev: hash };
      hash = chainHash(contentDigest(entry as unknown as EntryContent), hash);
      rows['event']?.push({ ...entry, hash });
    }
    for (const [place, table] of ['request', 'run', 'review'].entries()) add(table, state[place] ?? []);
    add(
      'post',
      posts.map((pattern) => {
        const post = pattern(renaming);
        return { ...post, event_seq: firstOfCopy + (eventAt.get(Number(post['event_seq'])) ?? 0) };
      }),
    );
    add(
      'delivery',
      deliveries.map((pattern) => pattern(renaming)),
    );
  };

  await raw.run('begin');
  for (let index = 0; index < count; index += 1) {
    live(index);
    if (index % AT_ONCE !== AT_ONCE - 1 && index !== count - 1) continue;
    for (const table of ['request', 'run', 'review', 'event', 'post', 'delivery']) {
      await raw.insert(table, rows[table]?.splice(0) ?? []);
    }
    // Whoever runs this can still be told to end.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await raw.run(`update chain_head set seq = ${seq}, hash = '${hash}' where id = 1`);
  await raw.run('commit');
  await raw.rest();
  return { requests: count, events: count * events.length, ms: performance.now() - began };
};
