import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a file whole or not at all: it has its name only once all of it is on the disk. Never takes the place of a file that
 * is there: throws an error with the code EEXIST.
 *
 * @param make makes it under another name, beside where it is to be
 */
export const makeWhole = async <T>(path: string, make: (partial: string) => Promise<T>): Promise<T> => {
  const partial = `${path}.partial`;
  refuseExisting(path);
  try {
    // With a mode of its own from the first byte on, and in the place of what a death may have left.
    await rm(partial, { force: true });
    await (await open(partial, 'wx', 0o600)).close();
    const made = await make(partial);
    await sync(partial);
    refuseExisting(path);
    await rename(partial, path);
    // Until its folder is on the disk, too, a power cut takes a file's name away, and with it all there is of it.
    await sync(dirname(path)).catch(() => {
      // Not every file system can.
    });
    return made;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
};

const refuseExisting = (path: string): void => {
  if (existsSync(path)) throw Object.assign(new Error(`${path} is there already`), { code: 'EEXIST' });
};

const sync = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
};
