import { Fault } from '../../domain/fault';
import type { SubscribeAsk } from '../../flow/home-intake';
import { whisperMessage } from '../messages/whisper';
import { faultMessage, refusalMessage } from '../messages/whispers';
import type { ListenerNeeds } from './listener-needs';
import type { ReplyAddress } from './reply-address';

const says = { on: 'Direct messages are on', off: 'Direct messages are off' } as const;
const means = {
  on: 'When a request waits that you could approve, Twokey writes to you directly: in the Messages tab of the Twokey app. To stop: ',
  off: 'You are not told directly any more; cards and mentions in channels stay as they are. To start again: ',
} as const;
const turn = { on: '/defender unsubscribe', off: '/defender subscribe' } as const;

/** Turns direct messages on or off, and says so. In Home it shows by itself that it was done. */
export const tellSubscribed = async (
  { flow, log, whisper }: Pick<ListenerNeeds, 'flow' | 'log' | 'whisper'>,
  address: ReplyAddress,
  { from, ...ask }: Omit<SubscribeAsk, 'personId'> & { readonly from: 'home' | 'command' },
): Promise<void> => {
  try {
    const outcome = await flow.subscribe({ ...ask, personId: address.personId });
    switch (outcome.kind) {
      case 'seen':
        return;
      case 'refused':
        return whisper(address, refusalMessage(outcome.refusal, { cardLink: null, draftId: null }));
      case 'done':
      case 'already': {
        if (from === 'home') return;
        const words = `${says[ask.to]}${outcome.kind === 'already' ? ' already' : ''}.`;
        return whisper(
          address,
          whisperMessage({ paragraphs: [[{ strong: words }], [means[ask.to], { code: turn[ask.to] }, '.']] }),
        );
      }
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.warn('slack.subscribe-met-fault', { system: error.facts.system, code: error.facts.code });
    await whisper(address, faultMessage(error.facts, { draftId: null }));
  }
};
