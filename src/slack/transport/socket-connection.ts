import type { Logger } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import type { Log } from '../../flow/ports';
import type { Parcel } from './inbox';
import { readFrame } from './socket-frame';

/** One connection of Socket Mode, from its opening to its end; it never reconnects by itself. */
export interface SocketConnection {
  /** Resolves when Slack has said hello; rejects when it did not come to that. */
  open(): Promise<unknown>;
  close(): Promise<void>;
  state(): 'opening' | 'open' | 'leaving' | 'over';
}

/**
 * Makes a connection on Slack's client, of which two habits are kept in check. It closes as soon as Slack announces a
 * refresh, before another connection is open: here the announcement goes to `onLeaving`, and whoever replaces the
 * connection closes it. And a frame of unexpected shape would end the process: here it is dropped.
 */
export const createSocketConnection = (deps: {
  readonly appToken: string;
  readonly apiUrl: string | null;
  readonly logger: Logger;
  readonly log: Log;
  readonly onParcel: (parcel: Parcel) => void;
  readonly onLeaving: (reason: string) => void;
  readonly onOver: () => void;
}): SocketConnection => {
  const { appToken, apiUrl, logger, log } = deps;
  let state: ReturnType<SocketConnection['state']> = 'opening';
  let isClosing = false;

  const client = new SocketModeClient({
    appToken,
    logger,
    // Its reconnecting waits for seconds, and a failure of it ends the process: replacing is done outside.
    autoReconnectEnabled: false,
    // An object of its own: the client writes the app token into it.
    clientOptions: {
      ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
      timeout: 5_000,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    },
  });

  const emit = client.emit.bind(client);
  client.emit = (event, ...args) => {
    if (event !== 'ws_message') return emit(event, ...args);
    const frame = readFrame(args[0]);
    if (frame.kind === 'sound') return emit(event, ...args);
    if (frame.kind === 'broken') log.warn('slack.frame-dropped');
    else if (state === 'opening' || state === 'open') {
      state = 'leaving';
      deps.onLeaving(frame.reason);
    }
    return true;
  };

  client.on('slack_event', ({ body, ack }: { body: unknown; ack: (answer?: unknown) => Promise<void> }) =>
    deps.onParcel({ body, ack }),
  );
  client.on('connected', () => {
    if (state === 'opening') state = 'open';
  });
  client.on('connecting', () => {
    // Called off while the address was fetched: the socket is made right after this event.
    if (isClosing) queueMicrotask(() => void client.disconnect());
  });
  client.on('disconnected', () => {
    if (state === 'over') return;
    state = 'over';
    deps.onOver();
  });

  return {
    open: () => client.start(),
    close: async () => {
      isClosing = true;
      if (state !== 'over') await client.disconnect();
    },
    state: () => state,
  };
};
