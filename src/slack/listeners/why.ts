import type { Command } from '../../domain/command';
import { Fault } from '../../domain/fault';
import { helpMessage } from '../messages/help';
import { faultMessage, refusalMessage } from '../messages/whispers';
import { whichMachineMessage, whyMessage } from '../messages/why';
import type { ListenerNeeds } from './listener-needs';
import type { ReplyAddress } from './reply-address';

type WhyCommand = Extract<Command, { readonly kind: 'why' }>;
/** Where it was typed, which is where it would be asked. */
type Typed = ReplyAddress & { readonly channel: string };

const tell = async (
  { flow, look, whisper, cardLink }: ListenerNeeds,
  { verb, machine, parameter, comment }: WhyCommand,
  to: Typed,
): Promise<void> => {
  const answer = await flow.why({ personId: to.personId, channel: to.channel, verb, machine, parameter, comment });
  switch (answer.kind) {
    case 'explained':
      return whisper(to, whyMessage(answer, await look()));
    case 'several':
      return whisper(to, whichMachineMessage(machine, answer.candidates));
    case 'refused': {
      const { refusal } = answer;
      const link = refusal.requestId === undefined ? null : await cardLink(refusal.requestId);
      return whisper(to, refusalMessage(refusal, { cardLink: link, draftId: null }));
    }
  }
};

/** Answers `/defender why`: in private, and so that nothing comes of it. */
export const tellWhy = async (needs: ListenerNeeds, command: WhyCommand, to: Typed): Promise<void> => {
  if (command.machine === '') return needs.whisper(to, helpMessage('why'));
  try {
    await tell(needs, command, to);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    needs.log.warn('slack.why-met-fault', { system: error.facts.system, code: error.facts.code });
    await needs.whisper(to, faultMessage(error.facts, { draftId: null }));
  }
};
