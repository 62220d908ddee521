import type { Refusal } from './refusal';
import { refuse } from './refusal';

/** What Slack says of a channel. `undefined` means that it did not say. */
export interface ChannelFacts {
  readonly id: string;
  readonly isMember: boolean | undefined;
  readonly isArchived: boolean | undefined;
  readonly isShared: boolean | undefined;
  readonly isPendingShared: boolean | undefined;
  readonly isDirectMessage: boolean;
}

/**
 * Whether requests may live in a channel: null when they may. A channel that cannot be read is no channel for this.
 *
 * @param facts null when Slack does not let the bot read the channel
 * @param allowed the policy's channels; null means any channel that the bot is in
 */
export const admitChannel = (facts: ChannelFacts | null, allowed: readonly string[] | null): Refusal | null => {
  if (facts === null) return refuse('bot-not-in-channel');
  if (facts.isDirectMessage) return refuse('direct-message');
  if (facts.isShared !== false || facts.isPendingShared !== false) return refuse('shared-channel');
  if (facts.isArchived !== false) return refuse('archived-channel');
  if (facts.isMember !== true) return refuse('bot-not-in-channel');
  if (allowed !== null && !allowed.includes(facts.id)) return refuse('wrong-channel', allowed);
  return null;
};
