import type { Change } from '../domain/change';
import { Fault } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { giveUpSending } from '../domain/giving-up';
import { type Dossier, escalate, expire, remind } from '../domain/reviewing';
import type { Sending } from '../domain/sending';
import { commitFresh } from './commit-fresh';
import { createLoop, earliest, type Loop } from './loop';
import type { Clock, Log } from './ports';
import type { CallLog } from './call-log';
import type { Deliveries } from './delivery';
import type { Drafts, Store } from './storage';
import type { Tenure } from './tenure';

export interface SweepNeeds {
  readonly store: Store;
  readonly deliveries: Deliveries;
  readonly drafts: Drafts;
  readonly calls: CallLog;
  readonly tenure: Tenure;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after every round: what others find by the clock alone is found at this pace. */
  readonly moved: () => void;
}

const EVERY_MS = 10_000;
const LEAST_MS = 250;
const BATCH = 200;
/** A click that came in time is stored within this time, or turned away: until then it may still be on its way in. */
const CLICK_IS_STORED_MS = 2_000;
/** A delivery's body holds secrets that live half an hour. */
const BODIES_MS = 35 * 60_000;
const DAY_MS = 24 * 3_600_000;

/** Why it could not be sent, where that is known. */
const pausedWords = ({ pause }: Sending): string | null =>
  pause === null ? null : `Sending was paused by ${pause.by.name}.`;

/**
 * Expires what nobody decided, calls people to what waits, gives up what could not be sent in time, and
 * tidies up. Waits for nothing outside.
 */
export const createSweep = (needs: SweepNeeds): Loop => {
  const { store, clock, log } = needs;

  /** A bug with one request must not keep all others from their end. */
  const alone = async (requestId: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (error instanceof Fault) throw error;
      log.error('sweep.failed', { requestId, error });
    }
  };

  const endOverdue = async (): Promise<void> => {
    for (const { request } of await store.expiredDossiers(clock.now() - CLICK_IS_STORED_MS, BATCH)) {
      await alone(request.id, async () => {
        await commitFresh(store, request.id, (fresh) => expire(fresh, clock.now()));
        log.info('request.expired', { requestId: request.id });
      });
    }
    const late = await store.lateDossiers(clock.now(), BATCH);
    const words = late.length === 0 ? null : pausedWords(await store.sending());
    for (const { request } of late) {
      await alone(request.id, async () => {
        await commitFresh(store, request.id, (fresh) =>
          (fresh.request.sendBy ?? Number.POSITIVE_INFINITY) <= clock.now()
            ? giveUpSending(fresh, { reason: 'send-by', words }, clock.now())
            : null,
        );
        log.warn('request.not-sent', { requestId: request.id });
      });
    }
  };

  /** After what is over has ended: nobody is called to that. */
  const call = async (
    due: readonly Dossier[],
    how: (fresh: Dossier, now: Instant) => Change | null,
    logged: 'request.escalated' | 'request.reminded',
  ): Promise<void> => {
    for (const { request } of due) {
      await alone(request.id, async () => {
        let change: Change | null = null;
        await commitFresh(store, request.id, (fresh) => {
          change = how(fresh, clock.now());
          return change;
        });
        if (change !== null) log.info(logged, { requestId: request.id });
      });
    }
  };
  const callPeople = async (): Promise<void> => {
    const until = clock.now() - CLICK_IS_STORED_MS;
    await call(await store.escalatingDossiers(until, BATCH), escalate, 'request.escalated');
    await call(await store.remindingDossiers(until, BATCH), remind, 'request.reminded');
  };

  let tidiedAt = 0;
  const tidy = async (): Promise<void> => {
    if (clock.now() - tidiedAt < 60_000) return;
    tidiedAt = clock.now();
    await needs.deliveries.eraseBodies(clock.now() - BODIES_MS);
    await needs.drafts.sweep(clock.now() - DAY_MS);
    await needs.calls.forget(DAY_MS);
  };

  return createLoop({
    name: 'sweep',
    clock,
    log,
    mayBegin: needs.tenure.holds,
    round: async () => {
      await endOverdue();
      await callPeople();
      await tidy();
      needs.moved();
    },
    nextDue: async () => {
      const kinds = ['expired', 'late', 'escalating', 'reminding'] as const;
      const [expired = null, late = null, escalating = null, reminding = null] = await Promise.all(
        kinds.map(store.nextDue),
      );
      // What stays due (a click that is being decided) must not make this loop spin.
      const atLeast = (due: Instant | null) => (due === null ? null : Math.max(due, clock.now() + LEAST_MS));
      const afterClicks = (due: Instant | null) => (due === null ? null : due + CLICK_IS_STORED_MS);
      return earliest([
        clock.now() + EVERY_MS,
        atLeast(afterClicks(expired)),
        atLeast(late),
        atLeast(afterClicks(escalating)),
        atLeast(afterClicks(reminding)),
      ]);
    },
  });
};
