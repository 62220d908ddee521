/** 429 by order, and the calls that come before a 429's `Retry-After` is over. */
export function createThrottle(): Throttle {
  let orders: readonly ThrottleOrder[] = [];
  let pausedFrom = Number.POSITIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  const early: EarlyCall[] = [];
  return {
    order: (order) => {
      orders = [...orders, order];
    },
    arrive: (call) => {
      if (call.at > pausedFrom && call.at < pausedUntil) early.push({ ...call, msEarly: pausedUntil - call.at });
      const [first, ...rest] = orders;
      if (first === undefined) return undefined;
      const left = (first.times ?? 1) - 1;
      orders = left > 0 ? [{ ...first, times: left }, ...rest] : rest;
      return first.retryAfterS;
    },
    answered: (at, retryAfterS) => {
      pausedFrom = Math.min(at > pausedUntil ? at : pausedFrom, at);
      pausedUntil = Math.max(pausedUntil, at + retryAfterS * 1000);
    },
    early: () => [...early],
  };
}

export interface ThrottleOrder {
  readonly retryAfterS: number;
  /** How many calls, whatever they are, get it; 1 unless said. */
  readonly times?: number;
}

export interface EarlyCall {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly msEarly: number;
}

export interface Throttle {
  readonly order: (order: ThrottleOrder) => void;
  /** `Retry-After` in seconds when this call is to be refused. Times in milliseconds on the clock of the rate windows. */
  readonly arrive: (call: Omit<EarlyCall, 'msEarly'>) => number | undefined;
  /** A 429 went out: from now on calls are early until its `Retry-After` is over. */
  readonly answered: (at: number, retryAfterS: number) => void;
  /** Calls that may have been on their way when the 429 was written are among them. */
  readonly early: () => readonly EarlyCall[];
}
