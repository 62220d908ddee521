import { type Refusal, type RefusalCode, refuse } from '../../src/domain/refusal';
import { T } from './builders';

const approvers = { usergroups: ['S0APPROVERS'], users: [] };
const requestors = { usergroups: ['S0RESPONDERS'], users: [] };

/** Every refusal, made of facts as they come; docs/refusals.md is made of these. */
export const samples: Readonly<Record<RefusalCode, Refusal>> = {
  'unknown-verb': refuse('unknown-verb', 'islate', ['isolate']),
  'several-machines': refuse('several-machines', ['web-01', 'web-02']),
  'no-comment': refuse('no-comment'),
  'comment-too-long': refuse('comment-too-long', 3001, 3000),
  'machine-not-found': refuse('machine-not-found', 'web-1', ['web-01', 'web-10']),
  'machine-needs-choice': refuse('machine-needs-choice', 'web-01', 2),
  'not-a-member': refuse('not-a-member', 'is a guest'),
  'not-a-requestor': refuse('not-a-requestor', requestors),
  'denied-by-rule': refuse('denied-by-rule', [{ rule: 'Not from chat', words: 'Offboarding is done in the portal.' }]),
  'ticket-missing': refuse('ticket-missing', [{ rule: 'Change freeze', pattern: 'CHG[0-9]{7}' }]),
  'not-allowed-any-more': refuse(
    'not-allowed-any-more',
    'Rosa Diaz',
    refuse('ticket-missing', [{ rule: 'Change freeze', pattern: 'CHG[0-9]{7}' }]),
  ),
  'terms-outdated': refuse('terms-outdated', 'Rosa Diaz', 'These rules apply now: “Crown jewels”.'),
  'too-many-requests': refuse('too-many-requests', 60, 600_000, T),
  'too-many-refused-clicks': refuse('too-many-refused-clicks', 20, 600_000, T),
  'no-reason': refuse('no-reason'),
  'not-allowed-to-pause': refuse('not-allowed-to-pause', approvers),
  'already-paused': refuse('already-paused', 'Ida Holm', T),
  'not-paused': refuse('not-paused'),
  'later-pause': refuse('later-pause', 'Ida Holm', T),
  'unknown-pause': refuse('unknown-pause'),
  'not-the-notice': refuse('not-the-notice'),
  'resume-already-asked': refuse('resume-already-asked'),
  'not-for-you': refuse('not-for-you', approvers),
  'direct-message': refuse('direct-message'),
  'shared-channel': refuse('shared-channel'),
  'archived-channel': refuse('archived-channel'),
  'bot-not-in-channel': refuse('bot-not-in-channel'),
  'bot-left-channel': refuse('bot-left-channel'),
  'wrong-channel': refuse('wrong-channel', ['C0INCIDENT', 'C0NIGHT']),
  'already-open': refuse('already-open', 'K7M2QX'),
  'unknown-request': refuse('unknown-request', 'K7M2QX'),
  'nothing-to-cancel': refuse('nothing-to-cancel', 'K7M2QX'),
  'own-request': refuse('own-request', approvers),
  'not-an-approver': refuse('not-an-approver', approvers),
  'place-taken': refuse('place-taken', approvers),
  'already-reviewed': refuse('already-reviewed'),
  decided: refuse('decided', 'denied', 'Ida Holm', T),
  expired: refuse('expired', T),
  'not-sent': refuse('not-sent', 'Ida Holm and Tom Berg', T),
  'not-the-card': refuse('not-the-card', 'K7M2QX'),
  'card-changed': refuse('card-changed', 'K7M2QX'),
  'not-the-requestor': refuse('not-the-requestor', 'Rosa Diaz'),
  'already-sent': refuse('already-sent', 'K7M2QX'),
};

/** The same codes where other facts make other words. */
export const variants: readonly Refusal[] = [
  refuse('unknown-verb', 'weather', []),
  refuse('machine-not-found', 'web-1', []),
  refuse('machine-needs-choice', '10.0.0.1', 1),
  refuse('not-a-member', 'belongs to another organisation'),
  refuse('not-a-member', 'may be a guest, for Slack does not say'),
  refuse('denied-by-rule', [
    { rule: 'Crown jewels', words: 'Ask the lead on duty' },
    { rule: 'Change freeze', words: 'Nothing is changed before Monday.' },
  ]),
];
