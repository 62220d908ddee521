import type { BlockAction, ButtonAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Draft } from '../../flow/storage';
import { actionIds } from '../action-ids';
import { formOf } from '../forms/pick-form';
import { chooseForm } from '../forms/choose-form';
import { restartedMessage } from '../messages/whispers';
import type { Arrival } from '../transport/inbox';
import { arrivalOf } from './arrival-of';
import type { ListenerNeeds } from './listener-needs';
import { draftGoneMessage, formNotOpenedMessage } from './mishaps';
import { type ReplyAddress, replyAddressOf } from './reply-address';

/** A click that leads back to stored words. */
interface Return {
  readonly draft: Draft;
  readonly to: ReplyAddress;
  readonly triggerId: string;
  readonly arrival: Arrival;
}

/** Listens to the buttons that lead back to what a person typed: Edit, Try again, Choose. */
export const listenToDraftButtons = (needs: ListenerNeeds): void => {
  const { app, asking, whisper, openForm } = needs;

  const reopen = async ({ draft, to, triggerId, arrival }: Return, form: ModalView): Promise<void> => {
    if (arrival.isRecovered) return whisper(to, restartedMessage(draft.id));
    if (!(await openForm({ id: triggerId, arrival }, form))) return whisper(to, formNotOpenedMessage(draft.id));
    // Answer to the form through this click: the first one's address may be dead by then.
    await asking.keep({ ...draft, responseUrl: to.responseUrl ?? draft.responseUrl });
  };

  const onReturn = (actionId: string, react: (back: Return) => Promise<void>) => {
    app.action<BlockAction<ButtonAction>>(
      { action_id: actionId, type: 'block_actions' },
      async ({ body, action, ack, context }) => {
        await ack();
        const channel = body.channel?.id ?? body.container['channel_id'] ?? null;
        const thread = replyAddressOf(body)?.thread ?? null;
        const to = { personId: body.user.id, channel, thread, responseUrl: body.response_url ?? null };
        const draft = await asking.find(action.value ?? '', body.user.id);
        if (draft === null) return whisper(to, draftGoneMessage());
        await react({ draft, to, triggerId: body.trigger_id, arrival: arrivalOf(context) });
      },
    );
  };

  onReturn(actionIds.editDraft, (back) => reopen(back, formOf(back.draft)));
  onReturn(actionIds.chooseMachine, (back) => reopen(back, chooseForm(back.draft)));
  onReturn(actionIds.retryDraft, ({ draft, to, arrival }) =>
    asking.submit(draft, { delivery: arrival.delivery, chosenMachineId: null, to }),
  );
};
