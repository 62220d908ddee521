import type { FaultFacts } from '../domain/fault';
import type { Instant } from '../domain/instant';
import type { Answer, Order } from '../domain/run';
import type { Clock, Log } from '../flow/ports';
import type { Api } from './api';
import type { Budget, Slot, Turn } from './budget/budget';
import type { Outcome } from './client';
import type { AccessToken } from './entra';
import { factsThrown } from './fault';
import type { Tokens } from './token';
import { silenced, tooLate, verdictOn } from './verdict';

/** A call that changes something. */
export type Posting = Pick<Order, 'path' | 'body' | 'permissions' | 'startBefore'>;

/**
 * Waits for leave to call, prepares the posting, and makes the call once. Null where `prepare` gives none, or when
 * Twokey is stopping. Never rejects for what the outside does.
 */
export type Send = (turn: Exclude<Turn, 'read'>, prepare: () => Promise<Posting | null>) => Promise<Answer | null>;

const unsent = (fault: FaultFacts, retryAt: Instant | null = null): Answer => ({ kind: 'unsent', fault, retryAt });

/** Where a path holds an id, the log has a placeholder. */
export const routeOf = (path: string): string => path.replace(/^(\/\w+)\/[^/]+/, '$1/{id}');

/** Calls that change something, never made twice unless Defender itself proved that the first did nothing. */
export const createSend = ({
  api,
  tokens,
  budget,
  clock,
  log,
}: {
  readonly api: Api;
  readonly tokens: Tokens;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly log: Log;
}): Send => {
  /** The call itself, with leave. The slot is used up or given back. */
  const post = async (posting: Posting, slot: Slot, token: AccessToken): Promise<Outcome | Answer> => {
    // From here to the call nothing is waited for: what was true when it was checked is true when the call is made.
    const now = clock.now();
    const isLate = now >= posting.startBefore || !slot.holds();
    if (isLate || budget.pause.until() > now) {
      await slot.giveBack();
      return isLate ? tooLate : silenced(budget.pause.until());
    }
    try {
      return await api({ method: 'POST', route: routeOf(posting.path), path: posting.path, body: posting.body }, token);
    } finally {
      await slot.answered();
    }
  };

  /** After a 401, which proves that nothing was done: once more with a fresh token, if that needs no waiting. */
  const postAgain = async (posting: Posting, turn: Turn, first: Outcome): Promise<Outcome | Answer> => {
    try {
      const token = await tokens.get();
      const slot = await budget.slotNow(turn);
      return slot === null ? first : await post(posting, slot, token);
    } catch (error) {
      return unsent(factsThrown(error));
    }
  };

  const judge = async (posting: Posting, came: Outcome | Answer): Promise<Answer> => {
    if (came.kind !== 'answered' && came.kind !== 'failed') return came;
    const verdict = verdictOn(came, posting.permissions, clock.now());
    if (came.kind === 'answered' && came.status === 429 && verdict.kind === 'unsent' && verdict.retryAt !== null) {
      log.warn('defender.throttled', { until: verdict.retryAt });
      await budget.pause.extend(verdict.retryAt);
    }
    return verdict;
  };

  const sendWith = async (slot: Slot, turn: Turn, prepare: () => Promise<Posting | null>): Promise<Answer | null> => {
    let token: AccessToken;
    let posting: Posting | null;
    try {
      // Again, since the queue may have outlasted the first; and before `prepare`, so that no claim waits for it.
      token = await tokens.get();
    } catch (error) {
      await slot.giveBack();
      return unsent(factsThrown(error));
    }
    try {
      posting = await prepare();
    } catch (error) {
      await slot.giveBack();
      throw error;
    }
    if (posting === null) {
      await slot.giveBack();
      return null;
    }
    const first = await post(posting, slot, token);
    if (first.kind !== 'answered' || first.status !== 401) return judge(posting, first);
    tokens.drop(token);
    return judge(posting, await postAgain(posting, turn, first));
  };

  return async (turn, prepare) => {
    let slot: Slot | 'stopping' | 'too-late';
    try {
      await tokens.get();
      slot = await budget.slot(turn, Number.POSITIVE_INFINITY);
    } catch (error) {
      return unsent(factsThrown(error));
    }
    return typeof slot === 'string' ? null : sendWith(slot, turn, prepare);
  };
};
