import { unformatted, visible } from './typed-word';

/** A machine name as it is kept: without what surrounds it when it is pasted or made to stand out: quotes, markup, a comma. */
export const tidyMachine = (typed: string): string => bare(bare(visible(typed.toWellFormed()).trim()));

const bare = (name: string): string =>
  unformatted(name)
    .replace(/^["'“”‘’`]+|["'“”‘’`,;]+$/g, '')
    .replace(/^<[^|>]*\|([^>]+)>$/, '$1')
    .replace(/^<?https?:\/\/([^|>/]+)\/?>?$/i, '$1')
    .replace(/^["'“”‘’`]+|["'“”‘’`,;]+$/g, '');

/** The machines that a text names: separated by commas, or one a line; each once. */
export const namesIn = (typed: string): readonly string[] => [
  ...new Set(
    typed
      .split(/[,\n]/)
      .map(tidyMachine)
      .filter((name) => name.trim() !== ''),
  ),
];

/** Whether a list of names seems to go on after the white space that ended it: the rest would be taken for a comment. */
export const isListCutOff = (word: string): boolean => visible(word).trimEnd().endsWith(',');
