import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requestMoves, runMoves } from '../../src/domain/lifecycle';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'architecture.md'), 'utf8');

/** The rows under a table's heading: state and where it may move. */
const movesIn = (heading: string): Readonly<Record<string, readonly string[]>> => {
  const start = `| ${heading} | may move to | moved by |\n|---|---|---|\n`;
  const [, after = ''] = page.split(start);
  const rows = after.split('\n\n')[0]?.split('\n') ?? [];
  return Object.fromEntries(
    rows.map((row) => {
      const [, state = '', moves = ''] = row.split('|').map((cell) => cell.trim());
      return [state, moves === '–' ? [] : moves.split(', ')];
    }),
  );
};

describe('docs/architecture.md', () => {
  it('shows the moves of a request as the code has them', () => {
    expect(movesIn('request')).toEqual(requestMoves);
  });

  it('shows the moves of a run as the code has them', () => {
    expect(movesIn('run')).toEqual(runMoves);
  });
});
