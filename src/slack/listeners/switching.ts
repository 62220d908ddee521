import { Fault } from '../../domain/fault';
import type { PauseAsk, ResumeAsk, Switched } from '../../flow/intake';
import type { Message } from '../block-kit/message';
import { pausedMessage, resumedMessage } from '../messages/switch-answers';
import { faultMessage, refusalMessage } from '../messages/whispers';
import type { ListenerNeeds } from './listener-needs';
import type { ReplyAddress } from './reply-address';

type Needs = Pick<ListenerNeeds, 'flow' | 'log' | 'whisper'>;

const answerWith = async (
  { log, whisper }: Needs,
  to: ReplyAddress,
  asked: Promise<Switched>,
  doneMessage: (done: Extract<Switched, { readonly kind: 'done' }>) => Message,
): Promise<void> => {
  try {
    const switched = await asked;
    if (switched.kind === 'done') await whisper(to, doneMessage(switched));
    if (switched.kind === 'refused') {
      await whisper(to, refusalMessage(switched.refusal, { cardLink: null, draftId: null }));
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.warn('slack.switch-met-fault', { system: error.facts.system, code: error.facts.code });
    await whisper(to, faultMessage(error.facts, { draftId: null }));
  }
};

/** Hands a wish to stop all sending to the flow, and answers it. */
export const pauseFor = (needs: Needs, to: ReplyAddress, ask: PauseAsk): Promise<void> =>
  answerWith(needs, to, needs.flow.pause(ask), pausedMessage);

/** Hands a word that sending may go on to the flow, and answers it. */
export const resumeFor = (needs: Needs, to: ReplyAddress, ask: ResumeAsk): Promise<void> =>
  answerWith(needs, to, needs.flow.resume(ask), resumedMessage);
