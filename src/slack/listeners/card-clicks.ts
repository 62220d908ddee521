import type { BlockAction, ButtonAction } from '@slack/bolt';
import { Fault } from '../../domain/fault';
import type { Attempted, CardClick, Reviewed } from '../../flow/intake';
import { actionIds } from '../action-ids';
import { denyForm } from '../forms/deny-form';
import { faultMessage } from '../messages/whispers';
import { withTimeLimit } from '../time-limit';
import type { Arrival } from '../transport/inbox';
import { arrivalOf } from './arrival-of';
import { withCardPlace } from './card-place';
import type { ListenerNeeds } from './listener-needs';
import { denyAgainMessage } from './mishaps';
import { createReadClick, type ReadClick } from './read-click';

/** How long it may take to find out whether a form makes sense: its trigger lives three seconds. */
const DECIDE_LIMIT_MS = 1_000;

/** Listens to the buttons of a card: Approve, Deny, Withdraw, Ask again. */
export const listenToCardClicks = (needs: ListenerNeeds): void => {
  const { app, flow, asking, newId, clock, log, whisper, openForm } = needs;
  const { read, told } = createReadClick(needs);

  const answer = async ({ click, to }: ReadClick, decide: (click: CardClick) => Promise<Reviewed>): Promise<void> => {
    try {
      await told(to, await decide(click));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { system, code } = error.facts;
      log.warn('slack.click-met-fault', { requestId: click.requestId, system, code });
      await whisper(to, faultMessage(error.facts, { draftId: null }));
    }
  };

  const askForReason = async ({ click, says, to }: ReadClick, triggerId: string, arrival: Arrival): Promise<void> => {
    const refusal = await withTimeLimit(clock, DECIDE_LIMIT_MS, flow.beforeDeny(click)).catch(() => 'late' as const);
    // On record only here: where the form opens, its submission is what is decided on and recorded.
    if (refusal !== null && refusal !== 'late') return told(to, await flow.refuseDeny(click, refusal));
    const form = withCardPlace(denyForm({ ...click, about: says }), click);
    const isOpen = await openForm({ id: triggerId, arrival }, form);
    if (!isOpen) await whisper(to, denyAgainMessage());
  };

  const onClick = (
    actionId: string,
    attempted: Attempted,
    react: (read: ReadClick, triggerId: string, arrival: Arrival) => Promise<void>,
  ) => {
    app.action<BlockAction<ButtonAction>>(
      { action_id: actionId, type: 'block_actions' },
      async ({ body, action, ack, context }) => {
        await ack();
        const arrival = arrivalOf(context);
        const clicked = await read({ body, action, attempted }, arrival);
        if (clicked !== null) await react(clicked, body.trigger_id, arrival);
      },
    );
  };

  onClick(actionIds.approve, 'approved', (clicked) => answer(clicked, flow.approve));
  onClick(actionIds.withdraw, 'withdrawn', (clicked) => answer(clicked, flow.withdraw));
  onClick(actionIds.deny, 'denied', askForReason);
  onClick(actionIds.askAgain, 'asked-again', ({ click, to }) => asking.again(click, { draftId: newId(), to }));
};
