import { Fault } from '../../domain/fault';
import type { SettleAsk } from '../../flow/intake';
import { helpMessage } from '../messages/help';
import { settledMessage } from '../messages/settled';
import { faultMessage, refusalMessage } from '../messages/whispers';
import type { ListenerNeeds } from './listener-needs';
import type { ReplyAddress } from './reply-address';

/** Hands what somebody says became of a request to the flow, and answers it. */
export const tellSettled = async (
  { flow, log, whisper, cardLink }: Pick<ListenerNeeds, 'flow' | 'log' | 'whisper' | 'cardLink'>,
  to: ReplyAddress & { readonly channel: string },
  { delivery, requestId, machine, way, words }: Omit<SettleAsk, 'personId' | 'channel'>,
): Promise<void> => {
  if (requestId === '' || way === '') return whisper(to, helpMessage('settle'));
  const { personId, channel } = to;
  try {
    const outcome = await flow.settle({ delivery, personId, channel, requestId, machine, way, words });
    if (outcome.kind === 'done') return whisper(to, settledMessage(requestId, await cardLink(requestId)));
    if (outcome.kind !== 'refused') return;
    const { refusal } = outcome;
    const link = refusal.requestId === undefined ? null : await cardLink(refusal.requestId);
    await whisper(to, refusalMessage(refusal, { cardLink: link, draftId: null, typed: words }));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.warn('slack.settle-met-fault', { requestId, system: error.facts.system, code: error.facts.code });
    await whisper(to, faultMessage(error.facts, { draftId: null, typed: words }));
  }
};
