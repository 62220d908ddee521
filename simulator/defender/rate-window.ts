/** Strict sliding windows, judged at arrival. A rejected call counts like any other. */
export function createRateWindows(limits: readonly RateLimit[]): RateWindows {
  const arrivals = limits.map((): number[] => []);
  const violations: RateViolation[] = [];
  return {
    arrive: (call) => {
      let retryAfterS: number | undefined;
      limits.forEach((limit, index) => {
        if (limit.route !== undefined && limit.route !== call.route) return;
        const recent = (arrivals[index] ?? []).filter((at) => call.at - at < limit.windowMs);
        recent.push(call.at);
        arrivals[index] = recent;
        if (recent.length <= limit.calls) return;
        const freeAt = (recent[recent.length - limit.calls] ?? call.at) + limit.windowMs;
        retryAfterS = Math.max(retryAfterS ?? 1, Math.ceil((freeAt - call.at) / 1000));
        violations.push({ ...call, limit, count: recent.length });
      });
      return retryAfterS;
    },
    violations: () => [...violations],
  };
}

export interface RateLimit {
  readonly calls: number;
  readonly windowMs: number;
  /** The name of the only route that counts; left out, all calls count together. */
  readonly route?: string;
}

export interface RatedCall {
  /** Milliseconds on a clock that never goes back. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Name of the route; undefined when no route has this path. */
  readonly route: string | undefined;
}

export interface RateViolation extends RatedCall {
  readonly limit: RateLimit;
  /** Arrivals in the window, this one included. */
  readonly count: number;
}

export interface RateWindows {
  /** Whole seconds to wait, when this arrival is one too many. */
  readonly arrive: (call: RatedCall) => number | undefined;
  readonly violations: () => readonly RateViolation[];
}

/** Documented for nearly every call; the package link has its own, tighter ones. */
export const DEFAULT_RATE_LIMITS: readonly RateLimit[] = [
  { calls: 100, windowMs: 60_000 },
  { calls: 1500, windowMs: 3_600_000 },
  { calls: 2, windowMs: 60_000, route: 'getPackageUri' },
  { calls: 120, windowMs: 3_600_000, route: 'getPackageUri' },
];
