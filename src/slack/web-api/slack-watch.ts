import type { Instant } from '../../domain/instant';
import type { Clock, Log } from '../../flow/ports';
import { HOPELESS } from './slack-fault';

/** What says that Slack is away, or will not have us. Any other code is an answer about one channel, person or message. */
const OF_SLACK =
  /^(unknown|limited|ratelimited|rate_limited|unreachable|timeout|unexpected|no_json|http_\d+|internal_error|fatal_error|service_unavailable|request_timeout)$/;

/** How Slack's Web API did lately. */
export interface SlackWatch {
  failed(code: string): void;
  answered(): void;
  /** Null while it does well. */
  failing(): { readonly code: string; readonly since: Instant } | null;
  /** The last failure of reading or posting, of whatever kind; null when there was none. */
  lastFault(): { readonly code: string; readonly at: Instant } | null;
}

/** Remembers how the calls went. */
export const createSlackWatch = ({ clock, log }: { readonly clock: Clock; readonly log: Log }): SlackWatch => {
  let lastFault: { readonly code: string; readonly at: Instant } | null = null;
  let failing: { readonly code: string; readonly since: Instant } | null = null;
  return {
    failed: (code) => {
      log.debug('slack.failed', { code });
      lastFault = { code, at: clock.now() };
      const isOfSlack = OF_SLACK.test(code) || HOPELESS.has(code);
      failing = isOfSlack ? { code, since: failing?.since ?? clock.now() } : null;
    },
    answered: () => {
      failing = null;
    },
    failing: () => failing,
    lastFault: () => lastFault,
  };
};
