import type { Change } from './change';
import type { Instant } from './instant';
import { requestEvent } from './lifecycle';
import type { Person } from './person';
import { type Refusal, refuse } from './refusal';
import type { Sending } from './sending';

/** Distinct approvers that it takes to go on. */
export const RESUME_NEEDS = 2;

/** A step by somebody who has been found to be an approver. */
export interface SwitchStep {
  readonly person: Person;
  readonly delivery: string;
  readonly policyHash: string;
  /** Where it was said, and where it is told. */
  readonly channels: readonly string[];
}

/** Stops all sending: nothing is claimed from the moment at which this is stored. */
export const pauseSending = (
  sending: Sending,
  words: string,
  { person, delivery, policyHash, channels }: SwitchStep,
  now: Instant,
): Change | Refusal => {
  const { pause } = sending;
  if (pause !== null) return refuse('already-paused', pause.by.name, pause.at);
  return {
    delivery,
    policyHash,
    sending: { revision: sending.revision + 1, pause: { by: person, at: now, words, channels, resumers: [] } },
    events: [requestEvent(null, now, person, { kind: 'paused', words, channels })],
  };
};

/** One approver says that sending may go on; the second one makes it so. */
export const resumeSending = (
  sending: Sending,
  { person, delivery, policyHash, channels: here }: SwitchStep,
  now: Instant,
): Change | Refusal => {
  const { pause } = sending;
  if (pause === null) return refuse('not-paused');
  if (pause.resumers.some(({ id }) => id === person.id)) return refuse('resume-already-asked');
  const resumers = [...pause.resumers, person];
  const channels = [...new Set([...pause.channels, ...here])];
  const isEnough = resumers.length >= RESUME_NEEDS;
  return {
    delivery,
    policyHash,
    sending: { revision: sending.revision + 1, pause: isEnough ? null : { ...pause, resumers, channels } },
    events: [
      requestEvent(
        null,
        now,
        person,
        isEnough
          ? { kind: 'resumed', by: resumers, channels }
          : { kind: 'resume-asked', given: resumers.length, needed: RESUME_NEEDS, channels },
      ),
    ],
  };
};
