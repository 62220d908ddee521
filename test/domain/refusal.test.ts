import { isRefusal, type Refusal, type RefusalCode, refusals, refuse } from '../../src/domain/refusal';
import { T, users } from './builders';

const nobody = users();
const samples: Readonly<Record<RefusalCode, Refusal>> = {
  'unknown-verb': refuse('unknown-verb', 'islate', ['isolate']),
  'several-machines': refuse('several-machines', ['a', 'b']),
  'no-comment': refuse('no-comment'),
  'comment-too-long': refuse('comment-too-long', 3001, 3000),
  'machine-not-found': refuse('machine-not-found', 'web-1', ['web-01']),
  'machine-needs-choice': refuse('machine-needs-choice', 'web-01', 2),
  'not-a-member': refuse('not-a-member', 'is a bot'),
  'not-a-requestor': refuse('not-a-requestor', nobody),
  'denied-by-rule': refuse('denied-by-rule', [{ rule: 'Rule', words: 'Words' }]),
  'ticket-missing': refuse('ticket-missing', [{ rule: 'Change freeze', pattern: 'CHG[0-9]{7}' }]),
  'too-many-requests': refuse('too-many-requests', 60, 600_000, T),
  'too-many-refused-clicks': refuse('too-many-refused-clicks', 20, 600_000, T),
  'no-reason': refuse('no-reason'),
  'not-allowed-to-pause': refuse('not-allowed-to-pause', nobody),
  'already-paused': refuse('already-paused', 'Bob', T),
  'not-paused': refuse('not-paused'),
  'resume-already-asked': refuse('resume-already-asked'),
  'not-for-you': refuse('not-for-you', nobody),
  'direct-message': refuse('direct-message'),
  'shared-channel': refuse('shared-channel'),
  'archived-channel': refuse('archived-channel'),
  'bot-not-in-channel': refuse('bot-not-in-channel'),
  'bot-left-channel': refuse('bot-left-channel'),
  'wrong-channel': refuse('wrong-channel', ['C1', 'C2']),
  'already-open': refuse('already-open', 'R1'),
  'unknown-request': refuse('unknown-request', 'R1'),
  'nothing-to-cancel': refuse('nothing-to-cancel', 'R1'),
  'own-request': refuse('own-request', nobody),
  'not-an-approver': refuse('not-an-approver', nobody),
  'place-taken': refuse('place-taken', nobody),
  'already-reviewed': refuse('already-reviewed'),
  decided: refuse('decided', 'denied', 'Bob', T),
  expired: refuse('expired', T),
  'not-sent': refuse('not-sent', 'Bob', T),
  'not-the-card': refuse('not-the-card', 'R1'),
  'card-changed': refuse('card-changed', 'R1'),
  'not-the-requestor': refuse('not-the-requestor', 'Alice'),
  'already-sent': refuse('already-sent', 'R1'),
};

it.each(Object.entries(samples))('“%s” says why not in a sentence, and what to do next in another', (code, refusal) => {
  expect(refusal.code).toBe(code);
  expect(refusal.says).toMatch(/^\S.{10,}[.…]$/su);
  expect(refusal.next).toMatch(/^\S.{10,}[.?]$/su);
  expect(`${refusal.says} ${refusal.next}`).not.toMatch(/undefined|null|\[object|NaN/);
  expect(isRefusal(refusal)).toBe(true);
});

it('every code has a sample here', () => {
  expect(Object.keys(samples).sort()).toEqual(Object.keys(refusals).sort());
});

it('says something else where there is nothing near to offer', () => {
  expect(refuse('unknown-verb', 'zzz', []).next).toBe('Type /defender help to see every verb.');
  expect(refuse('machine-not-found', 'zzz', []).next).toContain('full DNS name');
  expect(refuse('machine-needs-choice', '10.0.0.1', 1).says).toContain('IP address');
});

it('other values are no refusals', () => {
  expect([{}, { id: 'U1', name: 'x' }, { code: 'x', says: 'y' }].map(isRefusal)).toEqual([false, false, false]);
});
