import type { Verb } from '../domain/catalogue';
import type { LoggedEvent, UnreadEvent } from '../domain/event';
import type { Machine } from '../domain/machine';
import type { Refusal } from '../domain/refusal';
import type { Dossier } from '../domain/reviewing';
import type { Ruling } from '../domain/ruling';
import type { Pause } from '../domain/sending';
import type { MachineStory } from './machine-story';

/** Somebody wants to know what asking would take. */
export interface WhyAsk {
  readonly personId: string;
  readonly channel: string;
  readonly verb: Verb;
  readonly machine: string;
  /** As typed; null where none was. */
  readonly parameter: string | null;
  /** Null: none was typed, and no ticket is missed. */
  readonly comment: string | null;
}

export type Explained =
  | {
      readonly kind: 'explained';
      readonly verb: Verb;
      readonly machine: Machine;
      /** As it was judged; null where none was typed. */
      readonly comment: string | null;
      readonly ruling: Ruling;
      /** Why the machine cannot do it, whoever asks; null when it can. */
      readonly cannot: Refusal | null;
      /** Why this person could not ask here, whatever the rules say; null when they could. */
      readonly notHere: Refusal | null;
      /** Whether this person could give one of the approvals if somebody else asked. */
      readonly couldApprove: boolean;
      /** Why nothing is sent at the moment; null when it is. */
      readonly pause: Pause | null;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'several'; readonly candidates: readonly Machine[] };

export type Listed =
  | { readonly kind: 'list'; readonly dossiers: readonly Dossier[]; readonly unsettled: readonly Dossier[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export type Told =
  | {
      readonly kind: 'history';
      readonly dossier: Dossier;
      readonly events: readonly (LoggedEvent | UnreadEvent)[];
      /** A machine that goes by the id of the request; null where none is known to. */
      readonly namesake: Machine | null;
    }
  | { readonly kind: 'machine-history'; readonly story: MachineStory }
  | { readonly kind: 'several'; readonly candidates: readonly Machine[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
