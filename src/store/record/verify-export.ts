import { type Head, NO_HASH } from '../event-hash';
import { createBreaks, type Found } from './breaks';
import { type ChainCheck, type ChainWalked, createChainCheck, type VerifyFacts } from './chain-check';
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
      continue;
    }
    switch (line.kind) {
      case 'header':
        misplaced();
        break;
      case 'entry':
        chain.take(line.entry);
        break;
      case 'left-out':
        for (const [index, digest] of line.digests.entries()) chain.pass(line.from + index, digest);
        break;
      case 'footer':
        isOver = true;
        chain.close(line.head.mac);
        checkFooter(line, chain, (says) => breaks.add(`Line ${number}, the last one, ${says}`));
    }
  }
  if (number === 0) breaks.add('The file is empty.');
  if (chain !== null && !isOver) breaks.add('The last line of the export is missing: its end has been cut off.');
  const walked = (chain ?? createChainCheck(base, { keys: [], saved: [] }, breaks)).end();
  return { ...walked, base, filter, ...breaks.found() };
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
