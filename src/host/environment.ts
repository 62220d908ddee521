import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** The environment, with what a `.env` file in the working directory adds. What is set already wins. */
export const readEnvironment = (path = '.env'): Readonly<Record<string, string | undefined>> => ({
  ...(existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {}),
  ...process.env,
});
