import type { Phrase } from '../block-kit/phrase';

/** How many of a list are left out, and where they can be seen, as its last item; nothing where all are shown. */
export const leftOut = (all: readonly unknown[], most: number, where: Phrase): readonly Phrase[] => {
  const more = all.length - most;
  return more <= 0 ? [] : [[`${more} more ${more === 1 ? 'is' : 'are'} left out here; `, ...where, '.']];
};
