import { type Happening, isOutcome, isTold } from '../../src/domain/event';
import { alice, faultWith, T } from './builders';

const fault = faultWith();
const ma = { machineActionId: 'ma-1', status: 'Pending' };

it.each<[Happening, boolean, boolean]>([
  [{ kind: 'asked', verb: 'isolate', parameter: null, comment: '', machines: [] }, false, false],
  [{ kind: 'card-posted', channel: 'C1', ts: '1' }, false, false],
  [{ kind: 'card-undeliverable', code: 'x' }, true, false],
  [{ kind: 'approved', given: 1, needed: 1 }, true, false],
  [{ kind: 'denied', words: '' }, true, true],
  [{ kind: 'withdrawn' }, true, true],
  [{ kind: 'expired', given: 0, needed: 1 }, true, true],
  [{ kind: 'refused', attempted: 'approved', code: 'x', says: '' }, false, false],
  [{ kind: 'claimed', attempt: 1 }, false, false],
  [{ kind: 'sent', ...ma, isRecovered: false }, true, false],
  [{ kind: 'adopted', ...ma, startedBy: 'x' }, true, false],
  [{ kind: 'delayed', fault, retryAt: T, sendBy: T }, true, false],
  [{ kind: 'obstructed', ...ma, type: 'Isolate', sendBy: T }, true, false],
  [{ kind: 'lane-busy', sendBy: T }, true, false],
  [{ kind: 'doubtful', fault }, true, false],
  [{ kind: 'proved-unsent', attempt: 1 }, true, false],
  [{ kind: 'not-sent', reason: 'send-by', words: null }, true, true],
  [{ kind: 'turned-down', fault }, true, true],
  [{ kind: 'status', ...ma, elapsedMs: 1 }, true, false],
  [{ kind: 'ended', ...ma, elapsedMs: 1, errorHResult: null, cancelledBy: null }, true, true],
  [{ kind: 'unsettled', why: 'not-found' }, true, true],
  [{ kind: 'twin-found', keptId: 'a', twinId: 'b' }, true, false],
  [{ kind: 'twin-cancelled', twinId: 'b', status: 'Cancelled' }, true, false],
  [{ kind: 'asked-again', as: '7K3M9P2Q' }, true, false],
  [{ kind: 'card-gone', code: 'message_not_found' }, false, false],
  [{ kind: 'settled-by-person', as: 'happened', words: '' }, true, true],
  [{ kind: 'found-by-person', ...ma, startedBy: null, words: '' }, true, false],
  [{ kind: 'found-after-settling', ...ma, as: 'did-not-happen', by: alice, openIn: null }, true, true],
  [{ kind: 'late-answer', machineActionId: 'ma-1' }, false, false],
])('$kind is told: %j, as an outcome: %j', (happening, told, outcome) => {
  expect(isTold(happening)).toBe(told);
  expect(isOutcome(happening)).toBe(outcome);
});
