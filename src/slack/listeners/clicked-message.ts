import type { BlockAction } from '@slack/bolt';

/** Where a click says that it was made. */
export interface ClickedMessage {
  readonly channel: string;
  /** Empty where the message is none that this app posted for all to see: such a message is never a card. */
  readonly messageTs: string;
}

/**
 * Reads which message was clicked. Slack leaves the message out of a click on what only one person sees, names no bot on
 * what a person posted, and another app on what that app posted.
 */
export const clickedMessage = ({ api_app_id, channel, container, message }: BlockAction): ClickedMessage => {
  const isOurs =
    container['is_ephemeral'] !== true &&
    typeof message?.['bot_id'] === 'string' &&
    (message['app_id'] === undefined || message['app_id'] === api_app_id);
  return { channel: channel?.id ?? container['channel_id'] ?? '', messageTs: isOurs ? (message?.ts ?? '') : '' };
};
