import type { Courier } from '../delivery/courier.js';
import type { Delivery } from '../delivery/outcome.js';
import type { Signing } from '../delivery/parcel.js';
import type { JsonObject } from '../json.js';
import type { SeedChannel, SeedUser } from '../seed.js';
import type { Until } from '../until.js';
import type { Workspace } from '../workspace/workspace.js';

/** What a person's client works with. */
export type Actor = {
  readonly workspace: Workspace;
  readonly courier: Courier;
  readonly until: Until;
  /** Read at each use, for a test may change the user. */
  readonly user: () => SeedUser;
  /** A full response URL from its path. */
  readonly urlOf: (path: string) => string;
  /** What external menus last offered, by `view or message/action_id`. */
  readonly suggested: Map<string, readonly JsonObject[]>;
};

/** How an interaction is delivered, where it should not be as Slack would. */
export type DeliveryOptions = {
  readonly signing?: Signing;
  /** Changes the whole payload before it is signed. */
  readonly payload?: (payload: JsonObject) => JsonObject;
};

/** An interaction that reached the bot, or did not. */
export type Interaction = Delivery & { readonly triggerId: string; readonly responseUrl: string };

/** The channel, as one where this person may act. */
export const channelFor = (actor: Actor, channelId: string): SeedChannel => {
  const channel = actor.workspace.channels.resolve(channelId);
  if (channel === undefined) throw new Error(`There is no channel ${channelId}`);
  if (!channel.members.includes(actor.user().id)) {
    throw new Error(`${actor.user().realName} is not in ${channel.name}`);
  }
  return channel;
};
