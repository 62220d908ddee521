import type { Cell, Row } from './raw-database';

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|\b1\d{12}\b/g;

/** What a copy has in place of what the original says. */
export interface Renaming {
  /** The n-th of the names that the pattern was made with. */
  readonly names: readonly string[];
  /** How much later the copy happened, in milliseconds. */
  readonly laterMs: number;
}

/** Fills in a copy. */
export type Pattern = (renaming: Renaming) => Row;

type Part = string | { readonly name: number } | { readonly at: number; readonly isText: boolean };

const momentPart = (text: string): Part => {
  const isText = text.includes('T');
  return { at: isText ? Date.parse(text) : Number(text), isText };
};

/** A text cut at its moments. */
const atMoments = (text: string): readonly Part[] => {
  const between = text.split(MOMENT);
  const moments = text.match(MOMENT) ?? [];
  return between.flatMap((words, index): Part[] => {
    const moment = moments[index];
    return moment === undefined ? [words] : [words, momentPart(moment)];
  });
};

/** A text cut at names and moments: a copy puts others in their place. Longer names first: one may hold another. */
const cut = (text: string, names: readonly string[]): readonly Part[] => {
  let parts: readonly Part[] = [text];
  const numbered = [...names.entries()].filter(([, name]) => name !== '');
  for (const [index, name] of numbered.toSorted(([, a], [, b]) => b.length - a.length)) {
    parts = parts.flatMap((part) =>
      typeof part === 'string'
        ? part.split(name).flatMap((words, place): Part[] => (place === 0 ? [words] : [{ name: index }, words]))
        : [part],
    );
  }
  return parts.flatMap((part) => (typeof part === 'string' ? atMoments(part) : [part]));
};

const fill = (parts: readonly Part[], { names, laterMs }: Renaming): string => {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else if ('name' in part) text += names[part.name] ?? '';
    else text += part.isText ? new Date(part.at + laterMs).toISOString() : String(part.at + laterMs);
  }
  return text;
};

/** Makes a pattern of a row, in which these names and all moments are to be replaced. */
export const patternOf = (row: Row, names: readonly string[]): Pattern => {
  const columns = Object.entries(row).map(([column, value]): readonly [string, (renaming: Renaming) => Cell] => {
    if (typeof value !== 'string') return [column, () => value];
    const parts = cut(value, names);
    return parts.length === 1 && typeof parts[0] === 'string'
      ? [column, () => value]
      : [column, (renaming) => fill(parts, renaming)];
  });
  return (renaming) => {
    const copy: Record<string, Cell> = {};
    for (const [column, cell] of columns) copy[column] = cell(renaming);
    return copy;
  };
};
