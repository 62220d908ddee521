import type { Fault } from '../domain/fault';
import type { Person } from '../domain/person';
import type { Refusal } from '../domain/refusal';
import { type Attempts, identityUnknown, kept, type Refused } from './attempts';
import type { Log } from './ports';

/** What somebody wanted to do to a request, or to all sending, by a click or by a word. */
export interface ClickAttempt {
  /** Key of the stored delivery. */
  readonly delivery: string;
  /** By the real name where the directory gave one, else by the id alone. */
  readonly person: Person;
  /** Null where it is about no request that exists. */
  readonly requestId: string | null;
  /** What would have come of it: `approved`, `denied`, `withdrawn`, `paused`, `resumed`. */
  readonly attempted: string;
  /** Of the policy that it was decided under. */
  readonly policyHash: string;
}

/**
 * Puts clicks that were refused on record. They are counted for each person only once they have been refused: whoever
 * has refused clicks without number can still approve what they may.
 */
export const createRefusedClicks = (needs: { readonly attempts: Attempts; readonly log: Log }) => {
  const { attempts, log } = needs;

  const attemptOf = ({ delivery, person, policyHash }: ClickAttempt) =>
    ({ what: 'refused-clicks', person, delivery, policyHash }) as const;

  return {
    /** Records a refusal with its click's delivery. The answer is another one where the person is over the limit. */
    refuse: (click: ClickAttempt, refusal: Refusal): Promise<Refused> => {
      const attempt = attemptOf(click);
      return attempts.during(attempt, async (tally) => {
        if (tally.kind === 'over') return attempts.turnAway(attempt, tally);
        const { requestId, attempted, person } = click;
        const { code, says } = refusal;
        log.info('review.refused', { requestId, by: person.id, attempted, code });
        const happening = { kind: 'refused', attempted, code, says: kept(says) } as const;
        return attempts.refuse(attempt, { requestId, happening }, refusal);
      });
    },

    recall: attempts.recall,
    recallIfAny: attempts.recallIfAny,

    /** Records that it could not be established who clicked; the fault is still to be told. */
    undecided: (click: ClickAttempt, fault: Fault): Promise<void> => {
      const { requestId, attempted } = click;
      const happening = { kind: 'refused', attempted, ...identityUnknown(fault) } as const;
      return attempts.undecided(attemptOf(click), { requestId, happening });
    },
  };
};

export type RefusedClicks = ReturnType<typeof createRefusedClicks>;
