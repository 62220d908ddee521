import type { Change } from '../domain/change';
import { Fault } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { escalate, expire, giveUpSending } from '../domain/reviewing';
import type { Sending } from '../domain/sending';
import { commitFresh } from './commit-fresh';
import { createLoop, earliest, type Loop } from './loop';
import type { Clock, Log } from './ports';
import type { CallLog, Deliveries, Drafts, Store } from './storage';

export interface SweepNeeds {
  readonly store: Store;
  readonly deliveries: Deliveries;
  readonly drafts: Drafts;
  readonly calls: CallLog;
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
 * Expires what nobody decided, calls others to what nobody has answered, gives up what could not be sent in time, and
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
  const callOthers = async (): Promise<void> => {
    for (const { request } of await store.escalatingDossiers(clock.now() - CLICK_IS_STORED_MS, BATCH)) {
      await alone(request.id, async () => {
        let change: Change | null = null;
        await commitFresh(store, request.id, (fresh) => {
          change = escalate(fresh, clock.now());
          return change;
        });
        if (change !== null) log.info('request.escalated', { requestId: request.id });
      });
    }
  };

  let tidiedAt = 0;
  const tidy = async (): Promise<void> => {
    if (clock.now() - tidiedAt < 60_000) return;
    tidiedAt = clock.now();
    await needs.deliveries.eraseBodies(clock.now() - BODIES_MS);
    await needs.drafts.sweep(clock.now() - DAY_MS);
    await needs.calls.forget(clock.now() - DAY_MS);
  };

  return createLoop({
    name: 'sweep',
    clock,
    log,
    round: async () => {
      await endOverdue();
      await callOthers();
      await tidy();
      needs.moved();
    },
    nextDue: async () => {
      const kinds = ['expired', 'late', 'escalating'] as const;
      const [expired = null, late = null, escalating = null] = await Promise.all(kinds.map(store.nextDue));
      // What stays due (a click that is being decided) must not make this loop spin.
      const atLeast = (due: Instant | null) => (due === null ? null : Math.max(due, clock.now() + LEAST_MS));
      const afterClicks = (due: Instant | null) => (due === null ? null : due + CLICK_IS_STORED_MS);
      return earliest([
        clock.now() + EVERY_MS,
        atLeast(afterClicks(expired)),
        atLeast(late),
        atLeast(afterClicks(escalating)),
      ]);
    },
  });
};
