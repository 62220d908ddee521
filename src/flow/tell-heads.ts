import { createLoop, type Loop } from './loop';
import type { Clock, Log } from './ports';
import type { Store } from './storage';

/** How often the head of the log leaves for the log stream, where it has moved. */
const EVERY_MS = 60_000;

/**
 * Tells the log stream where the record ends: when it starts, every minute in which it has moved, and when it stops.
 * Whoever owns the database can rewrite what is in it, and not what has left it.
 */
export const createTellHeads = (needs: {
  readonly store: Pick<Store, 'head'>;
  readonly clock: Clock;
  readonly log: Log;
}): Loop => {
  const { store, clock, log } = needs;
  let told: string | null = null;

  const tell = async (): Promise<void> => {
    const head = await store.head();
    if (head.hash === told) return;
    told = head.hash;
    log.info('audit.head', head);
  };

  const loop = createLoop({
    name: 'tell-heads',
    clock,
    log,
    round: tell,
    nextDue: async () => clock.now() + EVERY_MS,
  });
  return {
    wake: loop.wake,
    stop: async () => {
      await loop.stop();
      // The log goes on without it, and so does the stop.
      await tell().catch((error: unknown) => log.error('loop.failed', { loop: 'tell-heads', error }));
    },
  };
};
