import { type FollowUp, followUp, type Wish } from '../domain/following-up';
import { isRefusal, type Refusal } from '../domain/refusal';
import type { CardClick, Prefill, Reviewed } from './intake';
import { nameless } from './nameless';
import type { createOpenCard } from './open-card';
import type { createOpenNote } from './open-note';
import type { PolicySource } from './ports';
import type { RefusedClicks } from './refused-clicks';

/** What the form shows: one machine by its id, several by their names; with their records, so that no others of these names are taken. */
const subjectOf = ({ machines, cancels }: Wish): Pick<Prefill, 'machine' | 'candidates'> => {
  const [only, ...more] = machines;
  if (cancels !== null) return { machine: cancels, candidates: machines };
  if (only !== undefined && more.length === 0) return { machine: only.id, candidates: [only] };
  return { machine: machines.map(({ name }) => name).join(','), candidates: machines };
};

/**
 * Fills the forms that follow a request: to undo it, to cancel it, to answer its denial. The form is only a beginning:
 * what is submitted is a request like any other, for which the policy, a comment and an approval are needed. Rejects with
 * the store's `Fault`s.
 */
export const createFollowUp = (needs: {
  readonly openCard: ReturnType<typeof createOpenCard>;
  readonly openNote: ReturnType<typeof createOpenNote>;
  readonly refusedClicks: RefusedClicks;
  readonly policy: PolicySource;
}) => {
  const { openCard, openNote, refusedClicks, policy } = needs;
  return {
    prefill: async (click: Omit<CardClick, 'delivery'>, what: FollowUp): Promise<Prefill | Refusal> => {
      const onCard = await openCard(click);
      const dossier = isRefusal(onCard) && onCard.code === 'not-the-card' ? await openNote(click) : onCard;
      if (isRefusal(dossier)) return dossier;
      const wish = followUp(dossier, what, click.personId);
      if (isRefusal(wish)) return wish;
      const { verb, parameter, forMs, comment, againOf } = wish;
      const { channel, thread } = dossier.request;
      const again = againOf === null ? {} : { againOf };
      return { verb, parameter, forMs, comment, channel, thread, ...subjectOf(wish), ...again };
    },

    refusePrefill: async (
      { delivery, requestId, ...click }: CardClick,
      what: FollowUp,
      refusal: Refusal,
    ): Promise<Reviewed> => {
      const about = refusal.code === 'unknown-request' ? null : requestId;
      const policyHash = policy.current().hash;
      const attempt = { delivery, person: nameless(click), requestId: about, attempted: what, policyHash };
      return refusedClicks.refuse(attempt, refusal);
    },
  };
};
