import { readArguments } from '../../bench/arguments';

const names = ['acks', 'waves'];

it('without words everything is measured in full', () => {
  expect(readArguments([], names)).toEqual({ isQuick: false, only: [], writeTo: null });
});

it('sections are picked by name, and figures written where it is said', () => {
  const words = ['--quick', '--only', 'acks', '--only', 'waves', '--write', 'docs/performance.md'];
  expect(readArguments(words, names)).toEqual({
    isQuick: true,
    only: ['acks', 'waves'],
    writeTo: 'docs/performance.md',
  });
});

it.each([['--only', 'nothing'], ['--fast'], ['--only']])('%s %s is not understood', (...words) => {
  expect(readArguments(words, names)).toBeNull();
});
