import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';

/** Takes a line, without its end; resolves when it may be given the next. */
export type WriteLine = (line: string) => Promise<void>;

/** Longer lines are given in pieces, so that a file that has none does not fill the memory. */
const LONGEST = 1 << 24;

/** The lines of a file, of which only a few are in memory. Throws the error of the file system. */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > LONGEST) {
      yield rest;
      rest = '';
    }
  }
  if (rest !== '') yield rest;
}

/** Writes lines to a stream, at its pace. */
export const writeLinesTo =
  (stream: Writable): WriteLine =>
  async (line) => {
    if (!stream.write(`${line}\n`)) await once(stream, 'drain');
  };

/**
 * Writes a file whole or not at all: it has its name only once all of it is on the disk. Never takes the place of a file
 * that is there: throws an error with the code EEXIST.
 */
export const writeWhole = async <T>(path: string, work: (write: WriteLine) => Promise<T>): Promise<T> => {
  if (existsSync(path)) throw Object.assign(new Error(`${path} is there already`), { code: 'EEXIST' });
  const partial = `${path}.partial`;
  const file = await open(partial, 'w', 0o600);
  try {
    let waiting: string[] = [];
    let size = 0;
    const flush = async () => {
      await file.write(waiting.join(''));
      waiting = [];
      size = 0;
    };
    const done = await work(async (line) => {
      waiting.push(`${line}\n`);
      size += line.length;
      if (size > 65_536) await flush();
    });
    await flush();
    await file.sync();
    await file.close();
    await rename(partial, path);
    await syncFolder(dirname(path));
    return done;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
};

/** Until its folder is on the disk, too, a power cut takes a file's name away, and with it all there is of a segment. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  // Not every file system can.
  await handle.sync().catch(() => {});
  await handle.close();
};
