/** A failure of the simulated Slack, as the bot meets it. */
export type Fault =
  /** An HTTP 500 or 503 with an HTML body; nothing was done. */
  | 'http-500'
  | 'http-503'
  /** It was done, and the answer is an HTTP 500 all the same. */
  | 'http-500-after'
  /** An HTTP 200 with a page for people, as a proxy in the way gives it; nothing was done. */
  | 'html'
  /** The same page, but it was done. */
  | 'html-after'
  /** It was done, and the connection is cut in the middle of the answer. */
  | 'half'
  /** The connection is cut; nothing was done. */
  | 'reset-before'
  /** It was done, and then the connection is cut: the answer is lost. */
  | 'reset-after'
  /** Nothing is done, and no answer ever comes. */
  | 'hang'
  /** It was done, but no answer ever comes. */
  | 'hang-after'
  | '429'
  | { readonly retryAfterSeconds: number }
  /** Slack's own refusal, in a well-formed answer. */
  | { readonly error: string }
  | { readonly slowMs: number }
  /** The call is processed once this settles: a gate that a test opens. */
  | { readonly waitFor: Promise<unknown> };

/**
 * Failures to come, by method; '*' stands for every method, 'response_url' for posts to response URLs, and METHOD@CHANNEL
 * for calls of a method about one channel.
 */
export type Faults = {
  /** The next `times` calls of the method fail so; 1 when left out. */
  readonly plan: (method: string, fault: Fault, times?: number) => void;
  /** Forgets what was planned; for all methods when none is named. */
  readonly heal: (method?: string) => void;
  /** The failure that this call meets, which is used up by it. */
  readonly next: (method: string, channel: string) => Fault | undefined;
};

export const createFaults = (): Faults => {
  const planned = new Map<string, { readonly fault: Fault; times: number }[]>();
  const take = (method: string) => {
    const queue = planned.get(method) ?? [];
    const first = queue[0];
    if (first === undefined) return undefined;
    first.times -= 1;
    if (first.times <= 0) queue.shift();
    return first.fault;
  };
  return {
    plan: (method, fault, times = 1) => {
      planned.set(method, [...(planned.get(method) ?? []), { fault, times }]);
    },
    heal: (method) => {
      if (method === undefined) planned.clear();
      else planned.delete(method);
    },
    next: (method, channel) => take(`${method}@${channel}`) ?? take(method) ?? take('*'),
  };
};
