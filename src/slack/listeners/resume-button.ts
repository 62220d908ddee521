import type { BlockAction, ButtonAction } from '@slack/bolt';
import { actionIds } from '../action-ids';
import { arrivalOf } from './arrival-of';
import { clickedMessage } from './clicked-message';
import type { ListenerNeeds } from './listener-needs';
import { resumeFor } from './switching';

/** The number of the pause that a button carries. */
const readNumber = (value: unknown): number | 'unreadable' =>
  typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : 'unreadable';

/**
 * Listens to Resume on a notice. It does what typing `/defender resume` does, but for the one pause that it was drawn
 * for, and only on the notice itself: on a copy, and on one of an earlier pause, it does nothing.
 */
export const listenToResume = (needs: ListenerNeeds): void => {
  const { app, log, botUserId } = needs;
  app.action<BlockAction<ButtonAction>>(
    { action_id: actionIds.resume, type: 'block_actions' },
    async ({ body, action, ack, context }) => {
      await ack();
      const { delivery } = arrivalOf(context);
      const { channel, messageTs } = clickedMessage(body, botUserId());
      const to = { personId: body.user.id, channel, responseUrl: body.response_url ?? null };
      const about = readNumber(action.value);
      if (about === 'unreadable') log.warn('slack.button-unreadable', { actionId: action.action_id });
      await resumeFor(needs, to, {
        delivery,
        about,
        messageTs,
        personId: to.personId,
        channel,
        words: '',
      });
    },
  );
};
