import { parseCommand, unescapeSlack } from '../../domain/command';
import { isBlank } from '../../domain/comment';
import { needsParameter } from '../../domain/parameter';
import type { Draft } from '../../flow/storage';
import { helpMessage } from '../messages/help';
import { linkedOf, statusMessage } from '../messages/status';
import { refusalMessage } from '../messages/whispers';
import type { Arrival } from '../transport/inbox';
import { tellHistory } from './history';
import type { ListenerNeeds } from './listener-needs';
import { whileLookingUp } from './looking-up';
import { createOpenDraft } from './open-draft';
import { linksOf, tellContained, tellMachine } from './questions';
import type { ReplyAddress } from './reply-address';
import { tellSettled } from './settling';
import { tellSubscribed } from './subscribing';
import { pauseFor, resumeFor } from './switching';
import { tellWhy } from './why';

/** Words for Twokey, and where they were said. */
export interface Spoken {
  /** What follows `/defender` or the mention, as Slack escapes it. */
  readonly text: string;
  readonly to: ReplyAddress & { readonly channel: string };
  /** What can open a form at once; null where Slack gives none. */
  readonly triggerId: string | null;
  readonly arrival: Arrival;
}

/** Makes what answers words for Twokey, whether they came by slash command or by mention. */
export const createAnswerCommand = (needs: ListenerNeeds): ((spoken: Spoken) => Promise<void>) => {
  const { asking, newId, whisper } = needs;

  const tellStatus = async ({ flow, look, whisper }: ListenerNeeds, to: ReplyAddress): Promise<void> => {
    const listed = await flow.status(to.personId);
    if (listed.kind === 'refused')
      return whisper(to, refusalMessage(listed.refusal, { cardLink: null, draftId: null }));
    await whisper(
      to,
      statusMessage(listed, to.personId, await look(), await linksOf(needs, linkedOf(listed, to.personId))),
    );
  };

  const openDraft = createOpenDraft(needs);

  return async (spoken) => {
    const { text, to, arrival } = spoken;
    const { personId, channel, thread } = to;
    const { delivery } = arrival;
    const parsed = parseCommand(text);
    switch (parsed.kind) {
      case 'help':
        return whisper(to, helpMessage(parsed.verb));
      case 'status':
        return whileLookingUp(needs, to, (patient) => tellStatus(patient, to));
      case 'subscribe':
      case 'unsubscribe':
        return tellSubscribed(needs, to, {
          delivery,
          to: parsed.kind === 'subscribe' ? 'on' : 'off',
          from: 'command',
        });
      case 'why':
        return whileLookingUp(needs, to, (patient) => tellWhy(patient, parsed, to));
      case 'history':
        return whileLookingUp(needs, to, (patient) => tellHistory(patient, to, parsed.subject));
      case 'contained':
        return whileLookingUp(needs, to, (patient) => tellContained(patient, to));
      case 'machine':
        return whileLookingUp(needs, to, (patient) => tellMachine(patient, to, parsed.name));
      case 'settle':
        return tellSettled(needs, to, { ...parsed, delivery });
      case 'pause':
        return pauseFor(needs, to, { delivery, personId, channel, words: parsed.words });
      case 'resume': {
        const ask = { delivery, personId, channel, words: parsed.words };
        return resumeFor(needs, to, { ...ask, about: 'typed', messageTs: null });
      }
      case 'refused': {
        const typed = unescapeSlack(text);
        return whisper(to, refusalMessage(parsed.refusal, { cardLink: null, draftId: null, typed }));
      }
      case 'ask': {
        const { verb, machines, parameter, forMs, comment } = parsed;
        const machine = machines.join(',');
        const { responseUrl } = to;
        const about = { person: personId, channel, thread: thread ?? null, responseUrl, candidates: [] };
        const draft: Draft = { id: newId(), verb, machine, parameter, forMs, comment, ...about };
        const isWithout = needsParameter(verb) && parameter === null;
        if (machine === '' || isBlank(comment) || isWithout) return openDraft(draft, spoken);
        return asking.submit(draft, { delivery, chosenMachineId: null, to });
      }
    }
  };
};
