import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { makeWhole } from './whole-file';

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

/** Writes a file of lines, whole or not at all; see `makeWhole`. */
export const writeWhole = <T>(path: string, work: (write: WriteLine) => Promise<T>): Promise<T> =>
  makeWhole(path, async (partial) => {
    const file = await open(partial, 'w');
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
      return done;
    } finally {
      await file.close();
    }
  });
