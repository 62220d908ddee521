import type { Receiver } from '@slack/bolt';
import type { Inbox } from './inbox';

/** How Slack's deliveries reach us, over HTTP or Socket Mode: a receiver of Bolt's that can be asked how it is. */
export interface Transport extends Receiver {
  /** Resolves once deliveries can arrive, or are being waited for in the background. Rejects with a `Fault`. */
  start(): Promise<void>;
  /** Closes what deliveries come through; answers that are under way still leave. */
  stop(): Promise<void>;
  isConnected(): boolean;
}

/** Takes what arrives; see the inbox. */
export type Take = Inbox['take'];
