import type { BlockAction, ButtonAction } from '@slack/bolt';
import { unescapeSlack } from '../../domain/command';
import type { Refusal } from '../../domain/refusal';
import type { Attempted, CardClick, Reviewed } from '../../flow/intake';
import { parseButtonValue } from '../button-value';
import { refusalMessage } from '../messages/whispers';
import type { Arrival } from '../transport/inbox';
import { clickedMessage } from './clicked-message';
import type { ListenerNeeds } from './listener-needs';
import { type ReplyAddress, replyAddressOf } from './reply-address';

/** A click, and where to answer it. */
export interface ReadClick {
  readonly click: CardClick;
  /** What the clicked message says, in its first line. */
  readonly says: string;
  readonly to: ReplyAddress;
}

export interface Clicked {
  readonly body: BlockAction;
  readonly action: ButtonAction;
  readonly attempted: Attempted;
}

/** Makes the reader of clicks on a request's buttons, and what tells their refusals. */
export const createReadClick = ({ flow, log, whisper, cardLink, botUserId }: ListenerNeeds) => {
  const tellRefusal = async (to: ReplyAddress, refusal: Refusal): Promise<void> => {
    const link = refusal.requestId === undefined ? null : await cardLink(refusal.requestId);
    await whisper(to, refusalMessage(refusal, { cardLink: link, draftId: null }));
  };

  /** Says why a click came to nothing; what came to something shows on the card. */
  const told = async (to: ReplyAddress, outcome: Reviewed): Promise<void> => {
    if (outcome.kind === 'refused') await tellRefusal(to, outcome.refusal);
  };

  /** Null, and told and on record, where the button's value is not one that Twokey wrote. */
  const read = async ({ body, action, attempted }: Clicked, arrival: Arrival): Promise<ReadClick | null> => {
    const { delivery, arrivedAt } = arrival;
    const { channel, messageTs } = clickedMessage(body, botUserId());
    const thread = replyAddressOf(body)?.thread ?? null;
    const to = { personId: body.user.id, channel, thread, responseUrl: body.response_url ?? null };
    const target = parseButtonValue(action.value);
    if (target !== null) {
      const says = unescapeSlack(body.message?.text?.split('\n')[0] ?? '');
      return { click: { delivery, arrivedAt, personId: body.user.id, channel, messageTs, ...target }, says, to };
    }
    log.warn('slack.button-unreadable', { actionId: action.action_id });
    await told(to, await flow.refuseUnread({ delivery, personId: body.user.id, attempted }));
    return null;
  };

  return { read, told };
};
