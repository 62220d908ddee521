import type { BlockAction, ButtonAction } from '@slack/bolt';
import type { FollowUp } from '../../domain/following-up';
import { isRefusal } from '../../domain/refusal';
import type { Draft } from '../../flow/storage';
import { actionIds } from '../action-ids';
import { askForm } from '../forms/ask-form';
import { restartedMessage } from '../messages/whispers';
import { withTimeLimit } from '../time-limit';
import { arrivalOf } from './arrival-of';
import type { ListenerNeeds } from './listener-needs';
import { followUpLateMessage, formNotOpenedMessage } from './mishaps';
import { createReadClick } from './read-click';

/** How long it may take to find what the form is filled with: its trigger lives three seconds. */
const FILL_LIMIT_MS = 1_000;

/** Each button, and what it leads to. */
const buttons: Readonly<Record<FollowUp, string>> = {
  undone: actionIds.undo,
  cancelled: actionIds.cancelRunning,
  reworded: actionIds.askAgainInOtherWords,
  repeated: actionIds.repeat,
};

/**
 * Listens to the buttons that open the form for what follows a request: Release…, Cancel this action…, Ask again… The
 * form's words are kept as those of a command are.
 */
export const listenToFollowUps = (needs: ListenerNeeds): void => {
  const { app, flow, asking, newId, clock, whisper, openForm } = needs;
  const { read, told } = createReadClick(needs);

  const onClick = (what: FollowUp) => {
    app.action<BlockAction<ButtonAction>>(
      { action_id: buttons[what], type: 'block_actions' },
      async ({ body, action, ack, context }) => {
        await ack();
        const arrival = arrivalOf(context);
        const clicked = await read({ body, action, attempted: what }, arrival);
        if (clicked === null) return;
        const { click, to } = clicked;
        const filled = await withTimeLimit(clock, FILL_LIMIT_MS, flow.prefill(click, what)).catch(
          () => 'late' as const,
        );
        if (filled === 'late') return whisper(to, followUpLateMessage());
        // On record only here: where the form opens, its submission is what is decided on and recorded.
        if (isRefusal(filled)) return told(to, await flow.refusePrefill(click, what, filled));
        const draft: Draft = { id: newId(), person: to.personId, responseUrl: to.responseUrl, ...filled };
        const opening = openForm({ id: body.trigger_id, arrival }, askForm({ draft, problem: null }));
        const [isOpen, isKept] = await Promise.all([opening, asking.keep(draft)]);
        if (isOpen && isKept) return;
        if (!isKept) return whisper(to, followUpLateMessage());
        await whisper(to, arrival.isRecovered ? restartedMessage(draft.id) : formNotOpenedMessage(draft.id));
      },
    );
  };

  for (const what of ['undone', 'cancelled', 'reworded', 'repeated'] as const) onClick(what);
};
