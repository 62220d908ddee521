import { isVerb } from '../../domain/catalogue';
import { namesIn } from '../../domain/machine-names';
import { Fault } from '../../domain/fault';
import type { CardClick, Flow, Submitted } from '../../flow/intake';
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
  /** Asks for what a card is about once more. */
  again(click: CardClick, how: { readonly draftId: string; readonly to: ReplyAddress }): Promise<void>;
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

  /** Of several machines each by the record that it stands for: another one may have got its name since. */
  const machinesIn = ({ machine, candidates }: Draft): readonly string[] =>
    namesIn(machine).map((name) => {
      const [only, ...others] = candidates.filter((one) => one.name.toLowerCase() === name.toLowerCase());
      return candidates.length > 1 && only !== undefined && others.length === 0 ? only.id : name;
    });

  const ask = async (draft: Draft, delivery: string, chosenMachineId: string | null) => {
    const { person: personId, channel, thread, verb, parameter, forMs, comment, againOf } = draft;
    if (!isVerb(verb)) return null;
    const asked = { verb, machines: machinesIn(draft), chosenMachineId, parameter, forMs, comment };
    return flow.submit({
      delivery,
      personId,
      channel,
      thread,
      ...asked,
      ...(againOf === undefined ? {} : { againOf }),
    });
  };

  /** Says what came of asking, where the card does not; `draft` is null where there are no words to lead back to. */
  const tell = async (outcome: Submitted, draft: Draft | null, to: ReplyAddress): Promise<void> => {
    if (outcome.kind === 'opened' || outcome.kind === 'seen') return;
    const { refusal } = outcome;
    const link = refusal.requestId === undefined ? null : await cardLink(refusal.requestId);
    const back =
      draft === null
        ? { draftId: null }
        : await wayBack(outcome.kind === 'choose' ? { ...draft, candidates: outcome.candidates } : draft);
    await whisper(to, refusalMessage(refusal, { cardLink: link, ...back }));
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
        await tell(outcome, draft, to);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        log.warn('slack.ask-met-fault', { system: error.facts.system, code: error.facts.code });
        await whisper(to, faultMessage(error.facts, await wayBack(draft)));
      }
    },
    again: async (click, { draftId, to }) => {
      try {
        const { asked, outcome } = await flow.askAgain(click);
        const { personId: person, requestId: againOf } = click;
        const about = { id: draftId, person, responseUrl: to.responseUrl, candidates: [], againOf };
        await tell(outcome, asked === null ? null : { ...asked, machine: asked.machines.join(','), ...about }, to);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        log.warn('slack.ask-met-fault', { system: error.facts.system, code: error.facts.code });
        // The button is still there, and holds the words.
        await whisper(to, faultMessage(error.facts, { draftId: null }));
      }
    },
  };
};
