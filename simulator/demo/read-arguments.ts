/** What the demo was asked for on its command line. */
export type Wanted =
  | { readonly kind: 'stay' }
  | { readonly kind: 'once' }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistaken'; readonly word: string };

export const usage = `npm run demo             plays the main job, then stays up and takes commands
npm run demo -- --once   plays the main job, prints the transcript, and ends
`;

export const readArguments = (words: readonly string[]): Wanted => {
  const unknown = words.find((word) => !['--once', '--help', '-h'].includes(word));
  if (unknown !== undefined) return { kind: 'mistaken', word: unknown };
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help' };
  return { kind: words.includes('--once') ? 'once' : 'stay' };
};
