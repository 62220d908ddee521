import { Fault, type FaultFacts } from '../domain/fault';
import type { Instant } from '../domain/instant';
import type { Clock } from '../flow/ports';
import type { AccessToken } from './entra';
import { factsThrown } from './fault';

export interface TokenHealth {
  readonly isOk: boolean;
  /** When the newest token was issued. */
  readonly at: Instant | null;
  readonly expiresAt: Instant | null;
  /** Why the last attempt failed; null when it did not. */
  readonly fault: FaultFacts | null;
  /** Since when every attempt failed; null when the last one did not. */
  readonly failingSince: Instant | null;
}

export interface Tokens {
  /** The shared token, fetched where there is none. Rejects with a `Fault` of system Entra. */
  get(): Promise<AccessToken>;
  /** Forgets a token that Defender turned away, unless it has been replaced already. */
  drop(token: AccessToken): void;
  health(): TokenHealth;
  stop(): void;
}

const EARLY_MS = 5 * 60_000;
const AGAIN_MS = 30_000;

/** One token for all: fetched once however many ask, renewed before it ends, served until it really does. */
export const createTokens = ({
  acquire,
  clock,
}: {
  readonly acquire: () => Promise<AccessToken>;
  readonly clock: Clock;
}): Tokens => {
  let token: AccessToken | null = null;
  let fault: FaultFacts | null = null;
  let failingSince: Instant | null = null;
  let issuedAt: Instant | null = null;
  let flight: Promise<AccessToken> | null = null;
  let callOff = (): void => {};
  let isStopped = false;

  const renewAt = (at: Instant): void => {
    callOff();
    if (isStopped) return;
    callOff = clock.at(at, () => {
      // Not silent: it is in the health and in the log; the token that is left keeps being served.
      fetchOnce().catch(() => {});
    });
  };

  const fetch = async (): Promise<AccessToken> => {
    try {
      const fresh = await acquire();
      token = fresh;
      issuedAt = fresh.issuedAt;
      fault = null;
      failingSince = null;
      renewAt(fresh.expiresAt - Math.min(EARLY_MS, (fresh.expiresAt - fresh.issuedAt) / 5));
      return fresh;
    } catch (error) {
      fault = factsThrown(error);
      failingSince ??= clock.now();
      const left = (token?.expiresAt ?? 0) - clock.now();
      if (left > 0) renewAt(clock.now() + Math.min(AGAIN_MS, Math.max(1_000, left / 4)));
      throw new Fault(fault);
    }
  };

  const fetchOnce = (): Promise<AccessToken> => {
    flight ??= fetch().finally(() => {
      flight = null;
    });
    return flight;
  };

  const isUsable = (held: AccessToken | null): held is AccessToken => held !== null && clock.now() < held.expiresAt;

  return {
    get: async () => (isUsable(token) ? token : fetchOnce()),
    drop: (turnedAway) => {
      if (token === turnedAway) token = null;
    },
    health: () => ({ isOk: isUsable(token), at: issuedAt, expiresAt: token?.expiresAt ?? null, fault, failingSince }),
    stop: () => {
      isStopped = true;
      callOff();
    },
  };
};
