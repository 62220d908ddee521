import type { Logger } from '@slack/bolt';
import { WebClient, WebClientEvent } from '@slack/web-api';
import type { Log } from '../../flow/ports';

/** The clients of Slack's Web API. None retries or queues by itself: whoever calls knows what a repeat would mean. */
export interface Clients {
  /** For forms: a trigger id lives three seconds. */
  readonly interactive: WebClient;
  /** For messages. */
  readonly poster: WebClient;
  /** For reads of people, groups and channels. */
  readonly reader: WebClient;
  /** For trying the app-level token of Socket Mode; null where there is none. */
  readonly opener: WebClient | null;
}

/** Makes the clients, apart from each other so that no rate limit of one holds up another. */
export const createClients = (options: {
  readonly botToken: string;
  readonly appToken: string | null;
  readonly apiUrl: string | null;
  readonly logger: Logger;
  readonly log: Log;
}): Clients => {
  const client = (timeoutMs: number, token = options.botToken) => {
    const made = new WebClient(token, {
      ...(options.apiUrl === null ? {} : { slackApiUrl: options.apiUrl }),
      logger: options.logger,
      timeout: timeoutMs,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      maxRequestConcurrency: 10,
    });
    made.on(WebClientEvent.RATE_LIMITED, (retryAfterS: number, { url }: { readonly url: string }) =>
      options.log.warn('slack.rate-limited', { method: url.split('/').at(-1) ?? url, retryAfterS }),
    );
    return made;
  };
  return {
    interactive: client(2_000),
    poster: client(10_000),
    // A slow directory is worth waiting for: without it nobody can decide.
    reader: client(15_000),
    opener: options.appToken === null ? null : client(10_000, options.appToken),
  };
};

/** What keeps Slack from reading anything into words that people typed, for every message. */
export const asWritten = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;
