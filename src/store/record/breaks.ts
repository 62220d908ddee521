/** How many breaks are told in words. */
const TOLD = 20;

/** What does not fit, in the order in which it was found. */
export interface Breaks {
  /** A sentence that names the entry or the row. */
  readonly add: (says: string) => void;
  readonly found: () => Found;
}

/** The first breaks, each a sentence, and how many there are in all. */
export interface Found {
  readonly breaks: readonly string[];
  readonly count: number;
}

/** Gathers breaks. One edit of a table may break a million entries: only the first are kept. */
export const createBreaks = (): Breaks => {
  const breaks: string[] = [];
  let count = 0;
  return {
    add: (says) => {
      count += 1;
      if (breaks.length < TOLD) breaks.push(says);
    },
    found: () => ({ breaks, count }),
  };
};
