import { type Audience, belongs, type Memberships } from './audience';
import type { Change } from './change';
import { isBlank } from './comment';
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
  /** What they said with it. Empty where nothing was said. */
  readonly words: string;
  /** Where it was said, and where it is told. */
  readonly channels: readonly string[];
}

/** Saying that sending may go on. */
export interface ResumeStep extends SwitchStep {
  /** Whether it was said after the pause that lasts was on record: what is typed before a pause does not count for it. */
  readonly isAfterPause: boolean;
  /** The pause that it is about, by its number; what is typed is about the one that lasts. */
  readonly about: number | 'typed' | 'unreadable';
  /** Whether it was clicked on a notice of the pause that lasts, as it is recorded; what is typed needs none. */
  readonly isOnNotice: boolean;
  /** Of those who said so before, the ids of those who are approvers still. */
  readonly stillApprovers: ReadonlySet<string>;
}

/** Whether somebody may move the switch; null when they may. */
export const mayMoveSwitch = (approvers: Audience, personId: string, memberships: Memberships): Refusal | null =>
  belongs(personId, approvers, memberships) ? null : refuse('not-allowed-to-pause', approvers);

/** Stops all sending: nothing is claimed from the moment at which this is stored. */
export const pauseSending = (
  { revision, pause }: Sending,
  { person, delivery, policyHash, words, channels }: SwitchStep,
  now: Instant,
): Change | Refusal => {
  if (pause !== null) return refuse('already-paused', pause.by.name, pause.at);
  if (isBlank(words)) return refuse('no-reason');
  const number = revision + 1;
  return {
    delivery,
    policyHash,
    sending: { revision: number, pause: { number, by: person, at: now, words, channels, resumers: [] } },
    events: [requestEvent(null, now, person, { kind: 'paused', pause: number, words, channels })],
  };
};

/**
 * One approver says that sending may go on; the second one makes it so. Whoever said so before and is no approver any
 * more does not count: two people who may decide must stand behind it at the moment at which it happens.
 */
export const resumeSending = (
  { revision, pause }: Sending,
  { person, delivery, policyHash, words, channels: here, ...step }: ResumeStep,
  now: Instant,
): Change | Refusal => {
  if (pause === null) return refuse('not-paused');
  const about = step.about === 'typed' ? pause.number : step.about;
  if (about === 'unreadable' || about > pause.number) return refuse('unknown-pause');
  if (about < pause.number || (step.about === 'typed' && !step.isAfterPause))
    return refuse('later-pause', pause.by.name, pause.at);
  if (step.about !== 'typed' && !step.isOnNotice) return refuse('not-the-notice');
  if (pause.resumers.some(({ id }) => id === person.id)) return refuse('resume-already-asked');
  const counted = pause.resumers.filter(({ id }) => step.stillApprovers.has(id));
  const notCounted = pause.resumers.filter((resumer) => !counted.includes(resumer));
  const by = [...counted, person];
  const channels = [...new Set([...pause.channels, ...here])];
  const told = { pause: pause.number, by, notCounted, words, channels };
  const isEnough = by.length >= RESUME_NEEDS;
  return {
    delivery,
    policyHash,
    sending: { revision: revision + 1, pause: isEnough ? null : { ...pause, resumers: by, channels } },
    events: [
      requestEvent(
        null,
        now,
        person,
        isEnough ? { kind: 'resumed', ...told } : { kind: 'resume-asked', needed: RESUME_NEEDS, ...told },
      ),
    ],
  };
};
