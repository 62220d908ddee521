import { rm } from 'node:fs/promises';
import { reportLines } from '../audit/report';
import type { RecordConfig } from '../config';
import { systemClock } from '../host/clock';
import { readLines, writeWhole } from '../host/lines';
import { openSegments, type Segments } from '../store/record/open-segments';
import { type ExportVerified, verifyExport } from '../store/record/verify-export';

const print = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

const withSegments = async (
  { database, auditKeys }: RecordConfig,
  work: (segments: Segments) => Promise<boolean>,
): Promise<boolean> => {
  const segments = await openSegments({
    place: database,
    auditKey: auditKeys[0] ?? null,
    now: systemClock.now,
  });
  try {
    const verified = await segments.verify(auditKeys);
    if (verified.count === 0) return await work(segments);
    print([...reportLines(verified), 'Nothing was done: what is broken has to stay as it is.']);
    return false;
  } finally {
    await segments.close();
  }
};

const verifyFile = (file: string, keys: readonly string[]): Promise<ExportVerified> =>
  verifyExport(readLines(file), { keys, saved: [] });

/** `audit seal`: a file of everything from before a moment, and its seal in the record. */
export const sealSegment = (
  { before, out }: { readonly before: string; readonly out: string },
  config: RecordConfig,
): Promise<boolean> =>
  withSegments(config, async (segments) => {
    const found = await segments.find(Date.parse(before));
    if (found.kind === 'none') {
      print(['Nothing was sealed.', ...found.why]);
      return false;
    }
    const madeAt = new Date(systemClock.now()).toISOString();
    const segment = await writeWhole(out, (write) => segments.write(found.upTo, { madeAt, write }));
    let why: readonly string[];
    try {
      // As it lies on the disk: what it holds will be nowhere else.
      const verified = await verifyFile(out, config.auditKeys);
      if (verified.count > 0 || verified.head.hash !== segment.hash) throw new Error(verified.breaks.join('\n'));
      why = await segments.seal(segment);
    } catch (error) {
      await rm(out, { force: true });
      throw error;
    }
    if (why.length > 0) {
      await rm(out, { force: true });
      print(['Nothing was sealed.', ...why]);
      return false;
    }
    print([
      `Sealed ${segment.entries} entries into ${out}. Head: ${segment.seq}:${segment.hash}`,
      `Keep the file where nobody can change it, then remove them here: audit remove ${out}`,
    ]);
    return true;
  });

/** `audit remove`: takes what was sealed out of the store. */
export const removeSegment = (file: string, config: RecordConfig): Promise<boolean> =>
  withSegments(config, async (segments) => {
    const verified = await verifyFile(file, config.auditKeys);
    const why = await segments.remove(verified);
    if (why.length > 0) {
      print(['Nothing was removed.', ...why]);
      return false;
    }
    print([
      `Removed ${verified.entries} entries, and the requests that lie wholly within them. The record goes on from their seal.`,
      `Head of the file: ${verified.head.seq}:${verified.head.hash}`,
    ]);
    return true;
  });
