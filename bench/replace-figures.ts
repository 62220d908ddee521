const BEGIN = '<!-- figures -->';
const END = '<!-- /figures -->';

/** The text of a document with new lines between its markers. Throws where it has none. */
export const replaceFigures = (document: string, lines: readonly string[]): string => {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`the document has no ${BEGIN} … ${END}`);
  return [document.slice(0, begin + BEGIN.length), '', ...lines, document.slice(end)].join('\n');
};
