import { type Audience, belongs, type Memberships } from '../../src/domain/audience';
import { isRefusal, type Refusal } from '../../src/domain/refusal';
import type { Request } from '../../src/domain/request';
import type { Run } from '../../src/domain/run';
import type { Step } from './memory-store';

// Written out on purpose, as the design has them: the tables of src/ are not asked.
const requestMoves = [
  'pending>approved',
  'pending>denied',
  'pending>expired',
  'pending>withdrawn',
  'approved>withdrawn',
];
const runMoves = [
  ...['waiting>ready', 'waiting>not_sent', 'ready>dispatching', 'ready>not_sent', 'dispatching>dispatched'],
  ...['dispatching>ready', 'dispatching>failed', 'dispatching>unsettled', 'dispatched>succeeded', 'dispatched>failed'],
  ...['dispatched>timed_out', 'dispatched>cancelled', 'dispatched>unsettled', 'unsettled>dispatched'],
  ...['unsettled>settled', 'settled>dispatched'],
];
const legal = new Set([...requestMoves, 'approved>expired', ...runMoves]);
const finals = new Set(['denied', 'expired', 'withdrawn', 'succeeded', 'failed', 'timed_out', 'cancelled', 'not_sent']);

const must = (isTrue: boolean, what: string): void => {
  if (!isTrue) throw new Error(what);
};

/** Whether distinct people can be seated so that every place has somebody who may sit there. Tries every seating. */
const canSeat = (places: readonly ReadonlySet<string>[], taken: ReadonlySet<string> = new Set()): boolean => {
  const [place, ...others] = places;
  if (place === undefined) return true;
  return [...place].some((person) => !taken.has(person) && canSeat(others, new Set([...taken, person])));
};

/** Whether a comment shows anything: by what is there, where src/ goes by what is not. */
const showsSomething = (comment: string): boolean =>
  [...comment].some((sign) => /[\p{L}\p{N}\p{P}\p{S}\p{M}]/u.test(sign) && sign !== '\u2800');

/** What was true of somebody when they approved. */
interface Approval {
  readonly personId: string;
  /** The places of the fixed terms that they could fill by the memberships of that moment. */
  readonly places: readonly number[];
}

/** Who decided, as they were at their click. */
export interface Decider {
  readonly personId: string;
  readonly memberships: Memberships;
  readonly isMember: boolean;
  readonly decision: 'approve' | 'deny';
  readonly arrivedAt: number;
}

/** What the policy of the day asks for, or that it denies. */
export interface Today {
  readonly places: readonly Audience[];
  readonly isDenied: boolean;
}

/** How often something was seen, by name, and in how many stories. */
export const createTally = () => {
  const counts = new Map<string, number>();
  const seenNow = new Set<string>();
  return {
    note: (what: string): void => {
      counts.set(what, (counts.get(what) ?? 0) + 1);
      seenNow.add(what);
    },
    /** A story begins. */
    turn: (): void => seenNow.clear(),
    hasNow: (what: string): boolean => seenNow.has(what),
    of: (what: string): number => counts.get(what) ?? 0,
  };
};
export type Tally = ReturnType<typeof createTally>;

/** The promises that every story is held to, known apart from the code that keeps them. Throws when one is broken. */
export const createWatch = (tally: Tally) => {
  const approvals = new Map<string, readonly Approval[]>();
  const ended = new Map<string, string>();

  const watchMove = (what: string, before: Request | Run, after: Request | Run, isTold: boolean): void => {
    const move = `${before.status}>${after.status}`;
    must(after.revision === before.revision + 1, `${what}: revision ${before.revision} to ${after.revision}`);
    must(!finals.has(before.status), `${what} left its end: ${move}`);
    if (before.status === after.status) return;
    must(legal.has(move), `${what} made an illegal move: ${move}`);
    must(isTold, `${what} moved without an event: ${move}`);
    tally.note(move);
  };

  const watchClaim = (run: Run, request: Request, { sending, change }: Step, now: number): void => {
    must(sending.pause === null, 'a run was claimed while sending was paused');
    must(request.status === 'approved', `claimed while ${request.status}`);
    must(request.sendBy !== null && now < request.sendBy, 'claimed after send-by');
    must(showsSomething(request.comment), `claimed without a comment: ${JSON.stringify(request.comment)}`);
    const given = approvals.get(request.id) ?? [];
    const persons = given.map(({ personId }) => personId);
    must(new Set(persons).size === persons.length, 'somebody approved twice');
    must(!persons.includes(request.requestor.id), 'the requestor approved');
    const places = request.terms.places.map(
      (_, place) => new Set(given.filter((one) => one.places.includes(place)).map(({ personId }) => personId)),
    );
    must(places.length >= 1 && canSeat(places), `claimed without a quorum: ${JSON.stringify(given)}`);
    must(
      change.events.some(({ happening }) => happening.kind === 'claimed'),
      'claimed without saying so',
    );
    must(run.claim !== null, 'dispatching without a claim');
    tally.note('claimed');
    if (places.length > 1) tally.note('claimed with a quorum above one');
  };

  return {
    /** A change that the store took. */
    step: (step: Step, requestOf: (id: string) => Request, now: number): void => {
      const isTold = step.change.events.length > 0;
      if (step.request !== null) {
        const { before, after } = step.request;
        watchMove(`request ${after.id}`, before, after, isTold);
        if (finals.has(after.status)) {
          must(!ended.has(after.id), `request ${after.id} ended twice`);
          ended.set(after.id, after.status);
        }
      }
      for (const { before, after } of step.runs) {
        watchMove(`run ${after.id}`, before, after, isTold);
        if (before.status === 'ready' && after.status === 'dispatching') {
          watchClaim(after, requestOf(after.requestId), step, now);
        }
        if (after.status === 'dispatching') must(!ended.has(after.requestId), 'claimed after the end of its request');
      }
    },

    /** A decision that counted. */
    decided: (request: Request, runs: readonly Run[], by: Decider, today: Today): void => {
      const { personId, memberships, isMember, decision, arrivedAt } = by;
      const fits = (audience: Audience) => belongs(personId, audience, memberships);
      const places = request.terms.places.flatMap((place, index) => (fits(place) ? [index] : []));
      const who = `${personId} decided on ${request.id} (${decision})`;
      must(isMember, `${who} and is no member`);
      must(personId !== request.requestor.id, `${who}, their own`);
      must(places.length > 0, `${who} and was no approver by its terms`);
      must(today.isDenied || today.places.some(fits), `${who} and is no approver by today's policy`);
      must(request.expiresAt === null || arrivedAt <= request.expiresAt, `${who} too late`);
      tally.note(decision);
      if (decision === 'approve') {
        must(!today.isDenied, `${who}, which today's policy denies`);
        approvals.set(request.id, [...(approvals.get(request.id) ?? []), { personId, places }]);
        return;
      }
      must(request.status === 'denied', `${who}, and it is ${request.status}`);
      must(
        runs.every((run) => run.status === 'not_sent'),
        `${who}, and a run goes on`,
      );
    },

    /** Every refusal has words and a next step. */
    refused: (refusal: Refusal): void => {
      tally.note(`refused: ${refusal.code}`);
      expectWords(refusal);
    },
  };
};

/** Throws unless a refusal says why not in a sentence, and what to do next in another. */
export const expectWords = (refusal: Refusal): void => {
  must(isRefusal(refusal), 'no refusal');
  const { says, next } = refusal;
  must(/^\S.{8,}[.…?!]$/s.test(says), `no sentence: ${JSON.stringify(says)}`);
  must(/^\S.{8,}[.…?!]$/s.test(next), `no next step: ${JSON.stringify(next)}`);
};
