import type { Happening } from '../../src/domain/event';
import { fault, HOUR, ida, MINUTE, NOW } from './samples';

const machineActionId = '43e0bf73-d354-43cc-842a-5c5e525a07c7';
const twinId = '9fd971a2-1e5f-4665-85e2-e6550a773d7c';
const approvers = { usergroups: ['S0APPROVERS'], users: [] };
const sent = { machineActionId, status: 'Pending' };
const open = { machineActionId, type: 'Isolate', status: 'InProgress' };
const ended = { kind: 'ended', machineActionId, elapsedMs: 4 * MINUTE, errorHResult: null, cancelledBy: null } as const;

/** Everything that is told in a thread, in the order in which it may happen; what has several forms comes in each. */
export const toldHappenings: readonly Happening[] = [
  { kind: 'approved', given: 1, needed: 2 },
  { kind: 'approved', given: 2, needed: 2 },
  { kind: 'denied', words: 'Not during business hours.' },
  { kind: 'withdrawn' },
  { kind: 'reminded', to: approvers, expiresAt: NOW + 7 * MINUTE },
  { kind: 'escalated', to: approvers, afterMs: 10 * MINUTE },
  { kind: 'expired', given: 1, needed: 2 },
  { kind: 'asked-again', as: 'DKXR9SPA' },
  { kind: 'card-undeliverable', code: 'is_archived' },
  { kind: 'sent', ...sent, isRecovered: false },
  { kind: 'sent', ...sent, isRecovered: true },
  { kind: 'adopted', ...sent, startedBy: 'analyst@contoso.example' },
  { kind: 'delayed', fault: fault(), retryAt: NOW + MINUTE, sendBy: NOW + 15 * MINUTE },
  { kind: 'obstructed', ...open, all: [{ ...open, requestId: null }], sendBy: NOW + 15 * MINUTE },
  { kind: 'lane-busy', sendBy: NOW + 15 * MINUTE },
  { kind: 'doubtful', fault: fault() },
  { kind: 'proved-unsent', attempt: 1 },
  { kind: 'not-sent', reason: 'send-by', words: null },
  { kind: 'not-sent', reason: 'stricter', words: 'These rules apply now: “Crown jewels”.' },
  { kind: 'not-sent', reason: 'not-allowed', words: 'The policy rule “Not from chat” does not allow this.' },
  { kind: 'not-sent', reason: 'rehearsal', words: null },
  { kind: 'turned-down', fault: fault({ code: 'Forbidden', missingPermission: 'Machine.Isolate' }) },
  { kind: 'status', machineActionId, status: 'InProgress', elapsedMs: MINUTE },
  { ...ended, status: 'Succeeded' },
  { ...ended, status: 'Failed', errorHResult: -2_147_467_260 },
  { ...ended, status: 'TimeOut' },
  { ...ended, status: 'Cancelled', cancelledBy: 'wrong machine' },
  { kind: 'containment-over', forMs: 4 * HOUR, machines: ['web-01.contoso.example'], unseen: [] },
  { kind: 'lifts-soon', liftsAt: NOW + 24 * HOUR, machines: ['web-01.contoso.example'], unseen: [] },
  { kind: 'unsettled', why: 'not-found' },
  { kind: 'unsettled', why: 'lost-sight' },
  { kind: 'settled-by-person', as: 'happened', words: 'the portal shows it' },
  { kind: 'found-by-person', ...sent, startedBy: null, words: 'the portal shows it' },
  { kind: 'found-after-settling', ...sent, as: 'did-not-happen', by: ida, openIn: null },
  { kind: 'twin-found', keptId: machineActionId, twinId },
  { kind: 'twin-found', keptId: null, twinId },
  { kind: 'twin-cancelled', twinId, status: 'Cancelled' },
];
