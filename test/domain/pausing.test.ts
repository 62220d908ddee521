import type { Change } from '../../src/domain/change';
import { mayMoveSwitch, pauseSending, type ResumeStep, resumeSending } from '../../src/domain/pausing';
import { isRefusal, type Refusal } from '../../src/domain/refusal';
import { isHeldBack, type Pause, type Sending } from '../../src/domain/sending';
import { bob, carol, dave, group, MINUTE, present, runWith, T, users } from './builders';

const said = { delivery: 'd', policyHash: 'policy', words: 'an account is stolen', channels: ['C1'] };
const pause: Pause = { number: 2, by: bob, at: T, words: 'stolen', channels: ['C1'], resumers: [] };
const paused = (facts: Partial<Pause> = {}): Sending => ({ revision: 2, pause: { ...pause, ...facts } });
const going: Sending = { revision: 1, pause: null };
const step = (facts: Partial<ResumeStep> = {}): ResumeStep => ({
  ...{ ...said, words: '' },
  person: carol,
  isAfterPause: true,
  about: 'typed',
  isOnNotice: false,
  stillApprovers: new Set([bob.id, carol.id, dave.id]),
  ...facts,
});
const changed = (outcome: Change | Refusal): Change => {
  if (isRefusal(outcome)) throw new Error(outcome.code);
  return outcome;
};

it('a pause stops all sending, and says by whom, why and where it is told', () => {
  const { sending, events } = changed(pauseSending(going, { ...said, person: bob }, T));
  expect(sending).toEqual({ revision: 2, pause: { ...pause, words: said.words } });
  expect(events.map(({ actor, requestId, happening }) => [actor, requestId, happening.kind])).toEqual([
    [bob, null, 'paused'],
  ]);
});

it.each([
  ['already-paused', paused(), 'once more'],
  ['no-reason', going, ''],
  ['no-reason', going, ' \u200b\u2060 '],
])('a pause is refused with %s', (code, sending, words) => {
  expect(pauseSending(sending, { ...said, person: bob, words }, T)).toMatchObject({ code });
});

it('one approver is not enough to go on; two are, and whoever paused it may be one of them', () => {
  const first = changed(resumeSending(paused(), step({ person: bob }), T + MINUTE));
  expect(first.sending).toEqual({ revision: 3, pause: { ...pause, resumers: [bob] } });
  expect(first.events[0]?.happening).toMatchObject({ kind: 'resume-asked', by: [bob], needed: 2, pause: 2 });
  const second = changed(resumeSending(present(first.sending), step({ channels: ['C2'] }), T + MINUTE));
  expect(second.sending).toEqual({ revision: 4, pause: null });
  expect(second.events[0]?.happening).toMatchObject({ kind: 'resumed', by: [bob, carol], channels: ['C1', 'C2'] });
});

it('who said so before and is no approver any more does not count, and is named', () => {
  const { sending, events } = changed(
    resumeSending(paused({ resumers: [bob] }), step({ stillApprovers: new Set() }), T + MINUTE),
  );
  expect(sending?.pause?.resumers).toEqual([carol]);
  expect(events[0]?.happening).toMatchObject({ kind: 'resume-asked', by: [carol], notCounted: [bob] });
});

it.each<[string, Sending, Partial<ResumeStep>]>([
  ['not-paused', going, {}],
  ['not-paused', going, { about: 2 }],
  ['resume-already-asked', paused({ resumers: [carol] }), {}],
  ['resume-already-asked', paused({ resumers: [carol] }), { about: 2, isOnNotice: true, stillApprovers: new Set() }],
  ['later-pause', paused(), { about: 1 }],
  ['not-the-notice', paused(), { about: 2 }],
  ['later-pause', paused(), { isAfterPause: false }],
  ['unknown-pause', paused(), { about: 3 }],
  ['unknown-pause', paused(), { about: 'unreadable' }],
])('to go on is refused with %s', (code, sending, facts) => {
  expect(resumeSending(sending, step(facts), T + MINUTE)).toMatchObject({ code });
});

it('only who is an approver of something may move the switch; a group that is not established has nobody in it', () => {
  expect(mayMoveSwitch(users(bob.id), bob.id, new Map())).toBeNull();
  expect(mayMoveSwitch(group('S1'), bob.id, new Map([['S1', new Set([bob.id])]]))).toBeNull();
  expect(mayMoveSwitch(group('S1'), bob.id, new Map())).toMatchObject({ code: 'not-allowed-to-pause' });
});

it('a pause holds back what waits and what is ready, and nothing that has been claimed', () => {
  expect((['waiting', 'ready'] as const).map((status) => isHeldBack([runWith({ status })]))).toEqual([true, true]);
  for (const status of ['dispatching', 'dispatched', 'unsettled', 'not_sent', 'succeeded'] as const) {
    expect(isHeldBack([runWith({ status })])).toBe(false);
  }
});
