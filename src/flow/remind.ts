import { Fault } from '../domain/fault';
import { type Found, lookForUndoing, remindOf, runsToRemindOf } from '../domain/reminding';
import type { Dossier } from '../domain/reviewing';
import type { Run } from '../domain/run';
import { commitFresh } from './commit-fresh';
import { createLoop, type Loop } from './loop';
import type { Clock, Defender, Log } from './ports';
import type { Store } from './storage';
import type { Tenure } from './tenure';

export interface RemindNeeds {
  readonly store: Store;
  readonly defender: Defender;
  readonly tenure: Tenure;
  readonly clock: Clock;
  readonly log: Log;
  readonly moved: () => void;
}

const BATCH = 200;
/** What stays due (a bug with one request) must not make this loop spin. */
const LEAST_MS = 10_000;

/**
 * Reminds people of a containment whose time is over, or that Defender lifts by itself tomorrow. Undoes nothing. Defender
 * is asked at that moment whether it was undone since; when it cannot be asked, the reminder says so and is not held up.
 */
export const createRemind = (needs: RemindNeeds): Loop => {
  const { store, defender, clock, log } = needs;

  const lookAt = async (run: Run, { undone }: Dossier): Promise<Found> => {
    // Our own log knows already.
    if (undone.includes(run.id)) return { kind: 'nothing-since' };
    try {
      return lookForUndoing(run, await defender.following.actionsOn(run.machine.id));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      log.warn('remind.not-looked', { requestId: run.requestId, fault: error.facts });
      return { kind: 'not-known' };
    }
  };

  const remindOne = async (dossier: Dossier): Promise<void> => {
    const requestId = dossier.request.id;
    const found = new Map<string, Found>();
    for (const run of runsToRemindOf(dossier, clock.now())) found.set(run.id, await lookAt(run, dossier));
    let kinds: readonly string[] = [];
    await commitFresh(store, requestId, (fresh) => {
      const change = remindOf(fresh, found, clock.now());
      kinds = change?.events.map(({ happening }) => happening.kind) ?? [];
      return change;
    });
    for (const kind of kinds) log.info('request.containment-reminded', { requestId, kind });
  };

  return createLoop({
    name: 'remind',
    clock,
    log,
    mayBegin: needs.tenure.holds,
    round: async () => {
      const due = await store.containmentsDue(clock.now(), BATCH);
      for (const dossier of due) {
        try {
          await remindOne(dossier);
        } catch (error) {
          if (error instanceof Fault) throw error;
          // A bug with one request must not keep all others from theirs.
          log.error('remind.failed', { requestId: dossier.request.id, error });
        }
      }
      if (due.length > 0) needs.moved();
    },
    nextDue: async () => {
      const due = await store.nextDue('containment');
      return due === null || due > clock.now() ? due : clock.now() + LEAST_MS;
    },
  });
};
