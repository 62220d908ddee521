import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** One line of the bot's log. */
export type LogLine = { readonly event: string; readonly level: string } & Readonly<Record<string, unknown>>;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The real program, as a process of its own. */
export interface Bot {
  readonly lines: readonly LogLine[];
  /** Everything that it wrote, on both streams. */
  readonly output: () => string;
  /**
   * Resolves with the first line of this event, past or future; rejects when the process ends without it.
   *
   * @param after how many lines of this event are passed over
   */
  readonly logged: (event: string, timeoutMs?: number, after?: number) => Promise<LogLine>;
  readonly exited: Promise<Exit>;
  readonly pid: number;
  /** Sends a signal and resolves with how the process really ended. */
  readonly end: (signal: NodeJS.Signals) => Promise<Exit>;
}

const parse = (line: string): LogLine | null => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

/** Starts `node dist/main.js` in a folder, with an environment of nothing but what is given. */
export const startBot = (cwd: string, env: Readonly<Record<string, string>>, args: readonly string[] = []): Bot => {
  const main = `${__dirname}/../../dist/main.js`;
  const child: ChildProcess = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  const lines: LogLine[] = [];
  const raw: string[] = [];
  const watchers = new Set<() => void>();
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal });
      for (const watch of [...watchers]) watch();
    });
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null || child.pid === undefined) throw new Error('the bot could not be started');
  stderr.on('data', (chunk) => raw.push(String(chunk)));
  createInterface({ input: stdout }).on('line', (line) => {
    raw.push(`${line}\n`);
    const parsed = parse(line);
    if (parsed !== null) lines.push(parsed);
    for (const watch of [...watchers]) watch();
  });

  const logged: Bot['logged'] = (event, timeoutMs = 10_000, after = 0) =>
    new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        watchers.delete(look);
      };
      const fail = (why: string) => {
        finish();
        reject(new Error(`${why} without logging ${event}:\n${raw.slice(-30).join('')}`));
      };
      const look = () => {
        const found = lines.filter((line) => line.event === event)[after];
        if (found !== undefined) {
          finish();
          resolve(found);
        } else if (child.exitCode !== null || child.signalCode !== null) fail('the bot ended');
      };
      const timer = setTimeout(() => fail(`the bot ran ${timeoutMs} ms`), timeoutMs);
      watchers.add(look);
      look();
    });

  return {
    lines,
    output: () => raw.join(''),
    logged,
    exited,
    pid: child.pid,
    end: (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return exited;
    },
  };
};

/** Whether nobody listens on a port of 127.0.0.1 at this moment. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/**
 * Ports of 127.0.0.1 that are free at this moment. Below those that systems give to outgoing connections: one of these
 * may be taken before the bot listens, and stay taken when it is started again.
 */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(12_000, 32_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
};
