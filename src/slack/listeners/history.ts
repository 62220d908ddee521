import { helpMessage } from '../messages/help';
import { historyMessage } from '../messages/history';
import { refusalMessage } from '../messages/whispers';
import type { ListenerNeeds } from './listener-needs';
import type { ReplyAddress } from './reply-address';

/** Tells one person the story of a request. */
export const tellHistory = async (
  { flow, whisper, look, cardLink }: Pick<ListenerNeeds, 'flow' | 'whisper' | 'look' | 'cardLink'>,
  to: ReplyAddress,
  requestId: string,
): Promise<void> => {
  if (requestId === '') return whisper(to, helpMessage('history'));
  const told = await flow.history(to.personId, requestId);
  if (told.kind === 'refused') return whisper(to, refusalMessage(told.refusal, { cardLink: null, draftId: null }));
  const { dossier, events } = told;
  await whisper(to, historyMessage({ dossier, events, cardLink: await cardLink(requestId), look: await look() }));
};
