import { isVerb } from '../../domain/catalogue';
import { Fault } from '../../domain/fault';
import type { Flow } from '../../flow/intake';
import type { Clock, Log } from '../../flow/ports';
import type { Draft, Drafts } from '../../flow/storage';
import { faultMessage, refusalMessage } from '../messages/whispers';
import { spellError } from '../spell-error';
import type { Whispering } from '../web-api/whispering';
import { draftGoneMessage } from './mishaps';
import type { ReplyAddress } from './reply-address';

/** Hands a person's words to the flow, and answers so that the words are never lost. */
export interface Asking {
  /** Keeps the words; false when the store did not take them. */
  keep(draft: Draft): Promise<boolean>;
  /** The words of a draft, if they are this person's; null otherwise. */
  find(draftId: string, personId: string): Promise<Draft | null>;
  submit(
    draft: Draft,
    how: { readonly delivery: string; readonly chosenMachineId: string | null; readonly to: ReplyAddress },
  ): Promise<void>;
}

/** Makes the asking. */
export const createAsking = (deps: {
  readonly flow: Flow;
  readonly drafts: Drafts;
  readonly clock: Clock;
  readonly log: Log;
  readonly whisper: Whispering;
  readonly cardLink: (requestId: string) => Promise<string | null>;
}): Asking => {
  const { flow, drafts, clock, log, whisper, cardLink } = deps;

  const keep = async (draft: Draft): Promise<boolean> => {
    try {
      await drafts.keep(draft, clock.now());
      return true;
    } catch (error) {
      log.warn('slack.draft-not-kept', spellError(error));
      return false;
    }
  };

  /** The way back to the words: their id where they are stored, else the words themselves to copy. */
  const wayBack = async (draft: Draft) =>
    (await keep(draft)) ? { draftId: draft.id } : { draftId: null, typed: draft.comment };

  const ask = async (draft: Draft, delivery: string, chosenMachineId: string | null) => {
    const { person, channel, verb, machine, parameter, comment } = draft;
    if (!isVerb(verb)) return null;
    return flow.submit({ delivery, personId: person, channel, verb, machine, chosenMachineId, parameter, comment });
  };

  return {
    keep,
    find: async (draftId, personId) => {
      const draft = await drafts.find(draftId);
      return draft?.person === personId ? draft : null;
    },
    submit: async (draft, { delivery, chosenMachineId, to }) => {
      try {
        const outcome = await ask(draft, delivery, chosenMachineId);
        if (outcome === null) return whisper(to, draftGoneMessage());
        if (outcome.kind === 'opened' || outcome.kind === 'seen') return;
        const { refusal } = outcome;
        const candidates = outcome.kind === 'choose' ? outcome.candidates : [];
        const link = refusal.requestId === undefined ? null : await cardLink(refusal.requestId);
        const back = await wayBack({ ...draft, candidates });
        await whisper(to, refusalMessage(refusal, { cardLink: link, ...back }));
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        log.warn('slack.ask-met-fault', { system: error.facts.system, code: error.facts.code });
        await whisper(to, faultMessage(error.facts, await wayBack(draft)));
      }
    },
  };
};
