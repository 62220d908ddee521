import { startBot } from './bot';

/** What `node dist/main.js audit …` came to, in a folder with a store and with no setting but these. */
export const audit = async (
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly output: string }> => {
  const auditing = startBot(folder, env, ['audit', ...words]);
  const { code } = await auditing.exited;
  return { code, output: auditing.output() };
};

/** Asserts that the record that a Twokey with these settings leaves is whole, whatever that Twokey is doing. */
export const expectWhole = async (of: {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}): Promise<void> => {
  const { DATABASE_URL } = of.env;
  const { code, output } = await audit(of.folder, ['verify'], DATABASE_URL === undefined ? {} : { DATABASE_URL });
  expect(output).toContain('Whole: ');
  expect(code).toBe(0);
};
