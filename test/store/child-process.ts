import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What a child does with the database: keep it open, store deliveries until it is killed, or open and close it. */
export type Task = 'hold' | 'write' | 'open';

/** Another process on a database. */
export interface StoreChild {
  readonly process: ChildProcess;
  /** Everything that it has said so far. */
  readonly lines: readonly string[];
  /** Once it has said this many lines, or has ended. */
  said(count: number): Promise<void>;
  /** Kills it without any warning, and waits until it is gone. */
  kill(): Promise<void>;
  /** Once it has ended by itself. */
  readonly ended: Promise<unknown>;
}

const NOBODY = 65534;

/** Starts another process on a database; `as` nobody where this process is root, whom no permission stops. */
export const startChild = (path: string, task: Task, as: 'me' | 'nobody' = 'me'): StoreChild => {
  const identity = as === 'nobody' && process.getuid?.() === 0 ? [String(NOBODY)] : [];
  const child = spawn(process.execPath, [join(__dirname, 'child.cjs'), path, task, ...identity], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let wake: () => void = () => undefined;
  const ended = once(child, 'close').finally(() => wake());
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  return {
    process: child,
    lines,
    ended,
    said: async (count) => {
      while (lines.length < count && child.exitCode === null && child.signalCode === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};
