import { canBeAskedAgain, needsOtherWords, refuseAskingAgain, runsToAskAgain } from '../../src/domain/asking-again';
import type { Run } from '../../src/domain/run';
import { alice, approvedWith, bob, dossierWith, requestWith, runWith, SUBJECT } from './builders';

const ended = (facts: Partial<Run>) => dossierWith({ request: approvedWith(), runs: [runWith(facts)] });

it.each<[string, Partial<Run>]>([
  ['was denied', { status: 'not_sent', trouble: 'denied' }],
  ['expired', { status: 'not_sent', trouble: 'expired' }],
  ['was withdrawn', { status: 'not_sent', trouble: 'withdrawn' }],
  ['could not be sent in time', { status: 'not_sent', trouble: 'send-by' }],
  ['was not approved by enough any more', { status: 'not_sent', trouble: 'stricter' }],
  ['failed', { status: 'failed' }],
  ['timed out', { status: 'timed_out' }],
  ['was cancelled', { status: 'cancelled' }],
])('what %s can be asked again', (_, facts) => {
  expect(canBeAskedAgain(ended(facts))).toBe(true);
});

it.each<[string, Partial<Run>]>([
  ['waits', { status: 'waiting' }],
  ['is being sent', { status: 'dispatching' }],
  ['runs', { status: 'dispatched' }],
  ['succeeded', { status: 'succeeded' }],
  ['may have happened', { status: 'unsettled' }],
  ['a person has settled', { status: 'settled' }],
  ['is not allowed any more', { status: 'not_sent', trouble: 'not-allowed' }],
  ['has nothing to act on any more', { status: 'not_sent', trouble: 'gone' }],
  ['was a rehearsal', { status: 'not_sent', trouble: 'rehearsal' }],
  ['is a cancellation', { status: 'failed', verb: 'cancel', subject: SUBJECT }],
])('what %s cannot be asked again', (_, facts) => {
  expect(canBeAskedAgain(ended(facts))).toBe(false);
});

describe('of several machines', () => {
  const runs = (...all: readonly Partial<Run>[]) =>
    dossierWith({
      request: approvedWith(),
      runs: all.map((facts, index) => runWith({ id: `run-${index}`, ...facts })),
    });

  it('those are asked again that came to nothing', () => {
    const dossier = runs(
      { status: 'succeeded' },
      { status: 'failed' },
      { status: 'timed_out' },
      { status: 'unsettled' },
    );
    expect(runsToAskAgain(dossier).map(({ id }) => id)).toEqual(['run-1', 'run-2']);
  });

  it('none is asked again while one is under way: a request is asked again only once', () => {
    expect(runsToAskAgain(runs({ status: 'failed' }, { status: 'dispatched' }))).toEqual([]);
  });
});

it('only its requestor asks again, and once', () => {
  const dossier = ended({ status: 'failed' });
  expect(refuseAskingAgain(dossier, alice.id)).toBeNull();
  expect(refuseAskingAgain(dossier, bob.id)?.code).toBe('not-yours-to-ask-again');
  expect(refuseAskingAgain({ ...dossier, againAs: 'NEXT' }, alice.id)).toMatchObject({
    code: 'asked-again',
    requestId: 'NEXT',
  });
});

it('a denial is answered in other words, for the same words would pass over its reason', () => {
  expect(needsOtherWords({ request: requestWith({ status: 'denied' }) })).toBe(true);
  expect(needsOtherWords({ request: requestWith({ status: 'expired' }) })).toBe(false);
});
