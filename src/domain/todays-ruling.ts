import type { Memberships } from './audience';
import type { Instant } from './instant';
import type { Person } from './person';
import type { Policy } from './policy';
import { type Dossier, refuseReview } from './reviewing';
import { decideForAll, type Ruling } from './ruling';

export type TodaysRuling = Pick<Ruling, 'terms' | 'refusal'>;

/** What today's policy would ask for the same, and why it would not be asked for at all; null when it could be. */
export const todaysRuling = ({ request, runs }: Dossier, inForce: Policy): TodaysRuling => {
  if (runs.length === 0) return { terms: request.terms, refusal: null };
  const { comment, verb } = request;
  return decideForAll(inForce, { verb, machines: runs.map(({ machine }) => machine), comment });
};

/** Whether a click on Approve would be taken from somebody now, as far as is known of them. Nothing is decided by it. */
export const couldApprove = (
  dossier: Dossier,
  who: { readonly person: Person; readonly memberships: Memberships },
  today: { readonly ruling: TodaysRuling; readonly policyHash: string; readonly now: Instant },
): boolean => {
  const { ruling, policyHash, now } = today;
  const click = { decision: 'approved', words: null, policyHash, arrivedAt: now } as const;
  const todays = { todaysTerms: ruling.terms, todaysRefusal: ruling.refusal };
  return refuseReview(dossier, { ...click, ...todays, ...who }) === null;
};
