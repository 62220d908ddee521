import type { Change } from '../../src/domain/change';
import { giveUpSending } from '../../src/domain/giving-up';
import { isRefusal, type Refusal } from '../../src/domain/refusal';
import type { Request, Review } from '../../src/domain/request';
import {
  type Dossier,
  endUndeliverable,
  escalate,
  expire,
  type ReviewClick,
  refuseReview,
  review,
  whoCanApprove,
  withdraw,
} from '../../src/domain/reviewing';
import {
  alice,
  approvedWith,
  bob,
  carol,
  claimedWith,
  dave,
  dispatchedWith,
  dossierWith,
  group,
  MINUTE,
  present,
  requestWith,
  reviewBy,
  runWith,
  T,
  termsWith,
  users,
} from './builders';

const click = (facts: Partial<ReviewClick> = {}): ReviewClick => ({
  person: bob,
  decision: 'approved',
  words: null,
  memberships: new Map(),
  todaysTerms: termsWith(),
  todaysRefusal: null,
  policyHash: 'today',
  arrivedAt: T,
  ...facts,
});

const changeOf = (outcome: Change | Refusal | null): Change => {
  if (outcome === null || isRefusal(outcome)) throw new Error(`no change: ${outcome?.code}`);
  return outcome;
};

const leads = group('SLEAD');
const withLead = termsWith({ places: [users(bob.id, carol.id, dave.id), leads] });
const twoPlaces = termsWith({ places: [users(bob.id, carol.id), users(bob.id, carol.id)] });
const leadIs = (...ids: readonly string[]) => new Map([['SLEAD', new Set(ids)]]);

const pending = (terms = termsWith(), reviews: readonly Review[] = []): Dossier =>
  dossierWith({ request: requestWith({ terms }), reviews });

const denied = dossierWith({
  request: requestWith({ status: 'denied', decision: { by: carol, at: T - MINUTE, words: 'no' } }),
});
const withdrawn = dossierWith({
  request: requestWith({ status: 'withdrawn', decision: { by: alice, at: T - MINUTE, words: null } }),
});
const expired = dossierWith({
  request: requestWith({ status: 'expired', decision: { by: null, at: T - MINUTE, words: null } }),
});
const approved = dossierWith({ request: approvedWith(), reviews: [reviewBy(bob), reviewBy(carol)] });
const notSent = dossierWith({
  request: approvedWith({ status: 'expired', decision: { by: null, at: T, words: null } }),
  runs: [runWith({ status: 'not_sent' })],
  reviews: [reviewBy(bob)],
});

describe('a click is refused', () => {
  it.each<[string, Dossier, Partial<ReviewClick>, string, string]>([
    ['on what was denied', denied, {}, 'decided', 'Too late: this request was denied by Carol Cole.'],
    ['on what was withdrawn', withdrawn, {}, 'decided', 'Too late: this request was withdrawn by Alice Able.'],
    [
      'on what was approved',
      approved,
      { person: dave },
      'decided',
      'Too late: this request was approved by Bob Baker and Carol Cole.',
    ],
    ['on what expired', expired, {}, 'expired', 'Too late: this request expired before enough people had approved it.'],
    [
      'on what was approved and not sent',
      notSent,
      {},
      'not-sent',
      'Too late: this request was approved by Bob Baker, but was not sent to Defender and has ended.',
    ],
    [
      'when it arrived after the expiry',
      pending(),
      { arrivedAt: T + 20 * MINUTE + 1 },
      'expired',
      'Too late: this request expired before enough people had approved it.',
    ],
    [
      'from the requestor, who is an approver too',
      pending(termsWith({ places: [users(alice.id, bob.id)] })),
      { person: alice },
      'own-request',
      'You asked for this yourself; somebody else has to approve it.',
    ],
    [
      'from the requestor on Deny',
      pending(),
      { person: alice, decision: 'denied' },
      'own-request',
      'You asked for this yourself; somebody else has to approve it.',
    ],
    [
      'from somebody whom the fixed terms do not know',
      pending(),
      { person: { id: 'UEVE', name: 'Eve' }, todaysTerms: termsWith({ places: [users('UEVE')] }) },
      'not-an-approver',
      'The policy does not let you decide on this request.',
    ],
    [
      'from somebody whom today’s terms do not know',
      pending(),
      { todaysTerms: termsWith({ places: [users(carol.id)] }) },
      'not-an-approver',
      'The policy does not let you decide on this request.',
    ],
    [
      'from somebody who left the group',
      pending(termsWith({ places: [leads] })),
      { todaysTerms: termsWith({ places: [leads] }), memberships: leadIs() },
      'not-an-approver',
      'The policy does not let you decide on this request.',
    ],
    [
      'when nobody established who is in the group',
      pending(termsWith({ places: [leads] })),
      { todaysTerms: termsWith({ places: [leads] }) },
      'not-an-approver',
      'The policy does not let you decide on this request.',
    ],
    [
      'from somebody who has approved already',
      pending(twoPlaces, [reviewBy(bob, { places: [0, 1] })]),
      { todaysTerms: twoPlaces },
      'already-reviewed',
      'You have already approved this request.',
    ],
    [
      'from somebody who has approved already, on Deny',
      pending(twoPlaces, [reviewBy(bob, { places: [0, 1] })]),
      { todaysTerms: twoPlaces, decision: 'denied' },
      'already-reviewed',
      'You have already approved this request.',
    ],
    [
      'when only places for others are left',
      pending(withLead, [reviewBy(carol)]),
      { todaysTerms: withLead, memberships: leadIs(dave.id) },
      'place-taken',
      'The approval that you could give is already given; what is missing is for others.',
    ],
    [
      'when today’s policy asks for more, also on the approval before the last',
      pending(twoPlaces),
      { todaysTerms: termsWith({ places: [...twoPlaces.places, leads] }) },
      'terms-outdated',
      'The policy has changed since Alice Able asked, and what this card asks for is not enough any more. It takes 3 approvals now, not 2.',
    ],
  ])('%s', (_, dossier, facts, code, says) => {
    expect(refuseReview(dossier, click(facts))).toMatchObject({ code, says });
    expect(review(dossier, click(facts), T, 'd-1')).toMatchObject({ code, says });
  });

  it.each<[string, Dossier, Partial<ReviewClick>]>([
    ['in the last moment of its time', pending(), { arrivedAt: T + 20 * MINUTE }],
    ['before the card is known to be posted', dossierWith({ request: requestWith({ expiresAt: null }) }), {}],
    [
      'from a lead while the ordinary place is taken',
      pending(withLead, [reviewBy(carol)]),
      { todaysTerms: withLead, memberships: leadIs(bob.id) },
    ],
    [
      'from one who makes room for what another could also have filled',
      pending(withLead, [reviewBy(dave, { places: [0, 1] })]),
      { todaysTerms: withLead, memberships: leadIs(dave.id) },
    ],
    [
      'on Deny, when only places for others are left',
      pending(withLead, [reviewBy(carol)]),
      { todaysTerms: withLead, memberships: leadIs(dave.id), decision: 'denied' },
    ],
    ['on Deny, when today’s policy asks for more', pending(), { todaysTerms: twoPlaces, decision: 'denied' }],
    [
      'when today’s policy asks for less',
      pending(twoPlaces),
      { todaysTerms: termsWith({ places: [users(bob.id, carol.id)] }) },
    ],
  ])('not %s', (_, dossier, facts) => {
    expect(refuseReview(dossier, click(facts))).toBeNull();
  });

  it('and is told who can approve instead', () => {
    const dossier = pending(withLead, [reviewBy(carol)]);
    expect(whoCanApprove(dossier)).toEqual(leads);
    expect(whoCanApprove(pending(withLead))).toEqual({ usergroups: ['SLEAD'], users: [bob.id, carol.id, dave.id] });
    expect(refuseReview(dossier, click({ person: alice }))).toMatchObject({ who: leads });
  });
});

describe('an approval', () => {
  it('below the quorum is counted, and the request stays pending', () => {
    const change = changeOf(review(pending(twoPlaces), click({ todaysTerms: twoPlaces }), T, 'd-1'));
    expect(change.delivery).toBe('d-1');
    expect(change.request).toMatchObject({ status: 'pending', revision: 4, sendBy: null, decision: null });
    expect(change.runs).toBeUndefined();
    expect(change.review).toEqual(reviewBy(bob, { places: [0, 1] }));
    expect(change.events).toMatchObject([{ actor: bob, happening: { kind: 'approved', given: 1, needed: 2 } }]);
  });

  it('that reaches the quorum makes the runs ready, with the time by which they must be sent', () => {
    const dossier = pending(twoPlaces, [reviewBy(carol, { places: [0, 1] })]);
    const change = changeOf(review(dossier, click({ todaysTerms: twoPlaces }), T + 5, 'd-1'));
    expect(change.request).toMatchObject({
      status: 'approved',
      sendBy: T + 5 + 15 * MINUTE,
      decision: { by: bob, at: T + 5, words: null },
    });
    expect(change.runs).toMatchObject([{ status: 'ready', notBefore: T + 5, revision: 6 }]);
    expect(change.events).toMatchObject([{ happening: { kind: 'approved', given: 2, needed: 2 } }]);
  });

  it('by two ordinary approvers does not make up for the lead', () => {
    const first = changeOf(review(pending(withLead), click({ todaysTerms: withLead }), T, 'd-1'));
    const dossier = pending(withLead, [present(first.review)]);
    expect(review(dossier, click({ person: carol, todaysTerms: withLead }), T, 'd-2')).toMatchObject({
      code: 'place-taken',
    });
    const lead = click({ person: carol, todaysTerms: withLead, memberships: leadIs(carol.id) });
    expect(changeOf(review(dossier, lead, T, 'd-3')).request?.status).toBe('approved');
  });
});

it('a denial ends the request and its runs, with its words', () => {
  const change = changeOf(review(pending(), click({ decision: 'denied', words: 'not now' }), T, 'd-1'));
  expect(change.request).toMatchObject({ status: 'denied', decision: { by: bob, at: T, words: 'not now' } });
  expect(change.runs).toMatchObject([{ status: 'not_sent', trouble: 'denied', endedAt: T }]);
  expect(change.events).toMatchObject([{ actor: bob, happening: { kind: 'denied', words: 'not now' } }]);
  expect(change.review?.decision).toBe('denied');
});

describe('withdrawing', () => {
  it.each([
    ['while it waits for approval', dossierWith()],
    [
      'while it is approved and not claimed',
      dossierWith({ request: approvedWith(), runs: [runWith({ status: 'ready' })] }),
    ],
  ])('is for the requestor, %s', (_, dossier) => {
    const change = changeOf(withdraw(dossier, alice, T, 'd-1'));
    expect(change.request).toMatchObject({ status: 'withdrawn', decision: { by: alice, at: T, words: null } });
    expect(change.runs).toMatchObject([{ status: 'not_sent', trouble: 'withdrawn' }]);
    expect(change.events).toMatchObject([{ actor: alice, happening: { kind: 'withdrawn' } }]);
  });

  const approvedRun = (run: Dossier['runs'][number]) =>
    dossierWith({ request: approvedWith(), runs: [run], reviews: [reviewBy(bob)] });
  it.each<[string, Dossier, typeof alice, string]>([
    ['by somebody else', dossierWith(), bob, 'not-the-requestor'],
    ['once it is claimed', approvedRun(claimedWith()), alice, 'already-sent'],
    ['once it is sent', approvedRun(dispatchedWith()), alice, 'already-sent'],
    ['once it has ended', approvedRun(runWith({ status: 'succeeded' })), alice, 'already-sent'],
    ['after a rehearsal, in which nothing was sent', approvedRun(runWith({ status: 'not_sent' })), alice, 'decided'],
    ['once it is denied', denied, alice, 'decided'],
    ['once it is expired', expired, alice, 'expired'],
    ['once it is withdrawn', withdrawn, alice, 'decided'],
  ])('is refused %s', (_, dossier, person, code) => {
    expect(withdraw(dossier, person, T, 'd-1')).toMatchObject({ code });
  });
});

describe('expiring', () => {
  const at = T + 20 * MINUTE;

  it('ends a pending request at its time, and says how many approvals it had', () => {
    const dossier = pending(twoPlaces, [reviewBy(bob, { places: [0, 1] })]);
    const change = changeOf(expire(dossier, at + 7));
    expect(change.request).toMatchObject({ status: 'expired', decision: { by: null, at, words: null } });
    expect(change.runs).toMatchObject([{ status: 'not_sent', trouble: 'expired', endedAt: at + 7 }]);
    expect(change.events).toMatchObject([{ actor: null, happening: { kind: 'expired', given: 1, needed: 2 } }]);
  });

  it.each<[string, Dossier, number]>([
    ['before its time', dossierWith(), at - 1],
    ['before its card is posted', dossierWith({ request: requestWith({ expiresAt: null }) }), at],
    ['once it is approved', approved, at],
  ])('does nothing %s', (_, dossier, now) => {
    expect(expire(dossier, now)).toBeNull();
  });
});

describe('giving up sending', () => {
  const ready = dossierWith({ request: approvedWith(), runs: [runWith({ status: 'ready' })] });

  it.each(['send-by', 'stricter'] as const)('for “%s” ends the request, which needs approval again', (reason) => {
    const change = changeOf(giveUpSending(ready, { reason, words: 'words' }, T + 1));
    expect(change.request).toMatchObject({ status: 'expired', decision: { by: null, at: T + 1, words: 'words' } });
    expect(change.runs).toMatchObject([{ status: 'not_sent', trouble: reason, endedAt: T + 1 }]);
    expect(change.events).toMatchObject([{ runId: 'run-1', happening: { kind: 'not-sent', reason, words: 'words' } }]);
  });

  it('in a rehearsal leaves the request approved', () => {
    const change = changeOf(giveUpSending(ready, { reason: 'rehearsal', words: null }, T));
    expect(change.request).toBeUndefined();
    expect(change.runs).toMatchObject([{ status: 'not_sent', trouble: 'rehearsal' }]);
  });

  it('ends only the runs that are not sent, and not a request of which something was', () => {
    const dossier = dossierWith({
      request: approvedWith(),
      runs: [dispatchedWith(), runWith({ id: 'run-2', status: 'ready' })],
    });
    const change = changeOf(giveUpSending(dossier, { reason: 'send-by', words: null }, T));
    expect(change.request).toBeUndefined();
    expect(change.runs).toMatchObject([{ id: 'run-2', status: 'not_sent' }]);
  });

  it.each([
    ['what is claimed', claimedWith()],
    ['what is sent', dispatchedWith()],
    ['what is over', runWith({ status: 'not_sent' })],
  ])('does nothing about %s', (_, run) => {
    expect(
      giveUpSending(dossierWith({ request: approvedWith(), runs: [run] }), { reason: 'send-by', words: null }, T),
    ).toBeNull();
  });
});

it('a card that never can be posted ends its request, unless that is decided', () => {
  const change = changeOf(endUndeliverable(dossierWith(), 'is_archived', T));
  expect(change.request).toMatchObject({ status: 'expired', decision: { by: null, at: T, words: 'is_archived' } });
  expect(change.runs).toMatchObject([{ status: 'not_sent', trouble: 'gone' }]);
  expect(change.events).toMatchObject([{ happening: { kind: 'card-undeliverable', code: 'is_archived' } }]);
  expect(endUndeliverable(approved, 'is_archived', T)).toBeNull();
});

describe('others are called', () => {
  const to = group('SLEAD');
  const terms = termsWith({ escalation: { afterMs: 10 * MINUTE, to } });
  const waiting = (facts: Partial<Request> = {}) =>
    dossierWith({ request: requestWith({ terms, escalateAt: T, ...facts }) });

  it('once, when the time has come', () => {
    const change = changeOf(escalate(waiting(), T));
    expect(change.request).toMatchObject({ status: 'pending', escalateAt: null, revision: 4 });
    expect(change.events).toMatchObject([{ actor: null, happening: { kind: 'escalated', to, afterMs: 10 * MINUTE } }]);
    expect(escalate(waiting({ escalateAt: null }), T + MINUTE)).toBeNull();
  });

  it.each<[string, Dossier, number]>([
    ['before that', waiting(), T - 1],
    ['to a card that has expired', waiting({ expiresAt: T }), T],
    ['to what is decided', waiting({ status: 'denied' }), T],
    ['where the terms name nobody', dossierWith({ request: requestWith({ escalateAt: T }) }), T],
  ])('never %s', (_, dossier, now) => {
    expect(escalate(dossier, now)).toBeNull();
  });

  it.each(['approved', 'denied'] as const)(
    'no more once somebody has %s, even where more approvals are needed',
    (decision) => {
      const dossier = waiting({ terms: { ...twoPlaces, escalation: terms.escalation } });
      const change = changeOf(review(dossier, click({ decision, todaysTerms: twoPlaces }), T - 1, 'd-1'));
      expect(change.request?.escalateAt).toBeNull();
    },
  );
});
