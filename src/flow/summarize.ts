import { Fault } from '../domain/fault';
import { summarize } from '../domain/summary';
import { commitFresh } from './commit-fresh';
import { createLoop, type Loop } from './loop';
import type { Clock, Log } from './ports';
import type { Store } from './storage';
import type { Tenure } from './tenure';

const BATCH = 100;
/** When one that could not be told is tried again. */
const AGAIN_MS = 5_000;

/**
 * Tells what came of several machines together, once, when the last of them has ended. What is due is found by query: a
 * crash on the way tells it later, and never twice, since that it was told is stored with the telling.
 */
export const createSummarize = (needs: {
  readonly store: Store;
  readonly tenure: Tenure;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after something was stored that is to be told. */
  readonly moved: () => void;
}): Loop => {
  const { store, clock, log } = needs;

  const tell = async (requestId: string): Promise<void> => {
    try {
      await commitFresh(store, requestId, (fresh) => summarize(fresh, clock.now()));
      log.info('request.summarized', { requestId });
    } catch (error) {
      if (error instanceof Fault) throw error;
      // A bug with one request must not keep all others from being told.
      log.error('summarize.failed', { requestId, error });
    }
  };

  return createLoop({
    name: 'summarize',
    clock,
    log,
    mayBegin: needs.tenure.holds,
    round: async () => {
      const due = await store.summaryDossiers(BATCH);
      for (const { request } of due) await tell(request.id);
      if (due.length > 0) needs.moved();
    },
    nextDue: async () => ((await store.summaryDossiers(1)).length === 0 ? null : clock.now() + AGAIN_MS),
  });
};
