import { type ExportedPart, filterWords } from './filter-words';

/** What verifying found out about the codes of entries. */
export type MacsTold =
  | { readonly kind: 'none' }
  | { readonly kind: 'not-checked' }
  | { readonly kind: 'checked'; readonly from: number };

/** What verifying found out, of a store or of a file. */
export interface Verified {
  readonly entries: number;
  readonly leftOut: number;
  readonly base: { readonly seq: number };
  readonly head: { readonly seq: number; readonly hash: string };
  readonly macs: MacsTold;
  /** Rows of requests, runs, reviews and the switch; null where only the chain was there. */
  readonly rows: number | null;
  /** What an export is limited to; left out for a store, null where it could not be read. */
  readonly filter?: ExportedPart | null;
  readonly breaks: readonly string[];
  /** Of breaks, with those that are not told. */
  readonly count: number;
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const macWords = (macs: MacsTold): string => {
  switch (macs.kind) {
    case 'none':
      return 'No entry carries a code (HMAC): whoever owns the database could have rebuilt all of this. Compare the head with one that was logged.';
    case 'not-checked':
      return 'Codes (HMAC) were not checked: AUDIT_HMAC_KEY is not set.';
    case 'checked':
      return `Codes (HMAC) are valid from entry ${macs.from} on. If that is later than the entry at which you set the key, the record was rebuilt.`;
  }
};

/** What was checked, or every break, line by line. */
export const reportLines = (verified: Verified): readonly string[] => {
  const { entries, leftOut, base, head, macs, rows, breaks, count } = verified;
  const part =
    verified.filter === undefined || verified.filter === null ? [] : [`An export of ${filterWords(verified.filter)}.`];
  const place = `${head.seq}:${head.hash}`;
  if (count > 0) {
    const more = count - breaks.length;
    return [
      `BROKEN: ${counted(count, 'thing does', 'things do')} not fit.`,
      ...breaks.map((says) => `  ${says}`),
      ...(more > 0 ? [`  and ${more} more.`] : []),
      ...part,
      `Head: ${place}`,
    ];
  }
  const inFull = counted(entries, 'entry', 'entries');
  return [
    `Whole: ${inFull}${leftOut > 0 ? ` in full, ${leftOut} by digest` : ''}, each continuing the one before.`,
    ...part,
    ...(base.seq > 0 ? [`It begins after entry ${base.seq}.`] : []),
    ...(rows === null
      ? []
      : [`${counted(rows, 'row is', 'rows are')} what the record says: requests, runs, reviews, the switch.`]),
    ...(entries > 0 ? [macWords(macs)] : []),
    `Head: ${place}`,
  ];
};

/** What was exported, in a line. */
export const exportedLine = (exported: {
  readonly entries: number;
  readonly leftOut: number;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly brokenAt: number | null;
}): string => {
  const { entries, leftOut, head, brokenAt } = exported;
  const done = `Exported ${counted(entries, 'entry', 'entries')} in full${leftOut > 0 ? `, ${leftOut} by digest` : ''}. Head: ${head.seq}:${head.hash}`;
  return brokenAt === null
    ? done
    : `${done}\nThe record is broken at entry ${brokenAt}, and so is this export of it: audit verify tells what does not fit.`;
};
