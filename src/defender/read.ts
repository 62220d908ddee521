import { Fault, type FaultFacts } from '../domain/fault';
import type { Clock, Log } from '../flow/ports';
import type { Api } from './api';
import type { Budget, ReadTurn, Slot } from './budget/budget';
import type { Outcome } from './client';
import type { AccessToken } from './entra';
import { factsOf, faultIn, parseJson } from './fault';
import { silentUntil } from './retry-after';
import type { Tokens } from './token';

/** What a GET found: its body, or nothing (404). */
export type Found =
  | { readonly kind: 'found'; readonly body: unknown }
  | { readonly kind: 'absent'; readonly fault: FaultFacts };

/**
 * Reads from Defender, up to three times where repeating may help. Rejects with a `Fault`: of system Entra when no
 * token can be had, of system store when the call cannot be recorded, else of system Defender.
 *
 * @param path below the API's base, with its options, percent-encoded
 * @param permissions of which one is needed, where it is not the one for reading machines
 */
export type Read = (route: string, path: string, permissions?: readonly string[]) => Promise<Found>;

const READ_PERMISSIONS = ['Machine.Read.All'] as const;
const TRIES = 3;
const BACK_OFF_MS = 500;
/** How long a read waits for its turn: somebody is looking at a spinner, or will read again by itself. */
export const PATIENCE_MS = 30_000;

const noTurn = {
  stopping: factsOf('Defender', 'stopping', 'Twokey is being stopped. Try again in a minute.'),
  'too-late': factsOf(
    'Defender',
    'rate-budget',
    "Twokey has used up what Defender's rate limits allow, or Defender asked for silence. Try again in a minute.",
  ),
} as const;

/** Reads, which are safe to repeat. */
export const createRead = ({
  api,
  tokens,
  budget,
  turn,
  tries = TRIES,
  clock,
  log,
}: {
  readonly api: Api;
  readonly tokens: Tokens;
  readonly budget: Budget;
  /** Whose turn these reads take in the budget. */
  readonly turn: ReadTurn;
  /** How often it is tried at most. */
  readonly tries?: number;
  readonly clock: Clock;
  readonly log: Log;
}): Read => {
  const later = (ms: number): Promise<void> => new Promise((resolve) => void clock.at(clock.now() + ms, resolve));

  const slotBefore = async (giveUpAt: number): Promise<Slot> => {
    // Silence that outlasts the reader's patience is told at once.
    if (budget.pause.until() > giveUpAt) throw new Fault(noTurn['too-late']);
    const slot = await budget.slot(turn, giveUpAt);
    if (typeof slot === 'string') throw new Fault(noTurn[slot]);
    return slot;
  };

  const once = async (route: string, path: string, token: AccessToken): Promise<Outcome> => {
    const slot = await slotBefore(clock.now() + PATIENCE_MS);
    if (!slot.holds()) {
      await slot.giveBack();
      throw new Fault(noTurn['too-late']);
    }
    try {
      return await api({ method: 'GET', route, path, body: null }, token);
    } finally {
      await slot.answered();
    }
  };

  /** Whether, and after how many ms, a further try may help; null where it cannot. */
  const againAfter = async (outcome: Outcome, tried: number): Promise<number | null> => {
    if (outcome.kind === 'failed') return BACK_OFF_MS * tried;
    // A second token that is turned away says that a third would be too.
    if (outcome.status === 401) return tried === 1 ? 0 : null;
    if (outcome.status === 429) {
      const until = silentUntil(outcome.headers, clock.now());
      log.warn('defender.throttled', { until });
      await budget.pause.extend(until);
      return 0;
    }
    return outcome.status >= 500 || outcome.status < 300 ? BACK_OFF_MS * tried : null;
  };

  const foundIn = (outcome: Outcome, permissions: readonly string[]): Found | null => {
    if (outcome.kind === 'failed') return null;
    if (outcome.status === 404) return { kind: 'absent', fault: faultIn(outcome, permissions) };
    if (outcome.status < 200 || outcome.status > 299) return null;
    const body = parseJson(outcome.text);
    return body === undefined ? null : { kind: 'found', body };
  };

  return async (route, path, permissions = READ_PERMISSIONS) => {
    for (let tried = 1; ; tried += 1) {
      const token = await tokens.get();
      const outcome = await once(route, path, token);
      const found = foundIn(outcome, permissions);
      if (found !== null) return found;
      if (outcome.kind === 'answered' && outcome.status === 401) tokens.drop(token);
      const waitMs = await againAfter(outcome, tried);
      if (waitMs === null || tried === tries) throw new Fault(faultIn(outcome, permissions));
      if (waitMs > 0) await later(waitMs);
    }
  };
};
