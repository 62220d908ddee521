import { randomBytes } from 'node:crypto';
import { type JsonObject, textIn } from '../json.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Courier } from './courier.js';
import type { Delivery } from './outcome.js';
import { LEGACY_TOKEN } from './payload-frame.js';
import type { Signing } from './parcel.js';

/** Wraps an event as the Events API does, and delivers it. */
export type SendEvent = (event: JsonObject, options?: { eventId?: string; signing?: Signing }) => Promise<Delivery>;

export const createEventSender = (workspace: Workspace, courier: Courier): SendEvent => {
  const { seed } = workspace;
  return (event, options = {}) =>
    courier.send(
      {
        kind: 'events_api',
        payload: {
          token: LEGACY_TOKEN,
          team_id: seed.teamId,
          context_team_id: seed.teamId,
          context_enterprise_id: seed.enterprise?.id ?? null,
          api_app_id: seed.appId,
          event,
          type: 'event_callback',
          event_id: options.eventId ?? `Ev0${randomBytes(5).toString('hex').toUpperCase()}`,
          event_time: Math.floor(workspace.now() / 1_000),
          authorizations: [
            {
              enterprise_id: seed.enterprise?.id ?? null,
              team_id: seed.teamId,
              user_id: seed.botUserId,
              is_bot: true,
              is_enterprise_install: false,
            },
          ],
          is_ext_shared_channel: workspace.channels.byId(textIn(event.channel))?.isExtShared ?? false,
          event_context: `4-${randomBytes(16).toString('hex')}`,
        },
      },
      options.signing,
    );
};

/** The scope without which Slack does not tell of an event, by its type; the others need none, or one that is not checked. */
const SCOPES: Readonly<Record<string, string>> = { app_mention: 'app_mentions:read' };

/** Delivers the events that the app subscribed to as they happen; one that fails is sent once more, as Slack does. */
export const deliverSubscribed = ({
  workspace,
  courier,
  sendEvent,
  subscribed,
  scopes,
}: {
  readonly workspace: Workspace;
  readonly courier: Courier;
  readonly sendEvent: SendEvent;
  readonly subscribed: readonly string[];
  readonly scopes: () => readonly string[];
}): void => {
  workspace.onEvent((event) => {
    const type = textIn(event.type);
    const scope = SCOPES[type];
    if (!subscribed.includes(type) || (scope !== undefined && !scopes().includes(scope))) return;
    void sendEvent(event).then((delivery) => {
      if (delivery.status === 200) return undefined;
      const reason = delivery.status === 'timeout' ? 'http_timeout' : 'http_error';
      return courier.redeliver(delivery, { num: 1, reason });
    });
  });
};
