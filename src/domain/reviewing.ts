import { joinAudiences, type Memberships } from './audience';
import type { Change } from './change';
import type { Event } from './event';
import { endUnsent, notSentEvents, toldWith } from './giving-up';
import type { Instant } from './instant';
import { moveRequest, moveRun, requestEvent } from './lifecycle';
import type { Person } from './person';
import { placesFor, type Terms } from './policy';
import { type Refusal, refuse } from './refusal';
import { approvalsGiven, placesMissing, type Request, type Review } from './request';
import type { Run } from './run';
import { whyNotEnough } from './second-look';

/** A request with everything that belongs to it. */
export interface Dossier {
  readonly request: Request;
  readonly runs: readonly Run[];
  readonly reviews: readonly Review[];
  /** The request with which it was asked again; null where it was not. */
  readonly againAs: string | null;
  /** The runs whose containment a later request has undone since, by their ids. */
  readonly undone: readonly string[];
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
  const own = reviews.find((review) => review.person.id === person.id);
  // A second click of the same hand: it did count, and nobody was faster.
  const isAgain = request.status === 'approved' && own?.decision === 'approved' && click.decision === 'approved';
  if (own !== undefined && isAgain) return refuse('already-counted', own.at);
  if (request.status !== 'pending') return decidedRefusal(dossier);
  if (request.expiresAt !== null && click.arrivedAt > request.expiresAt) return refuse('expired', request.expiresAt);
  if (person.id === request.requestor.id) return refuse('own-request', whoCanApprove(dossier));
  const fills = placesFor(request.terms, person.id, memberships);
  if (fills.length === 0 || placesFor(click.todaysTerms, person.id, memberships).length === 0) {
    return refuse('not-an-approver', whoCanApprove(dossier));
  }
  if (own !== undefined) return refuse('already-reviewed');
  if (click.decision === 'denied') return null;
  const missing = placesMissing(request, reviews);
  if (!fills.some((place) => missing.includes(place))) return refuse('place-taken', whoCanApprove(dossier));
  if (click.todaysRefusal !== null) return refuse('not-allowed-any-more', request.requestor.name, click.todaysRefusal);
  const why = whyNotEnough(click.todaysTerms, request.terms);
  return why === null ? null : refuse('terms-outdated', request.requestor.name, why);
};

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
        remindAt: null,
        decision: { by: click.person, at: now, words: click.words },
      }),
      runs: endUnsent(runs, 'denied', now),
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
      remindAt: null,
      sendBy: now + request.terms.sendWithinMs,
      summary: runs.length > 1 ? 'due' : null,
      decision: { by: click.person, at: now, words: null },
    }),
    runs: runs.map((run) => moveRun(run, 'ready', { notBefore: now })),
    events,
  };
};

/**
 * The requestor takes the request back: all of it until a run is claimed, and after that, of several machines, what has
 * not been sent.
 */
export const withdraw = (dossier: Dossier, person: Person, now: Instant, delivery: string): Change | Refusal => {
  const { request, runs } = dossier;
  if (request.status !== 'pending' && request.status !== 'approved') return decidedRefusal(dossier);
  if (person.id !== request.requestor.id) return refuse('not-the-requestor', request.requestor.name);
  if (runs.every((run) => run.status === 'not_sent')) return decidedRefusal(dossier);
  const unsent = endUnsent(runs, 'withdrawn', now);
  if (unsent.length === 0) return refuse('already-sent', request.id);
  if (unsent.length < runs.length) {
    return {
      delivery,
      runs: unsent,
      events: notSentEvents(dossier, unsent, { reason: 'withdrawn', words: null }, person, now),
    };
  }
  return {
    delivery,
    request: moveRequest(request, 'withdrawn', {
      escalateAt: null,
      remindAt: null,
      summary: toldWith(request),
      decision: { by: person, at: now, words: null },
    }),
    runs: unsent,
    events: [requestEvent(request.id, now, person, { kind: 'withdrawn' })],
  };
};

/** Nobody approved in time. Null while there is time, or when it is decided. */
export const expire = ({ request, runs, reviews }: Dossier, now: Instant): Change | null => {
  if (request.status !== 'pending' || request.expiresAt === null || now < request.expiresAt) return null;
  return {
    request: moveRequest(request, 'expired', {
      escalateAt: null,
      remindAt: null,
      decision: { by: null, at: request.expiresAt, words: null },
    }),
    runs: endUnsent(runs, 'expired', now),
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

/** Little time is left: whoever can still approve is reminded, once. Null where there is no need any more. */
export const remind = (dossier: Dossier, now: Instant): Change | null => {
  const { request } = dossier;
  const { remindAt, expiresAt } = request;
  if (request.status !== 'pending' || remindAt === null || now < remindAt) return null;
  if (expiresAt === null || now >= expiresAt) return null;
  return {
    request: moveRequest(request, 'pending', { remindAt: null }),
    events: [requestEvent(request.id, now, null, { kind: 'reminded', to: whoCanApprove(dossier), expiresAt })],
  };
};

/** The card could not be posted and never will be: nobody could approve it. */
export const endUndeliverable = ({ request, runs }: Dossier, code: string, now: Instant): Change | null => {
  if (request.status !== 'pending') return null;
  return {
    request: moveRequest(request, 'expired', {
      escalateAt: null,
      remindAt: null,
      decision: { by: null, at: now, words: code },
    }),
    runs: endUnsent(runs, 'gone', now),
    events: [requestEvent(request.id, now, null, { kind: 'card-undeliverable', code })],
  };
};
