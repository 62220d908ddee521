import type { FaultFacts } from '../domain/fault';
import type { Refusal } from '../domain/refusal';
import type { Message } from './message';

/** What goes with an answer that only one person sees. */
export interface WhisperFacts {
  readonly cardLink: string | null;
  /** The stored words that a button leads back to; null where there are none. */
  readonly draftId: string | null;
  /** The words as they were typed, said back so that they can be copied. */
  readonly typed?: string | null;
}

/** A "no": why not, what to do next, who can. */
export const refusalMessage = (refusal: Refusal, _facts: WhisperFacts): Message => ({ text: refusal.says, blocks: [] });

/** A failure of the outside world, told to the person whose click or command met it. */
export const faultMessage = (
  fault: FaultFacts,
  _facts: { readonly draftId: string | null; readonly typed?: string | null },
): Message => ({ text: fault.says, blocks: [] });

/** The delivery could not be stored. */
export const notRecordedMessage = (): Message => ({ text: 'Not recorded', blocks: [] });

/** Twokey was restarted before it could open the form. */
export const restartedMessage = (draftId: string): Message => ({ text: draftId, blocks: [] });
