import type { Policy } from '../../src/domain/policy';
import { decide } from '../../src/domain/ruling';
import { objectionTo, sendByUnder } from '../../src/domain/second-look';
import { approvedWith, carol, group, MINUTE, machineWith, policyWith, T, termsWith, users } from './builders';

// Approved at T, to be sent within 15 minutes.
const approved = approvedWith();
const under = (facts: Partial<Policy>) =>
  decide(policyWith(facts), { verb: 'isolate', machine: machineWith(), comment: approved.comment });
const tight = under({ rules: [{ name: 'Tight', when: {}, sendWithinMs: 5 * MINUTE }] });

describe('what was approved may be sent', () => {
  it.each<[string, Partial<Policy>, number]>([
    ['under the same policy', {}, T],
    ['under the same policy, up to its last moment', {}, T + 15 * MINUTE - 1],
    ['where the policy has become laxer', { sendWithinMs: 60 * MINUTE, expiresInMs: 60 * MINUTE }, T + 14 * MINUTE],
    ['where only the time to approve has become shorter: that is over', { expiresInMs: MINUTE }, T + 14 * MINUTE],
    ['within a time that has become shorter', { sendWithinMs: 5 * MINUTE }, T + 5 * MINUTE - 1],
    ['where a rule wants a ticket that the comment names', { rules: [{ name: 'Why', when: {}, ticket: 'beacon' }] }, T],
  ])('%s', (_, facts, now) => {
    expect(objectionTo(approved, under(facts), now)).toBeNull();
  });
});

describe('what was approved goes back for approval', () => {
  it.each<[string, Partial<Policy>, number, string]>([
    ['where more approvals are needed', { quorum: 2 }, T, 'It takes 2 approvals now, not 1.'],
    ['where others approve', { approvers: users(carol.id) }, T, 'The approvers are others now.'],
    [
      'where a rule asks for others',
      { rules: [{ name: 'Leads', when: {}, approvers: group('SLEAD') }] },
      T,
      'These rules apply now: “Leads”.',
    ],
    [
      'where the time to send it has become shorter and is over',
      { sendWithinMs: 5 * MINUTE },
      T + 5 * MINUTE,
      'It had to be sent within 5 min of its approval by today’s policy.',
    ],
    [
      'where a rule leaves less time, and that is over',
      { rules: [{ name: 'Tight', when: {}, sendWithinMs: 5 * MINUTE }] },
      T + 5 * MINUTE,
      'It had to be sent within 5 min of its approval; these rules apply now: “Tight”.',
    ],
  ])('%s', (_, facts, now, words) => {
    expect(objectionTo(approved, under(facts), now)).toEqual({ reason: 'stricter', words });
  });
});

describe('what was approved and may not even be asked for any more comes with the next step of that refusal', () => {
  it.each<[string, Partial<Policy>, string, string]>([
    [
      'where a rule wants a ticket that the comment lacks',
      { rules: [{ name: 'Change', when: {}, ticket: 'CHG\\d+' }] },
      'The comment names no ticket, and the policy asks for one: rule “Change” wants something that matches CHG\\d+.',
      'Write the ticket’s number into the comment and ask again.',
    ],
    [
      'where a rule denies it',
      { quorum: 2, rules: [{ name: 'Never', when: {}, deny: 'Use the portal.' }] },
      'The policy rule “Never” does not allow this: Use the portal.',
      'Do it in the Defender portal if it must be done, or ask whoever keeps the policy file.',
    ],
  ])('%s', (_, facts, words, next) => {
    expect(objectionTo(approved, under(facts), T)).toEqual({ reason: 'not-allowed', words, next });
  });
});

it('the fixed time being over is no objection: it ends the request by itself', () => {
  expect(objectionTo(approved, tight, T + 15 * MINUTE)).toBeNull();
});

it('the time to send ends at the sooner of the fixed moment and today’s', () => {
  expect(sendByUnder(approved, tight.terms)).toBe(T + 5 * MINUTE);
  expect(sendByUnder(approved, termsWith({ sendWithinMs: 60 * MINUTE }))).toBe(T + 15 * MINUTE);
});
