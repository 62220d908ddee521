/** Waiting for facts, woken by events and never by polling. */
export function createWatch(options: WatchOptions): Watch {
  const waiting = new Set<Waiter>();
  return {
    changed: () => {
      for (const waiter of [...waiting]) waiter.look();
    },
    until: (probe, { timeoutMs = 5000, what = 'the condition' } = {}) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void): void => {
          clearTimeout(timer);
          waiting.delete(waiter);
          settle();
        };
        const fail = (why: string): void =>
          end(() => reject(new Error(`${why} while waiting for ${what}. ${options.describe()}`)));
        const waiter: Waiter = {
          look: () => {
            try {
              const found = probe();
              if (found) end(() => resolve(found));
            } catch (error) {
              end(() => reject(error));
            }
          },
          stop: () => fail('The simulator stopped'),
        };
        const timer = setTimeout(() => fail(`${timeoutMs} ms passed`), timeoutMs);
        waiting.add(waiter);
        waiter.look();
      }),
    stop: () => {
      for (const waiter of [...waiting]) waiter.stop();
    },
  };
}

export interface WatchOptions {
  /** Said when waiting was in vain. */
  readonly describe: () => string;
}

export interface UntilOptions {
  /** 5000 unless said. */
  readonly timeoutMs?: number;
  /** Names what is waited for, in the error. */
  readonly what?: string;
}

export interface Watch {
  readonly changed: () => void;
  /** Resolves with the first truthy answer of the probe, which is asked at once and after every change. */
  readonly until: <T>(probe: () => T, options?: UntilOptions) => Promise<NonNullable<T>>;
  /** Rejects everything that still waits. */
  readonly stop: () => void;
}

interface Waiter {
  readonly look: () => void;
  readonly stop: () => void;
}
