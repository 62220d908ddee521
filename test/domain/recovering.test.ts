import { recoveryOfCall, recoveryOfWait } from '../../src/domain/recovering';
import { approvedWith, claimedWith, HOUR, MINUTE, requestWith, runWith, SECOND, T } from './builders';

describe('a call that Defender turned out to have', () => {
  it.each<[string, Parameters<typeof recoveryOfCall>, ReturnType<typeof recoveryOfCall>]>([
    ['found at once needs no words', [claimedWith(), T - HOUR, T + 9 * SECOND], null],
    ['found after ten seconds does', [claimedWith(), null, T + 10 * SECOND], { since: 'lost-answer', afterMs: 10_000 }],
    [
      'made before this process started says so, however fast it was found',
      [claimedWith(), T + 1, T + 2],
      { since: 'restart', afterMs: 2 },
    ],
    [
      'made by this process, and found late, is no restart',
      [claimedWith(), T - 1, T + MINUTE],
      { since: 'lost-answer', afterMs: MINUTE },
    ],
    [
      'that nobody had been able to settle says so',
      [runWith({ status: 'unsettled' }), null, T],
      { since: 'lost-answer', afterMs: null },
    ],
  ])('%s', (_, facts, expected) => {
    expect(recoveryOfCall(...facts)).toEqual(expected);
  });
});

describe('a run that waited for its call', () => {
  const request = approvedWith({ decision: { by: null, at: T, words: null } });
  it.each<[string, Parameters<typeof recoveryOfWait>, ReturnType<typeof recoveryOfWait>]>([
    [
      'through a restart tells how long',
      [request, runWith({ attempt: 1 }), T + MINUTE, T + 3 * MINUTE],
      { since: 'restart', afterMs: 3 * MINUTE },
    ],
    ['through a short one does not', [request, runWith({ attempt: 1 }), T + 1, T + 9 * SECOND], null],
    ['for something else does not', [request, runWith({ attempt: 1 }), T - 1, T + HOUR], null],
    ['after a call of an earlier attempt does not', [request, runWith({ attempt: 2 }), T + 1, T + HOUR], null],
    ['where another process may have kept it does not', [request, runWith({ attempt: 1 }), null, T + HOUR], null],
    ['and whose approval is not known does not', [requestWith(), runWith({ attempt: 1 }), T + 1, T + HOUR], null],
  ])('%s', (_, facts, expected) => {
    expect(recoveryOfWait(...facts)).toEqual(expected);
  });
});
