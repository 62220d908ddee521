import { z } from 'zod';
import type { Happening, HappeningKind, LimitedAttempt, NotSentReason } from '../../domain/event';
import { runStatuses, type SettledAs } from '../../domain/run';
import type { Recovery } from '../../domain/recovering';
import { audienceShape } from './audience-shape';
import { wordOf } from './column';
import { faultShape } from './fault-shape';
import { personShape } from './person-shape';

const text = z.string();
const textOrNull = text.nullable();
const number = z.number();
const channels = z.array(text);
const people = z.array(personShape);
const saidToResume = { pause: number, by: people, notCounted: people, words: text, channels };
const segment = z.object({ upTo: number, hash: text, entries: number });
const action = { machineActionId: text, status: text };
const recovery = z.object({ since: wordOf<Recovery['since']>(), afterMs: number.nullable() });
const openAction = { ...action, type: text };

// Without its kind. One shape for every kind: a kind that the domain gains does not compile until it is here.
const shapes: { readonly [K in HappeningKind]: z.ZodType<Omit<Extract<Happening, { readonly kind: K }>, 'kind'>> } = {
  asked: z.object({
    verb: text,
    parameter: textOrNull,
    comment: text,
    machines: z.array(text),
    forMs: number.optional(),
  }),
  'asked-again': z.object({ as: text }),
  'card-posted': z.object({ channel: text, ts: text }),
  'card-gone': z.object({ code: text }),
  'card-undeliverable': z.object({ code: text }),
  approved: z.object({ given: number, needed: number }),
  denied: z.object({ words: text }),
  withdrawn: z.object({}),
  expired: z.object({ given: number, needed: number }),
  refused: z.object({ attempted: text, code: text, says: text }),
  'ask-refused': z.object({
    verb: text,
    machine: text,
    parameter: textOrNull,
    channel: text,
    code: text,
    says: text,
  }),
  limited: z.object({ what: wordOf<LimitedAttempt>(), most: number, perMs: number }),
  escalated: z.object({ to: audienceShape, afterMs: number }),
  reminded: z.object({ to: audienceShape, expiresAt: number }),
  subscribed: z.object({}),
  unsubscribed: z.object({}),
  paused: z.object({ pause: number, words: text, channels }),
  'resume-asked': z.object({ needed: number, ...saidToResume }),
  resumed: z.object(saidToResume),
  'policy-in-force': z.object({ hash: text, before: textOrNull }),
  sealed: segment,
  'segment-removed': segment,
  'set-back': z.object({ code: text }),
  claimed: z.object({ attempt: number }),
  sent: z.object({ ...action, isRecovered: z.boolean(), recovery: recovery.nullable().optional() }),
  adopted: z.object({ ...action, startedBy: text }),
  delayed: z.object({ fault: faultShape, retryAt: number, sendBy: number }),
  obstructed: z.object({
    ...openAction,
    all: z.array(z.object({ ...openAction, requestId: textOrNull })).optional(),
    sendBy: number,
  }),
  'lane-busy': z.object({ sendBy: number }),
  doubtful: z.object({ fault: faultShape }),
  'proved-unsent': z.object({ attempt: number }),
  'not-sent': z.object({
    reason: wordOf<NotSentReason>(),
    words: textOrNull,
    next: text.optional(),
    machines: z.array(text).optional(),
  }),
  'turned-down': z.object({ fault: faultShape }),
  status: z.object({ ...action, elapsedMs: number }),
  ended: z.object({ ...action, elapsedMs: number, errorHResult: number.nullable(), cancelledBy: textOrNull }),
  'containment-over': z.object({ forMs: number, machines: z.array(text), unseen: z.array(text) }),
  'lifts-soon': z.object({ liftsAt: number, machines: z.array(text), unseen: z.array(text) }),
  'not-reminded': z.object({ machine: text, machineActionId: textOrNull }),
  unsettled: z.object({ why: wordOf<Extract<Happening, { kind: 'unsettled' }>['why']>() }),
  'twin-found': z.object({ keptId: textOrNull, twinId: text }),
  'twin-cancelled': z.object({ twinId: text, status: text }),
  'settled-by-person': z.object({ as: wordOf<SettledAs>(), words: text }),
  'found-by-person': z.object({ ...action, startedBy: textOrNull, words: text }),
  'found-after-settling': z.object({ ...action, as: wordOf<SettledAs>(), by: personShape, openIn: textOrNull }),
  'late-answer': z.object({ machineActionId: text }),
  'package-link': z.object({ machineActionId: text }),
  summary: z.object({
    outcomes: z.array(
      z.object({ machine: text, status: z.enum(runStatuses), machineActionId: textOrNull, because: textOrNull }),
    ),
  }),
};

/** Every kind of entry that this version writes. */
export const happeningKinds: readonly string[] = Object.keys(shapes);

const isKind = (word: string): word is HappeningKind => Object.hasOwn(shapes, word);

/** What happened, as it is kept in JSON. */
export const happeningShape = z.looseObject({ kind: z.string() }).transform((raw, context): Happening => {
  const { kind } = raw;
  const read = isKind(kind) ? shapes[kind].safeParse(raw) : null;
  // The shape was looked up by the kind, which TypeScript does not follow.
  if (read?.success === true) return { kind, ...read.data } as Happening;
  context.addIssue(read === null ? `unknown kind ${kind}` : read.error.message);
  return z.NEVER;
});
