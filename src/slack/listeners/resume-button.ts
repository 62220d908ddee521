import type { BlockAction, ButtonAction } from '@slack/bolt';
import { actionIds } from '../action-ids';
import { arrivalOf } from './arrival-of';
import type { ListenerNeeds } from './listener-needs';
import { resumeFor } from './switching';

/** The number of the pause that a button carries. */
const readNumber = (value: unknown): number | 'unreadable' =>
  typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : 'unreadable';

/**
 * Listens to Resume on a notice. It does what typing `/defender resume` does, but for the one pause that it was drawn
 * for; so that a copy of it elsewhere can do no more than its own channel's, and one of an earlier pause does nothing.
 */
export const listenToResume = (needs: ListenerNeeds): void => {
  const { app, log } = needs;
  app.action<BlockAction<ButtonAction>>(
    { action_id: actionIds.resume, type: 'block_actions' },
    async ({ body, action, ack, context }) => {
      await ack();
      const { delivery, arrivedAt } = arrivalOf(context);
      const channel = body.channel?.id ?? body.container['channel_id'] ?? '';
      const to = { personId: body.user.id, channel, responseUrl: body.response_url ?? null };
      const about = readNumber(action.value);
      if (about === 'unreadable') log.warn('slack.button-unreadable', { actionId: action.action_id });
      await resumeFor(needs, to, { delivery, arrivedAt, about, personId: to.personId, channel, words: '' });
    },
  );
};
