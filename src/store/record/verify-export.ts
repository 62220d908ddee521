import { type Head, NO_HASH } from '../event-hash';
import { type Breaks, createBreaks, type Found } from './breaks';
import { type ChainCheck, type ChainWalked, createChainCheck, type VerifyFacts } from './chain-check';
import { isOfTime } from './export-filter';
import { type ExportFilter, readLine } from './export-lines';

/** What came of verifying an export. */
export interface ExportVerified extends ChainWalked, Found {
  /** What the first entry continues. */
  readonly base: Head;
  /** What the export is limited to; null where that could not be read. */
  readonly filter: ExportFilter | null;
}

/** Verifies an export on its own, line by line. */
export const verifyExport = async (lines: AsyncIterable<string>, facts: VerifyFacts): Promise<ExportVerified> => {
  const breaks = createBreaks();
  let number = 0;
  let base: Head = { seq: 0, hash: NO_HASH };
  let filter: ExportFilter | null = null;
  let chain: ChainCheck | null = null;
  let isOver = false;
  let gaps: Gaps | null = null;

  for await (const text of lines) {
    number += 1;
    const line = readLine(text);
    const misplaced = () => breaks.add(`Line ${number} is a ${line?.kind} line, which does not belong there.`);
    if (line === null) {
      breaks.add(`Line ${number} is not a line of an export, or was written again by another program.`);
      // What follows cannot be told from what is missing.
      if (chain === null) break;
      continue;
    }
    if (isOver) {
      breaks.add(`Line ${number} comes after the last line of the export.`);
      continue;
    }
    if (chain === null) {
      if (line.kind !== 'header') {
        breaks.add(`Line ${number} is not the first line of an export: its start has been cut off.`);
        break;
      }
      ({ after: base, filter } = line.header);
      chain = createChainCheck(base, facts, breaks);
      gaps = createGaps(line.header.filter, breaks);
      continue;
    }
    switch (line.kind) {
      case 'header':
        misplaced();
        break;
      case 'entry':
        gaps?.end('entry');
        chain.take(line.entry);
        break;
      case 'left-out':
        gaps?.take(line.from, line.from + line.digests.length - 1);
        for (const [index, digest] of line.digests.entries()) chain.pass(line.from + index, digest);
        break;
      case 'footer':
        isOver = true;
        gaps?.end('file');
        chain.close(line.head.mac);
        checkFooter(line, chain, (says) => breaks.add(`Line ${number}, the last one, ${says}`));
    }
  }
  if (number === 0) breaks.add('The file is empty.');
  if (chain !== null && !isOver) breaks.add('The last line of the export is missing: its end has been cut off.');
  const walked = (chain ?? createChainCheck(base, { keys: [], saved: [] }, breaks)).end();
  return { ...walked, base, filter, ...breaks.found() };
};

/** Follows what an export leaves out, one entry after the other. */
interface Gaps {
  readonly take: (from: number, upTo: number) => void;
  /** What comes behind it. */
  readonly end: (before: 'entry' | 'file') => void;
}

/** Finds entries that are here by digest alone, though the export is of all of them by its own first line. */
const createGaps = (filter: ExportFilter, breaks: Breaks): Gaps => {
  let gap: { readonly from: number; readonly upTo: number } | null = null;
  return {
    take: (from, upTo) => {
      gap = { from: gap?.from ?? from, upTo };
    },
    end: (before) => {
      // Behind the last entry of a time that ends, later ones are left out.
      const mayBe = !isOfTime(filter) || (before === 'file' && filter.to !== null);
      if (gap !== null && !mayBe) {
        const { from, upTo } = gap;
        const which = from === upTo ? `Entry ${from} is` : `Entries ${from} to ${upTo} are`;
        breaks.add(`${which} here by digest alone, though by its first line this export leaves nothing out there.`);
      }
      gap = null;
    },
  };
};

const checkFooter = (
  footer: { readonly entries: number; readonly leftOut: number; readonly head: Head },
  chain: ChainCheck,
  misfit: (says: string) => void,
): void => {
  const { entries, leftOut, head } = chain.so();
  if (footer.head.seq !== head.seq || footer.head.hash !== head.hash) {
    misfit(
      `says that the export ends with ${footer.head.seq}:${footer.head.hash}; it ends with ${head.seq}:${head.hash}.`,
    );
  }
  if (footer.entries !== entries || footer.leftOut !== leftOut) {
    misfit(
      `says that there are ${footer.entries} entries in full and ${footer.leftOut} by digest; there are ${entries} and ${leftOut}.`,
    );
  }
};
