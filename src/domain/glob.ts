/** Whether a text matches a pattern in which `*` is any run of characters and `?` is any one. Case does not matter. */
export const isGlobMatch = (pattern: string, text: string): boolean => {
  const source = pattern
    .split('')
    .map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[\\^$.|+()[\]{}]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 'isu').test(text);
};
