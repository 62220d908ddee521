/** The first word, and everything after the white space that ends it, unchanged. */
export const takeWord = (text: string): { readonly word: string; readonly rest: string } => {
  const found = /^\s*(\S+)\s*([\s\S]*)$/.exec(text);
  return { word: found?.[1] ?? '', rest: found?.[2] ?? '' };
};

/** A block of code has three, and may be in bold. */
const MOST_MARKS = 4;

/** Words without the marks of bold, italic, struck or code that somebody put around them. A mark on one side is no such mark. */
export const unformatted = (words: string): string => {
  let inner = words;
  for (let marks = 0; marks < MOST_MARKS; marks += 1) inner = inner.replace(/^([*_~`])(.+)\1([.,;:]*)$/s, '$2$3');
  return inner;
};

/** A word without what nobody sees in it: control and zero-width characters, marks of writing direction. */
export const visible = (word: string): string => word.replace(/[\p{Cc}\p{Cf}]/gu, '');
