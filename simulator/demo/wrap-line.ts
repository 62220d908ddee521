/** Breaks a line between words so that no part is wider than `width`, except for a word that is wider by itself. */
export const wrapLine = (line: string, width: number): readonly string[] => {
  const parts: string[] = [];
  let part = '';
  for (const word of line.split(' ')) {
    const longer = part === '' ? word : `${part} ${word}`;
    if (part !== '' && [...longer].length > width) {
      parts.push(part);
      part = word;
    } else part = longer;
  }
  return [...parts, part];
};
