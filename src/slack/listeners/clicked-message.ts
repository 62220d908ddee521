import type { BlockAction } from '@slack/bolt';

/** Where a click says that it was made. */
export interface ClickedMessage {
  readonly channel: string;
  /** Empty where the message is none that this app posted for all to see: such a message is never a card. */
  readonly messageTs: string;
}

/**
 * Reads which message was clicked. Taken for somebody else's only where Slack says so: a message that one person sees, or
 * one of another app. A person's message cannot bear this app's buttons.
 */
export const clickedMessage = ({ api_app_id, channel, container, message }: BlockAction): ClickedMessage => {
  const isForeign =
    container['is_ephemeral'] === true || (message?.['app_id'] !== undefined && message['app_id'] !== api_app_id);
  const ts = message?.ts ?? container['message_ts'] ?? '';
  return { channel: channel?.id ?? container['channel_id'] ?? '', messageTs: isForeign ? '' : ts };
};
