/** The outside systems that can fail. */
export type System = 'Slack' | 'Entra' | 'Defender' | 'store';

/** What a fault tells people: which system, what it said, and the id to quote to its support. */
export interface FaultFacts {
  readonly system: System;
  /** Stable code to branch on: Defender's error code, an AADSTS code, Slack's error string, or one of ours. */
  readonly code: string;
  /** The system's own words, or ours where it said nothing usable. Not trusted: escape before showing. */
  readonly says: string;
  /** Defender's `target`, Entra's correlation id; null where the system gave none. */
  readonly correlationId: string | null;
  /** The application permission that is missing, where the system named one. */
  readonly missingPermission: string | null;
  /** What to do about it, in our words, where that is known. */
  readonly cure?: string | undefined;
}

/** A failure of the outside world. Made by adapters only; anything else that is thrown is a bug. */
export class Fault extends Error {
  readonly facts: FaultFacts;

  constructor(facts: FaultFacts, options?: { readonly cause?: unknown }) {
    super(`${facts.system}: ${facts.code}: ${facts.says}`, options);
    this.name = 'Fault';
    this.facts = facts;
  }
}
