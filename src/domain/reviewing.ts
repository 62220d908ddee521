import { joinAudiences, type Memberships } from './audience';
import type { Change } from './change';
import type { Event, NotSent, NotSentReason } from './event';
import type { Instant } from './instant';
import { moveRequest, moveRun, requestEvent, runEvent } from './lifecycle';
import type { Person } from './person';
import { placesFor, type Terms } from './policy';
import { type Refusal, refuse } from './refusal';
import { approvalsGiven, placesMissing, type Request, type Review } from './request';
import { lookBackFrom, type Run } from './run';
import { whyNotEnough } from './second-look';

/** A request with everything that belongs to it. */
export interface Dossier {
  readonly request: Request;
  readonly runs: readonly Run[];
  readonly reviews: readonly Review[];
}

/** A click on Approve or Deny by somebody who has been admitted. */
export interface ReviewClick {
  readonly person: Person;
  readonly decision: 'approved' | 'denied';
  readonly words: string | null;
  readonly memberships: Memberships;
  /** What today's policy would ask for; the person must be able to fill a place of these too, and they must not be stricter. */
  readonly todaysTerms: Terms;
  /** Why today's policy would not let it be asked for at all; null when it would. It may still be denied. */
  readonly todaysRefusal: Refusal | null;
  /** Today's policy: the one that this is decided under. */
  readonly policyHash: string;
  /** When the click reached us: what expiry is judged by. */
  readonly arrivedAt: Instant;
}

const approverNames = (reviews: readonly Review[]): string =>
  reviews
    .filter((review) => review.decision === 'approved')
    .map((review) => review.person.name)
    .join(' and ');

const decidedRefusal = ({ request, reviews }: Dossier): Refusal => {
  const at = request.decision?.at ?? request.openedAt;
  if (request.status === 'expired') {
    return request.sendBy === null ? refuse('expired', at) : refuse('not-sent', approverNames(reviews), at);
  }
  const by = request.status === 'approved' ? approverNames(reviews) : (request.decision?.by?.name ?? 'Twokey');
  return refuse('decided', request.status, by, at);
};

/** Who can still bring the request to its quorum. */
export const whoCanApprove = ({ request, reviews }: Dossier) =>
  joinAudiences(placesMissing(request, reviews).flatMap((place) => request.terms.places[place] ?? []));

/** Why this click cannot be a review; null when it can. Denying takes the same standing as approving. */
export const refuseReview = (dossier: Dossier, click: ReviewClick): Refusal | null => {
  const { request, reviews } = dossier;
  const { person, memberships } = click;
  if (request.status !== 'pending') return decidedRefusal(dossier);
  if (request.expiresAt !== null && click.arrivedAt > request.expiresAt) return refuse('expired', request.expiresAt);
  if (person.id === request.requestor.id) return refuse('own-request', whoCanApprove(dossier));
  const fills = placesFor(request.terms, person.id, memberships);
  if (fills.length === 0 || placesFor(click.todaysTerms, person.id, memberships).length === 0) {
    return refuse('not-an-approver', whoCanApprove(dossier));
  }
  if (reviews.some((review) => review.person.id === person.id)) return refuse('already-reviewed');
  if (click.decision === 'denied') return null;
  const missing = placesMissing(request, reviews);
  if (!fills.some((place) => missing.includes(place))) return refuse('place-taken', whoCanApprove(dossier));
  if (click.todaysRefusal !== null) return refuse('not-allowed-any-more', request.requestor.name, click.todaysRefusal);
  const why = whyNotEnough(click.todaysTerms, request.terms);
  return why === null ? null : refuse('terms-outdated', request.requestor.name, why);
};

const endRuns = (runs: readonly Run[], reason: NotSentReason, now: Instant): readonly Run[] =>
  runs
    .filter((run) => run.status === 'waiting' || run.status === 'ready')
    .map((run) => moveRun(run, 'not_sent', { endedAt: now, trackAt: lookBackFrom(run, now), trouble: reason }));

/** One person's approval or denial, and what follows from it. */
export const review = (dossier: Dossier, click: ReviewClick, now: Instant, delivery: string): Change | Refusal => {
  const refusal = refuseReview(dossier, click);
  if (refusal !== null) return refusal;
  const { request, runs, reviews } = dossier;
  const { policyHash } = click;
  const made: Review = {
    requestId: request.id,
    person: click.person,
    decision: click.decision,
    places: placesFor(request.terms, click.person.id, click.memberships),
    words: click.words,
    at: now,
  };
  const event = (happening: Event['happening']) => requestEvent(request.id, now, click.person, happening);
  if (click.decision === 'denied') {
    return {
      delivery,
      policyHash,
      review: made,
      request: moveRequest(request, 'denied', {
        escalateAt: null,
        decision: { by: click.person, at: now, words: click.words },
      }),
      runs: endRuns(runs, 'denied', now),
      events: [event({ kind: 'denied', words: click.words ?? '' })],
    };
  }
  const given = approvalsGiven([...reviews, made]);
  const needed = request.terms.places.length;
  const events = [event({ kind: 'approved', given, needed })];
  if (given < needed) {
    return {
      delivery,
      policyHash,
      review: made,
      request: moveRequest(request, 'pending', { escalateAt: null }),
      events,
    };
  }
  return {
    delivery,
    policyHash,
    review: made,
    request: moveRequest(request, 'approved', {
      escalateAt: null,
      sendBy: now + request.terms.sendWithinMs,
      decision: { by: click.person, at: now, words: null },
    }),
    runs: runs.map((run) => moveRun(run, 'ready', { notBefore: now })),
    events,
  };
};

/** The requestor takes the request back: possible until a run of it is claimed. */
export const withdraw = (dossier: Dossier, person: Person, now: Instant, delivery: string): Change | Refusal => {
  const { request, runs } = dossier;
  if (request.status !== 'pending' && request.status !== 'approved') return decidedRefusal(dossier);
  if (person.id !== request.requestor.id) return refuse('not-the-requestor', request.requestor.name);
  if (runs.every((run) => run.status === 'not_sent')) return decidedRefusal(dossier);
  if (runs.some((run) => run.status !== 'waiting' && run.status !== 'ready')) return refuse('already-sent', request.id);
  return {
    delivery,
    request: moveRequest(request, 'withdrawn', { escalateAt: null, decision: { by: person, at: now, words: null } }),
    runs: endRuns(runs, 'withdrawn', now),
    events: [requestEvent(request.id, now, person, { kind: 'withdrawn' })],
  };
};

/** Nobody approved in time. Null while there is time, or when it is decided. */
export const expire = ({ request, runs, reviews }: Dossier, now: Instant): Change | null => {
  if (request.status !== 'pending' || request.expiresAt === null || now < request.expiresAt) return null;
  return {
    request: moveRequest(request, 'expired', {
      escalateAt: null,
      decision: { by: null, at: request.expiresAt, words: null },
    }),
    runs: endRuns(runs, 'expired', now),
    events: [
      requestEvent(request.id, now, null, {
        kind: 'expired',
        given: approvalsGiven(reviews),
        needed: request.terms.places.length,
      }),
    ],
  };
};

/** Nobody has answered for a while: others are called, once. Null where there is nobody to call, or no need any more. */
export const escalate = ({ request }: Dossier, now: Instant): Change | null => {
  const { escalation } = request.terms;
  if (request.status !== 'pending' || escalation === null) return null;
  // Nobody is called to a card that nobody can approve any more.
  if (request.expiresAt !== null && now >= request.expiresAt) return null;
  if (request.escalateAt === null || now < request.escalateAt) return null;
  return {
    request: moveRequest(request, 'pending', { escalateAt: null }),
    events: [
      requestEvent(request.id, now, null, { kind: 'escalated', to: escalation.to, afterMs: escalation.afterMs }),
    ],
  };
};

/** Ends what is approved but will not be sent: too late, or today's ruling is against it. */
export const giveUpSending = ({ request, runs }: Dossier, why: NotSent, now: Instant): Change | null => {
  const { reason, words } = why;
  const unsent = endRuns(runs, reason, now);
  if (unsent.length === 0) return null;
  const isWhole = unsent.length === runs.length;
  return {
    ...(isWhole && request.status === 'approved' && reason !== 'rehearsal'
      ? { request: moveRequest(request, 'expired', { decision: { by: null, at: now, words } }) }
      : {}),
    runs: unsent,
    events: unsent.map((run) => runEvent(run, now, { kind: 'not-sent', ...why })),
  };
};

/** The card could not be posted and never will be: nobody could approve it. */
export const endUndeliverable = ({ request, runs }: Dossier, code: string, now: Instant): Change | null => {
  if (request.status !== 'pending') return null;
  return {
    request: moveRequest(request, 'expired', { escalateAt: null, decision: { by: null, at: now, words: code } }),
    runs: endRuns(runs, 'gone', now),
    events: [requestEvent(request.id, now, null, { kind: 'card-undeliverable', code })],
  };
};
