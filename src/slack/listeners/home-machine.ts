import type { BlockAction, ExternalSelectAction } from '@slack/bolt';
import { Fault } from '../../domain/fault';
import { actionIds } from '../action-ids';
import type { Message } from '../block-kit/message';
import { machineView } from '../forms/machine-view';
import { faultMessage } from '../messages/whispers';
import { withTimeLimit } from '../time-limit';
import { arrivalOf } from './arrival-of';
import type { ListenerNeeds } from './listener-needs';
import { machineAnswer } from './questions';

/** The trigger of the window lives three seconds. */
const ANSWER_LIMIT_MS = 1_500;

/** Listens to the choice of a machine in Home: its story opens in a window, or comes as a direct message where it took longer. */
export const listenToHomeMachine = (needs: ListenerNeeds): void => {
  const { app, clock, log, whisper, openForm } = needs;

  const answerOrFault = async (personId: string, name: string): Promise<Message> => {
    try {
      return await machineAnswer(needs, personId, name);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      log.warn('slack.question-met-fault', { system: error.facts.system, code: error.facts.code });
      return faultMessage(error.facts, { draftId: null });
    }
  };

  app.action<BlockAction<ExternalSelectAction>>(
    { action_id: actionIds.homeMachine, type: 'block_actions' },
    async ({ body, action, ack, context }) => {
      await ack();
      // Slack sends null where a choice is taken back, whatever its types say.
      const chosen: { readonly value?: string } | null | undefined = action.selected_option;
      if (chosen?.value === undefined) return;
      const answering = answerOrFault(body.user.id, chosen.value);
      const inTime = await withTimeLimit(clock, ANSWER_LIMIT_MS, answering);
      const trigger = { id: body.trigger_id, arrival: arrivalOf(context) };
      const isOpen = inTime !== 'late' && (await openForm(trigger, machineView(inTime)));
      if (!isOpen) await whisper({ personId: body.user.id, channel: null, responseUrl: null }, await answering);
    },
  );
};
