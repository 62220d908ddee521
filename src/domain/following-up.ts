import { refuseAskingAgain, runsToAskAgain } from './asking-again';
import type { Verb } from './catalogue';
import type { Machine } from './machine';
import { type Refusal, refuse } from './refusal';
import type { Dossier } from './reviewing';
import { hasHappened, type Run } from './run';
import { byMachine } from './summary';
import { runsToCancel, runsToUndo, undoneBy } from './undoing';

/** What a person may want after a request: to undo it, to cancel it, to ask in other words, to do it once more. */
export type FollowUp = 'undone' | 'cancelled' | 'reworded' | 'repeated';

/** A request that follows from another, before anybody has said why: what its form is filled with. */
export interface Wish {
  readonly verb: Verb;
  readonly parameter: string | null;
  readonly forMs: number | null;
  /** Empty where the person has to write one. */
  readonly comment: string;
  /** To cancel: those on which something runs. */
  readonly machines: readonly Machine[];
  /** The request whose Machine Action is to be cancelled; null for a wish about machines. */
  readonly cancels: string | null;
  /** The request that it is asked again for; null where it is a new one. */
  readonly againOf: string | null;
}

const blank = { parameter: null, forMs: null, comment: '', machines: [], cancels: null, againOf: null } as const;

const machinesOf = (runs: readonly Run[]): readonly Machine[] => byMachine(runs).map(({ machine }) => machine);

/** What the form for a follow-up is filled with, or why opening it makes no sense. It is no request yet, and binds nobody. */
export const followUp = (dossier: Dossier, what: FollowUp, personId: string): Wish | Refusal => {
  const { request } = dossier;
  const { id, verb, parameter, forMs, comment } = request;
  switch (what) {
    case 'undone': {
      const inverse = undoneBy(verb);
      const runs = runsToUndo(dossier);
      if (inverse === null || runs.length === 0) return refuse('nothing-to-undo', id);
      return { ...blank, verb: inverse, machines: machinesOf(runs) };
    }
    case 'repeated': {
      const runs = dossier.runs.filter(hasHappened);
      if (undoneBy(verb) === null || runs.length === 0) return refuse('nothing-to-undo', id);
      return { ...blank, verb, parameter, machines: machinesOf(runs) };
    }
    case 'cancelled':
      if (runsToCancel(dossier).length === 0) return refuse('nothing-to-cancel', id);
      return { ...blank, verb: 'cancel', cancels: id, machines: machinesOf(runsToCancel(dossier)) };
    case 'reworded': {
      const refusal = refuseAskingAgain(dossier, personId);
      if (refusal !== null) return refusal;
      return {
        ...{ verb, parameter, forMs, comment, cancels: null },
        machines: machinesOf(runsToAskAgain(dossier)),
        againOf: id,
      };
    }
  }
};
