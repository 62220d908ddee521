/** Whether one slip of the keyboard makes one word of the other: a letter more, fewer, wrong, or two swapped. */
export const differsByOne = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return (
    Math.max(a.length, b.length) - start - end <= 1 ||
    isSwap(a.slice(start, a.length - end), b.slice(start, b.length - end))
  );
};

const isSwap = (a: string, b: string): boolean => a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0];

const bare = (word: string): string => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The known word that was probably meant; null where none is near. */
export const nearestOf = (word: string, known: readonly string[]): string | null => {
  const typed = bare(word);
  const isPart = (one: string) =>
    Math.min(one.length, typed.length) >= 3 && (one.includes(typed) || typed.includes(one));
  return (
    known.find((one) => bare(one) === typed) ??
    known.find((one) => typed.length > 2 && differsByOne(typed, bare(one))) ??
    known.find((one) => isPart(bare(one))) ??
    null
  );
};
