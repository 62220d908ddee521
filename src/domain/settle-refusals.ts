import type { Audience } from './audience';
import type { Instant } from './instant';
import { someOf } from './machine-refusals';
import type { Words } from './refusal-words';

/** Why somebody does not settle what became of a request. */
export const settleRefusals = {
  'unknown-way': (word: string): Words => ({
    says: `“${word}” does not say what became of it.`,
    next: 'Type /defender settle, the request, then happened, did-not-happen or the id of its Machine Action, and a comment.',
  }),
  'not-unsettled': (requestId: string): Words => ({
    says: `Nothing about request ${requestId} is unsettled: what became of it is known, or not decided yet.`,
    next: 'The card shows where it stands.',
    requestId,
  }),
  'settled-before': (requestId: string, by: string, at: Instant): Words => ({
    says: `Too late: ${by} has settled request ${requestId}.`,
    next: `The card says which way; /defender history ${requestId} has the words.`,
    requestId,
    at,
  }),
  'which-machine': (requestId: string, machines: readonly string[]): Words => ({
    says: `What became of ${machines.length} machines of request ${requestId} is not known: ${someOf(machines)}.`,
    next: `Say which one: /defender settle ${requestId} MACHINE, then happened or did-not-happen, and a comment.`,
    requestId,
  }),
  'not-unsettled-there': (requestId: string, machine: string, machines: readonly string[]): Words => ({
    says: `Nothing about “${machine}” is unsettled in request ${requestId}.`,
    next: `Name one of those that are: ${someOf(machines)}.`,
    requestId,
  }),
  'own-settling': (who: Audience): Words => ({
    says: 'You asked for this yourself; somebody else has to say what became of it.',
    next: 'Tell one of the approvers what you found; they can settle it.',
    who,
  }),
  'machine-action-not-found': (id: string): Words => ({
    says: `Defender knows no Machine Action ${id}.`,
    next: 'Copy its id from the Action center in the Defender portal, or type happened or did-not-happen instead.',
  }),
  'not-its-action': (id: string, why: string): Words => ({
    says: `Machine Action ${id} cannot be what this request came to: ${why}.`,
    next: 'Look for the right one in the Defender portal, or type happened or did-not-happen instead.',
  }),
} as const satisfies Readonly<Record<string, (...args: never[]) => Words>>;
