/** A row: what was measured, the figures, and the aim. */
export type Row = readonly string[];

/** Rows in columns, the first left-aligned and the others to the right, but for the last one. */
export const tableLines = (head: Row, rows: readonly Row[]): readonly string[] => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: Row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === row.length - 1 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)];
};
