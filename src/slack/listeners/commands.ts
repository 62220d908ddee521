import { createAnswerCommand } from './answer-command';
import { arrivalOf } from './arrival-of';
import type { ListenerNeeds } from './listener-needs';

/** Listens to `/defender`. It does not work in threads: Slack sends no slash command from one. */
export const listenToCommands = (needs: ListenerNeeds): void => {
  const answer = createAnswerCommand(needs);
  needs.app.command('/defender', async ({ command, ack, context }) => {
    await ack();
    const { user_id: personId, channel_id: channel, response_url } = command;
    await answer({
      text: command.text ?? '',
      to: { personId, channel, responseUrl: response_url ?? null },
      triggerId: command.trigger_id,
      arrival: arrivalOf(context),
    });
  });
};
