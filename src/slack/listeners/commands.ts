import { parseCommand, unescapeSlack } from '../../domain/command';
import { isBlank } from '../../domain/comment';
import type { Draft } from '../../flow/storage';
import { askForm } from '../forms/ask-form';
import { helpMessage } from '../messages/help';
import { statusMessage } from '../messages/status';
import { faultMessage, refusalMessage, restartedMessage } from '../messages/whispers';
import type { Arrival } from '../transport/inbox';
import { arrivalOf } from './arrival-of';
import { tellHistory } from './history';
import type { ListenerNeeds } from './listener-needs';
import { formNotOpenedMessage } from './mishaps';
import type { ReplyAddress } from './reply-address';
import { pauseFor, resumeFor } from './switching';
import { createTellWhy } from './why';

/** Listens to `/defender`. */
export const listenToCommands = (needs: ListenerNeeds): void => {
  const { app, flow, asking, newId, whisper, openForm, look, cardLink } = needs;

  const tellWhy = createTellWhy(needs);

  const tellStatus = async (to: ReplyAddress): Promise<void> => {
    const listed = await flow.status(to.personId);
    if (listed.kind === 'refused')
      return whisper(to, refusalMessage(listed.refusal, { cardLink: null, draftId: null }));
    const { dossiers } = listed;
    const ids = dossiers.map((dossier) => dossier.request.id);
    const links = new Map(await Promise.all(ids.map(async (id) => [id, await cardLink(id)] as const)));
    await whisper(to, statusMessage(dossiers, to.personId, await look(), links));
  };

  /** A form for what is missing: at once, since its trigger lives three seconds, with the words stored beside it. */
  const askForMore = async (draft: Draft, triggerId: string, to: ReplyAddress, arrival: Arrival): Promise<void> => {
    const opening = arrival.isRecovered ? false : openForm(triggerId, askForm({ draft, problem: null }));
    const [isOpen, isKept] = await Promise.all([opening, asking.keep(draft)]);
    if (isKept) {
      if (isOpen) return;
      return whisper(to, arrival.isRecovered ? restartedMessage(draft.id) : formNotOpenedMessage(draft.id));
    }
    await whisper(to, faultMessage(notKept, { draftId: null, typed: draft.comment }));
  };

  app.command('/defender', async ({ command, ack, context }) => {
    await ack();
    const arrival = arrivalOf(context);
    const to = { personId: command.user_id, channel: command.channel_id, responseUrl: command.response_url ?? null };
    const parsed = parseCommand(command.text ?? '');
    switch (parsed.kind) {
      case 'help':
        return whisper(to, helpMessage(parsed.verb));
      case 'status':
        return tellStatus(to);
      case 'why':
        return tellWhy(parsed, to);
      case 'history':
        return tellHistory(needs, to, parsed.requestId);
      case 'pause':
      case 'resume': {
        const { delivery, arrivedAt } = arrival;
        const ask = { delivery, personId: to.personId, channel: to.channel, words: parsed.words };
        return parsed.kind === 'pause'
          ? pauseFor(needs, to, ask)
          : resumeFor(needs, to, { ...ask, arrivedAt, about: 'typed', messageTs: null });
      }
      case 'refused':
        return whisper(
          to,
          refusalMessage(parsed.refusal, { cardLink: null, draftId: null, typed: unescapeSlack(command.text ?? '') }),
        );
      case 'ask': {
        const { verb, machine, parameter, comment } = parsed;
        const about = { person: to.personId, channel: to.channel, responseUrl: to.responseUrl, candidates: [] };
        const draft: Draft = { id: newId(), verb, machine, parameter, comment, ...about };
        if (machine === '' || isBlank(comment)) return askForMore(draft, command.trigger_id, to, arrival);
        return asking.submit(draft, { delivery: arrival.delivery, chosenMachineId: null, to });
      }
    }
  });
};

const notKept = {
  system: 'store',
  code: 'draft-not-kept',
  says: 'Your words could not be stored, so the form would lose them.',
  correlationId: null,
  missingPermission: null,
} as const;
