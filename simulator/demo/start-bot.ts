import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A bot, as a process of its own. */
export interface Bot {
  readonly pid: number;
  /** Resolves with the milliseconds from the start of the process to its first line that holds the words. */
  readonly ready: Promise<number>;
  readonly ended: Promise<Ending>;
  /** The last lines that it wrote, on both streams. */
  readonly lastLines: () => readonly string[];
  /** Sends SIGTERM, and SIGKILL when it is still there after the limit. */
  readonly stop: () => Promise<Ending>;
  /** At once, for use when this process is about to end. */
  readonly kill: () => void;
}

export interface BotStart {
  /** The JavaScript file that Node runs. */
  readonly file: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What its output says when it is ready. */
  readonly readyWords: string;
}

const STOP_LIMIT_MS = 11_000;
const READY_LIMIT_MS = 20_000;
const KEPT_LINES = 30;

/** Starts Node with a file, in an environment of nothing but what is given and the way to find programs. */
export const startBot = ({ file, cwd, env, readyWords }: BotStart): Bot => {
  const startedAt = performance.now();
  const inherited = ['PATH', 'NODE_OPTIONS'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // A process group of its own: Ctrl-C in the terminal reaches this process only, which then stops the bot in order.
  const child = spawn(process.execPath, [file], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`node ${file} could not be started`);

  let lines: readonly string[] = [];
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const ended = new Promise<Ending>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const ready = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it was not ready within ${READY_LIMIT_MS} ms`)), READY_LIMIT_MS);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      settle();
    };
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines = [...lines, line].slice(-KEPT_LINES);
        if (line.includes(readyWords)) finish(() => resolve(performance.now() - startedAt));
      });
    }
    void ended.then(({ code, signal }) => finish(() => reject(new Error(`it ended early (${signal ?? code})`))));
  });
  // Whoever waits for it is told; nobody has to.
  ready.catch(() => undefined);

  return {
    pid,
    ready,
    ended,
    lastLines: () => lines,
    stop: async () => {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      if (isRunning()) child.kill('SIGTERM');
      const ending = await ended;
      clearTimeout(timer);
      return ending;
    },
    kill: () => {
      if (isRunning()) child.kill('SIGKILL');
    },
  };
};
