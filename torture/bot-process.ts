import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where the signal strikes: at the so-manieth meeting of a name, or at the so-manieth crossing of all. */
export type Strike =
  | { readonly signal: Signal; readonly name: string; readonly ordinal: number }
  | { readonly signal: Signal; readonly nth: number };

type Signal = 'SIGKILL' | 'SIGSTOP';

/** What the program's border is told to do; see border/border.cjs. */
export interface BorderOrders {
  readonly list?: boolean;
  readonly strike?: Strike;
  /** A deliberate bug; see border/sabotage.cjs. */
  readonly sabotage?: string;
}

/** Something that crossed the border of the process. */
export interface Crossing {
  readonly name: string;
  readonly ordinal: number;
  /** Whether the signal struck there. */
  readonly isStruck: boolean;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One life of the bot, as a process of its own. */
export interface BotProcess {
  readonly pid: number;
  /** Resolves with the milliseconds from the start to `process.ready`, or null when it ended before. */
  readonly ready: Promise<number | null>;
  readonly isReady: () => boolean;
  readonly ended: Promise<Ending>;
  readonly hasEnded: () => boolean;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Gives other orders to a process that is ready, and resolves once it has taken them, or has ended. */
  readonly order: (orders: BorderOrders) => Promise<void>;
  /** What was written of its border since it took its last orders. */
  readonly crossings: () => readonly Crossing[];
  /** The last lines that it wrote, for a failure's message. */
  readonly lastLines: () => readonly string[];
}

const ROOT = process.cwd();
const BORDER = join(ROOT, 'torture', 'border', 'border.cjs');
const PROGRAM = join(ROOT, 'dist', 'main.js');
const KEPT_LINES = 400;
/** What the border writes when it has taken other orders. */
const TAKEN = 'orders taken';

/** None of them outlives whoever started it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const readCrossings = (path: string): readonly Crossing[] => {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line): Crossing => JSON.parse(line));
  } catch {
    return [];
  }
};

/** Starts `node dist/main.js` behind its border, in an environment of nothing but what is given. */
export const startBotProcess = (options: {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly orders: BorderOrders;
  /** A file that no other life writes to. */
  readonly borderLog: string;
  /** A verb of the command line; none: Twokey itself. */
  readonly args?: readonly string[];
}): BotProcess => {
  const startedAt = performance.now();
  const orders = { ...options.orders, log: options.borderLog };
  const child = spawn(process.execPath, ['--require', BORDER, PROGRAM, ...(options.args ?? [])], {
    cwd: options.folder,
    env: { PATH: process.env['PATH'] ?? '', ...options.env, TORTURE: JSON.stringify(orders) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('the bot could not be started');
  running.add(child);
  const lines: string[] = [];
  let isReady = false;
  let hasEnded = false;
  const ended = new Promise<Ending>((resolve) => {
    child.once('close', (code, signal) => {
      hasEnded = true;
      running.delete(child);
      resolve({ code, signal });
    });
  });
  const ready = new Promise<number | null>((resolve) => {
    void ended.then(() => resolve(null));
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        if (lines.length > 2 * KEPT_LINES) lines.splice(0, KEPT_LINES);
        if (isReady || !line.includes('process.ready')) return;
        isReady = true;
        resolve(performance.now() - startedAt);
      });
    }
  });
  let number = 0;
  const takenAt = (crossings: readonly Crossing[]) =>
    crossings.findIndex(({ name, ordinal }) => name === TAKEN && ordinal === number);
  return {
    pid,
    ready,
    isReady: () => isReady && !hasEnded,
    ended,
    hasEnded: () => hasEnded,
    signal: (signal) => void child.kill(signal),
    order: async (next) => {
      number += 1;
      writeFileSync(`${options.borderLog}.orders`, JSON.stringify({ ...next, number }));
      child.kill('SIGUSR2');
      while (takenAt(readCrossings(options.borderLog)) === -1 && !hasEnded) await sleep(5);
    },
    crossings: () => {
      const crossings = readCrossings(options.borderLog);
      return number === 0 ? crossings : crossings.slice(takenAt(crossings) + 1);
    },
    lastLines: () => lines,
  };
};
