import { Client, escapeLiteral } from 'pg';
import type { Log } from '../../flow/ports';
import type { Hints } from '../../flow/sharing';

const CHANNEL = 'twokey';
/** Hints within this time of one another become one. */
const GATHER_MS = 25;
/** Before the next try to listen, at first and at most; and how long a connection lasts before it is thought to be good. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** How often a silent connection is asked whether it still is one, and how long it may take to say so. */
const PROBE_MS = 15_000;
const ANSWER_MS = 5_000;

/** The statement that tells all other processes, when its transaction is committed. The same one twice is told once. */
export const hintOf = (owner: string): string => `notify ${CHANNEL}, ${escapeLiteral(owner)}`;

/** Hints that are being listened for. */
export interface OpenHints extends Hints {
  close(): Promise<void>;
}

/**
 * Hears of what others store, over a connection of its own, from the first listener on. Nothing depends on it: where
 * PostgreSQL or a pooler in between breaks it, that is logged once, and tried again ever more slowly.
 */
export const openHints = (deps: {
  readonly url: string;
  readonly place: string;
  /** Whose own changes are no news. */
  readonly owner: string;
  readonly log: Log;
}): OpenHints => {
  const { url, place, owner, log } = deps;
  const calls: (() => void)[] = [];
  const stopping = new AbortController();
  const { call, stop } = gathered(() => {
    for (const listener of calls) listener();
  });
  let listening: Promise<void> | null = null;

  /** Resolves with why the connection was lost, or when it is over. */
  const listenOnce = async (listens: () => void): Promise<unknown> => {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
      application_name: 'twokey hints',
    });
    const lost = new Promise<unknown>((resolve) => {
      client.on('error', resolve);
      client.on('end', () => resolve('connection ended'));
      stopping.signal.addEventListener('abort', resolve, { once: true });
    });
    client.on('notification', ({ payload }) => {
      if (payload !== owner) call();
    });
    let probe: NodeJS.Timeout | undefined;
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      listens();
      const failed = new Promise<unknown>((resolve) => {
        probe = setInterval(() => client.query('select 1').catch(resolve), PROBE_MS);
      });
      return await Promise.race([lost, failed]);
    } catch (error) {
      return error;
    } finally {
      clearInterval(probe);
      await client.end().catch(() => {});
    }
  };

  const keepListening = async (): Promise<void> => {
    let pauseMs = FIRST_PAUSE_MS;
    let isTold = false;
    while (!stopping.signal.aborted) {
      const began = performance.now();
      const error = await listenOnce(() => {
        if (isTold) log.info('store-hints-heard', { place });
        // What was said while nobody listened.
        call();
      });
      if (stopping.signal.aborted) return;
      if (performance.now() - began > LONGEST_PAUSE_MS) {
        pauseMs = FIRST_PAUSE_MS;
        isTold = false;
      }
      if (!isTold) log.warn('store-hints-lost', { place, error });
      isTold = true;
      await pause(pauseMs, stopping.signal);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  };

  return {
    listen: (listener) => {
      calls.push(listener);
      if (!stopping.signal.aborted) listening ??= keepListening();
    },
    close: async () => {
      stopping.abort();
      stop();
      await listening;
    },
  };
};

/** The first call at once, and one more for all that come while it is fresh. */
const gathered = (work: () => void): { readonly call: () => void; readonly stop: () => void } => {
  let isWanted = false;
  let timer: NodeJS.Timeout | null = null;
  const call = (): void => {
    isWanted = timer !== null;
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      if (isWanted) call();
    }, GATHER_MS);
    work();
  };
  return { call, stop: () => clearTimeout(timer ?? undefined) };
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over);
  });
