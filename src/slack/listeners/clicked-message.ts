import type { BlockAction } from '@slack/bolt';

/** Where a click says that it was made. */
export interface ClickedMessage {
  readonly channel: string;
  /** Empty where the message is none that this app posted for all to see: such a message is never a card. */
  readonly messageTs: string;
}

/** Slack leaves out what it does not say, or sends null. */
const isSaid = (value: unknown): boolean => value !== undefined && value !== null;

/**
 * Reads which message was clicked. Taken for somebody else's only where Slack says so: a message that one person sees, one
 * of another app, or one that names an author and no bot and whose author is not ours.
 *
 * @param botUserId ours; null where Slack has not said yet
 */
export const clickedMessage = (
  { api_app_id, channel, container, message }: BlockAction,
  botUserId: string | null,
): ClickedMessage => {
  const author = message?.user;
  const appId: unknown = message?.['app_id'];
  const isUnsigned = !isSaid(message?.['bot_id']);
  const isForeign =
    container['is_ephemeral'] === true ||
    (isSaid(appId) && appId !== api_app_id) ||
    (isSaid(author) && isUnsigned && botUserId !== null && author !== botUserId);
  const ts = message?.ts ?? container['message_ts'] ?? '';
  return { channel: channel?.id ?? container['channel_id'] ?? '', messageTs: isForeign ? '' : ts };
};
