import type { KnownBlock } from '@slack/types';

/** A message as Slack takes it. `text` says the same as the blocks, for notifications and screen readers; it is escaped. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}
