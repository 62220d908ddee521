import { parseArgs } from 'node:util';

/** What the bench was asked for. */
export interface Asked {
  readonly isQuick: boolean;
  /** Names of sections; empty: all of them. */
  readonly only: readonly string[];
  /** A Markdown file whose figures are replaced; null: none. */
  readonly writeTo: string | null;
}

export const usage = (names: readonly string[]): string =>
  `npm run bench -- [--quick] [--only NAME]… [--write FILE]    NAME: ${names.join(', ')}`;

/** Reads the words of the command line; null where they cannot be understood. */
export const readArguments = (words: readonly string[], names: readonly string[]): Asked | null => {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        write: { type: 'string' },
      },
    });
    if (values.only.some((name) => !names.includes(name))) return null;
    return { isQuick: values.quick, only: values.only, writeTo: values.write ?? null };
  } catch {
    return null;
  }
};
