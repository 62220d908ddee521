const isSameLetter = (a: string, b: string): boolean =>
  a === b || a.toLowerCase() === b.toLowerCase() || a.toUpperCase() === b.toUpperCase();

/**
 * Whether a text matches a pattern in which `*` is any run of characters and `?` is any one. Case does not matter. Takes
 * at most the product of both lengths, whatever the pattern: names come from outside.
 */
export const isGlobMatch = (pattern: string, text: string): boolean => {
  const wanted = [...pattern];
  const given = [...text];
  let at = 0;
  // The last `*`, and how much of the text it has taken.
  let star = -1;
  let taken = 0;
  for (let next = 0; next < given.length; ) {
    const one = wanted[at];
    if (one === '*') {
      star = at;
      taken = next;
      at += 1;
    } else if (one !== undefined && (one === '?' || isSameLetter(one, given[next] ?? ''))) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      at = star + 1;
      taken += 1;
      next = taken;
    } else {
      return false;
    }
  }
  return wanted.slice(at).every((one) => one === '*');
};
