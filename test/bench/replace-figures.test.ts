import { replaceFigures } from '../../bench/replace-figures';

it('figures are replaced between their markers, and nothing else is', () => {
  const document = 'before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n';
  expect(replaceFigures(document, ['new', 'lines'])).toBe(
    'before\n<!-- figures -->\n\nnew\nlines\n<!-- /figures -->\nafter\n',
  );
});

it('a document without markers is left alone', () => {
  expect(() => replaceFigures('words', ['new'])).toThrow('<!-- figures -->');
});
