import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';

/** A file of this size is checked in a few hundred milliseconds: less than all else that a start takes. */
const AT_ONCE_BYTES = 64_000_000;

/** Whether a file is small enough to be checked before it is used. */
export const isSoonChecked = (path: string): boolean => statSync(path).size <= AT_ONCE_BYTES;

// Its own connection reads while Twokey writes, and gives way to all else on the machine.
const program = `
  const [driver, path] = process.argv.slice(1);
  require('node:os').setPriority(19);
  const { DatabaseSync } = require(driver);
  const raw = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  const { quick_check: says } = raw.prepare('PRAGMA quick_check(1)').get();
  process.exit(says === 'ok' ? 0 : 3);
`;
const DAMAGED = 3;

/** A check that goes on beside the work. */
export interface WholeCheck {
  /** How it ended; `unknown` where it could not be made, or was stopped. Never rejects. */
  readonly found: Promise<'whole' | 'damaged' | 'unknown'>;
  readonly stop: () => void;
}

/** Checks a large file in a process of its own: SQLite takes seconds for each gigabyte and would let nothing else happen. */
export const checkBeside = (path: string): WholeCheck => {
  const child = spawn(process.execPath, ['-e', program, require.resolve('@photostructure/sqlite'), path], {
    stdio: 'ignore',
    env: {},
  });
  child.unref();
  const found = new Promise<'whole' | 'damaged' | 'unknown'>((resolve) => {
    child.once('error', () => resolve('unknown'));
    child.once('close', (code) => resolve(code === 0 ? 'whole' : code === DAMAGED ? 'damaged' : 'unknown'));
  });
  return { found, stop: () => void child.kill('SIGKILL') };
};
