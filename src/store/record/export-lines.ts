import { z } from 'zod';
import type { Head } from '../event-hash';
import { canonicalJson } from '../rows/canonical-json';
import type { EventRow } from '../schema';

/** What an export is limited to; what is null limits nothing. */
export interface ExportFilter {
  /** ISO 8601 in UTC; from then on. */
  readonly from: string | null;
  /** ISO 8601 in UTC; before then. */
  readonly to: string | null;
  readonly request: string | null;
  /** Slack id of who did it. */
  readonly person: string | null;
  /** Name, short name or id. */
  readonly machine: string | null;
}

/** An export of everything. */
export const EVERYTHING: ExportFilter = { from: null, to: null, request: null, person: null, machine: null };

/** The head at the end of an export, and what binds it to those who hold a key. */
export interface ExportHead extends Head {
  readonly mac: string | null;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const seq = z.int().min(0);
const textOrNull = z.string().nullable();

const headerShape = z.strictObject({
  twokey: z.literal('record'),
  format: z.literal(1),
  madeAt: z.string(),
  filter: z.strictObject({
    from: textOrNull,
    to: textOrNull,
    request: textOrNull,
    person: textOrNull,
    machine: textOrNull,
  }),
  after: z.strictObject({ seq, hash }),
});
const entryShape = z
  .strictObject({
    seq,
    at: z.string(),
    request: textOrNull,
    run: textOrNull,
    actor: z.looseObject({ id: z.string() }).nullable(),
    event: z.string(),
    data: z.looseObject({ kind: z.string() }),
    policyHash: textOrNull,
    delivery: textOrNull,
    state: z.looseObject({}).nullable(),
    prev: hash,
    hash,
    mac: textOrNull,
  })
  .transform(
    ({ request, run, event, data, policyHash, actor, state, ...same }): EventRow => ({
      ...same,
      request_id: request,
      run_id: run,
      kind: event,
      actor: actor === null ? null : canonicalJson(actor),
      actor_id: actor?.id ?? null,
      body: canonicalJson(data),
      policy_hash: policyHash,
      state: state === null ? null : canonicalJson(state),
    }),
  );
const leftOutShape = z.strictObject({ from: seq, digests: z.array(hash).min(1) });
const footerShape = z.strictObject({
  entries: z.int(),
  leftOut: z.int(),
  head: z.strictObject({ seq, hash, mac: textOrNull }),
});

export type ExportHeader = z.infer<typeof headerShape>;

/** A line of an export, understood. */
export type ExportLine =
  | { readonly kind: 'header'; readonly header: ExportHeader }
  | { readonly kind: 'entry'; readonly entry: EventRow }
  | { readonly kind: 'left-out'; readonly from: number; readonly digests: readonly string[] }
  | { readonly kind: 'footer'; readonly entries: number; readonly leftOut: number; readonly head: ExportHead };

/** The first line: what the export is of, and the entry that its first one continues. */
export const headerLine = (filter: ExportFilter, after: Head, madeAt: string): string =>
  canonicalJson({ twokey: 'record', format: 1, madeAt, filter, after });

/** An entry in full. Its JSON is put in as it is stored, so that damage stays visible. */
export const entryLine = (entry: EventRow): string => {
  const text = (value: string | null) => canonicalJson(value);
  return (
    `{"actor":${entry.actor},"at":${text(entry.at)},"data":${entry.body},"delivery":${text(entry.delivery)},` +
    `"event":${text(entry.kind)},"hash":${text(entry.hash)},"mac":${text(entry.mac)},` +
    `"policyHash":${text(entry.policy_hash)},"prev":${text(entry.prev)},"request":${text(entry.request_id)},` +
    `"run":${text(entry.run_id)},"seq":${entry.seq},"state":${entry.state}}`
  );
};

/** Entries that were left out, one after the other from `from` on: their digests alone. */
export const leftOutLine = (from: number, digests: readonly string[]): string => canonicalJson({ from, digests });

/** The last line: how much there is, and where it ends. */
export const footerLine = (entries: number, leftOut: number, head: ExportHead): string =>
  canonicalJson({ entries, leftOut, head });

/** Understands a line; null where it is none of ours, or not written as we write it. */
export const readLine = (line: string): ExportLine | null => {
  let value: unknown;
  try {
    value = JSON.parse(line);
    // A member that stands there twice, for one, would be read differently by different readers.
    if (canonicalJson(value) !== line) return null;
  } catch {
    return null;
  }
  const entry = entryShape.safeParse(value);
  if (entry.success) return { kind: 'entry', entry: entry.data };
  const leftOut = leftOutShape.safeParse(value);
  if (leftOut.success) return { kind: 'left-out', ...leftOut.data };
  const header = headerShape.safeParse(value);
  if (header.success) return { kind: 'header', header: header.data };
  const footer = footerShape.safeParse(value);
  return footer.success ? { kind: 'footer', ...footer.data } : null;
};
