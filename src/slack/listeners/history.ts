import { helpMessage } from '../messages/help';
import { historyMessage } from '../messages/history';
import { machineHistoryMessage, requestsInHistory } from '../messages/machine-history';
import { refusalMessage } from '../messages/whispers';
import { whichMachineMessage } from '../messages/why';
import type { ListenerNeeds } from './listener-needs';
import { linksOf } from './questions';
import type { ReplyAddress } from './reply-address';

/** Tells one person the story of a request, or of a machine. */
export const tellHistory = async (
  needs: Pick<ListenerNeeds, 'flow' | 'whisper' | 'look' | 'cardLink'>,
  to: ReplyAddress,
  subject: string,
): Promise<void> => {
  const { flow, whisper, look, cardLink } = needs;
  if (subject === '') return whisper(to, helpMessage('history'));
  const told = await flow.history(to.personId, subject);
  switch (told.kind) {
    case 'refused':
      return whisper(to, refusalMessage(told.refusal, { cardLink: null, draftId: null }));
    case 'several':
      return whisper(to, whichMachineMessage(subject, told.candidates));
    case 'machine-history': {
      const links = await linksOf(needs, requestsInHistory(told.story));
      return whisper(to, machineHistoryMessage({ asked: subject, story: told.story }, links, await look()));
    }
    case 'history': {
      const { dossier, events, namesake } = told;
      const link = await cardLink(dossier.request.id);
      return whisper(to, historyMessage({ dossier, events, namesake, cardLink: link, look: await look() }));
    }
  }
};
