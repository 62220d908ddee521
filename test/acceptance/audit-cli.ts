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

/** Asserts that the record in a folder is whole, whatever its Twokey is doing. */
export const expectWhole = async (folder: string): Promise<void> => {
  const { code, output } = await audit(folder, ['verify']);
  expect(output).toContain('Whole: ');
  expect(code).toBe(0);
};
