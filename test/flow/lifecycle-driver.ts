import { belongs } from '../../src/domain/audience';
import type { Change } from '../../src/domain/change';
import { adopt, answered, claim, delay, foundAfterAll, isClaimable, settle } from '../../src/domain/dispatching';
import { standAside, waitFor } from '../../src/domain/holding-back';
import { cardPosted } from '../../src/domain/opening';
import { pauseSending, resumeSending } from '../../src/domain/pausing';
import type { Profile } from '../../src/domain/person';
import { anyApprover, type Policy } from '../../src/domain/policy';
import { isRefusal } from '../../src/domain/refusal';
import { giveUpSending } from '../../src/domain/giving-up';
import { type Dossier, expire } from '../../src/domain/reviewing';
import { decide } from '../../src/domain/ruling';
import type { Run } from '../../src/domain/run';
import { objectionTo } from '../../src/domain/second-look';
import { keepElder, track } from '../../src/domain/tracking';
import { createAttempts } from '../../src/flow/attempts';
import { commitFresh } from '../../src/flow/commit-fresh';
import type { CardClick, Reviewed } from '../../src/flow/intake';
import { createRefusedClicks } from '../../src/flow/refused-clicks';
import { createReview } from '../../src/flow/review';
import { createSubmit } from '../../src/flow/submit';
import { actionWith, faultWith, foreignWith, machineWith, present, SECOND, T } from '../domain/builders';
import { createFakeDefender } from './fake-defender';
import { answerOf, madeBy } from './lifecycle-answers';
import { type Group, type PersonId, people, type Step } from './lifecycle-steps';
import { createWatch, type Tally } from './lifecycle-watch';
import { createMemoryStore } from './memory-store';

const CHANNEL = 'C0INCIDENT';
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const machines = [
  machineWith({ id: 'a'.repeat(40), name: 'web-01.contoso.com' }),
  machineWith({ id: 'd'.repeat(40), name: 'dc-01.contoso.com' }),
];
type Account = Extract<Step, { readonly kind: 'account' }>['is'];
type Clicks = Extract<Step, { readonly kind: 'click' }>['clicks'];

const profileOf = (id: string, is: Account): Profile => ({
  id,
  realName: `Person ${id}`,
  isDeactivated: is === 'deactivated',
  isBot: false,
  isGuest: is === 'unsaid' ? undefined : is === 'guest',
  isSingleChannelGuest: false,
  isStranger: false,
  teamId: 'T1',
  enterpriseId: undefined,
});

/** A small house in memory, in which a story is played: the real asking and deciding, and the domain for the rest. */
export const createDriver = (firstPolicy: Policy, tally: Tally) => {
  let now = T;
  let policy = firstPolicy;
  let count = 0;
  const next = (what: string): string => `${what}${++count}`;
  const clock = { now: () => now, at: () => () => {} };
  const accounts = new Map<string, Account>(people.map((id) => [id, 'full'] as const));
  const members = new Map<Group, ReadonlySet<string>>([
    ['SRESPOND', new Set<PersonId>(['UAMY', 'UBEN', 'UCAT'])],
    ['SAPPROVE', new Set<PersonId>(['UBEN', 'UCAT', 'UDAN', 'UEVE'])],
    ['SLEADS', new Set<PersonId>(['UDAN', 'UEVE'])],
  ]);
  const watch = createWatch(tally);
  const memory = createMemoryStore({
    took: (step) => watch.step(step, (id) => dossierOf(id).request, now),
    turnedAway: (why) => tally.note(`turned away: ${why}`),
  });
  const { store, posts } = memory;
  const defender = createFakeDefender(clock);
  defender.machineList = [...machines];
  const dossierOf = (id: string): Dossier => present(memory.dossierOf(id));
  const channel = { id: CHANNEL, isMember: true, isArchived: false, isShared: false, isPendingShared: false };
  const base = {
    store,
    posts,
    defender,
    directory: {
      profile: async (id: string) => profileOf(id, accounts.get(id) ?? 'guest'),
      memberships: async () => new Map(members),
      channel: async () => ({ ...channel, isDirectMessage: false }),
    },
    machines: {
      replace: async () => {},
      search: async () => [],
      near: async () => [],
      known: async () => [],
    },
    policy: { current: () => policy },
    home: () => ({ teamId: 'T1', enterpriseId: undefined }),
    clock,
    ids: { request: () => next('REQ'), unique: () => next('id') },
    digest: (text: string) => text,
    log: quiet,
  };
  const attempts = createAttempts(base);
  const refusedClicks = createRefusedClicks({ attempts, log: quiet });
  const submit = createSubmit({ ...base, attempts, opened: () => {} });
  const review = createReview({ ...base, refusedClicks, decided: () => {} });

  const requestBy = (number: number): Dossier | null => {
    const ids = memory.requestIds();
    // Counted from the newest, about which most is still to happen.
    const id = ids[ids.length - 1 - (number % Math.max(1, ids.length))];
    return id === undefined ? null : dossierOf(id);
  };
  const deliver = (): string => {
    const key = next('delivery');
    memory.deliver(key);
    return key;
  };
  const move = (requestId: string, how: (dossier: Dossier, run: Run) => Change | null) =>
    commitFresh(store, requestId, (dossier) => how(dossier, present(dossier.runs[0])));

  const todayFor = ({ request, runs }: Dossier) => {
    const { machine } = present(runs[0]);
    return decide(policy, { verb: request.verb, machine, comment: request.comment });
  };

  const onClick = async (click: Clicks[number]): Promise<void> => {
    const dossier = requestBy(click.request);
    if (dossier === null) return;
    const { request } = dossier;
    const card = present(await posts.cardOf(request.id));
    const made: CardClick = {
      delivery: deliver(),
      personId: click.by,
      requestId: request.id,
      binding: request.binding,
      postId: card.postId,
      channel: card.channel,
      messageTs: card.ts ?? 'lost.ts',
      arrivedAt: now - click.age,
    };
    const carryOut = (): Promise<Reviewed> =>
      click.decision === 'deny' ? review.deny({ ...made, words: 'Not now.' }) : review[click.decision](made);
    const outcomes = await Promise.all(click.isTwice ? [carryOut(), carryOut()] : [carryOut()]);
    const done = outcomes.filter(({ kind }) => kind === 'done');
    if (done.length > 1) throw new Error('one delivery was worked on twice');
    for (const outcome of outcomes) if (outcome.kind === 'refused') watch.refused(outcome.refusal);
    const { decision } = click;
    if (done.length === 0 || decision === 'withdraw') return;
    const after = dossierOf(request.id);
    const { terms, refusal } = todayFor(dossier);
    const who = { personId: click.by, memberships: members, isMember: accounts.get(click.by) === 'full' };
    const today = { places: terms.places, isDenied: refusal !== null };
    watch.decided(after.request, after.runs, { ...who, decision, arrivedAt: made.arrivedAt }, today);
  };

  /** As dispatch does it: the terms of today first, then what is in the way, then the claim. */
  const onClaim = async (
    dossier: Dossier,
    reads: Extract<Step, { readonly kind: 'claim' }>['reads'],
  ): Promise<void> => {
    const { request, runs } = dossier;
    const run = present(runs[0]);
    if (!isClaimable(request, run, now)) return;
    if (reads === 'fault') return move(request.id, (fresh, one) => delay(fresh.request, one, faultWith(), null, now));
    if (objectionTo(request, todayFor(dossier), now) !== null) {
      tally.note('not sent: stricter');
      return move(request.id, (fresh) => giveUpSending(fresh, { reason: 'stricter', words: 'stricter' }, now));
    }
    const other = foreignWith({ machineId: run.machine.id });
    if (reads === 'opposed') {
      return move(request.id, (fresh, one) =>
        waitFor(fresh.request, one, { kind: 'opposed', action: other, others: [] }, now),
      );
    }
    const committed = await store.commit(claim(run, { token: next('token'), at: now, until: now + 35 * SECOND }));
    if (committed.kind === 'lane-taken')
      await move(request.id, (fresh, waiting) => standAside(fresh.request, waiting, now));
    if (committed.kind === 'done' && reads === 'same') await move(request.id, (_, taken) => adopt(taken, other, now));
  };

  const onSettle = async (requestId: string, found: number): Promise<void> => {
    const pace = { graceMs: 60 * SECOND, againMs: 5 * SECOND };
    const list = (run: Run) => madeBy(run, found, now);
    await move(requestId, ({ request }, run) => settle(request, run, list(run), now, pace, now));
    await move(requestId, (_, run) => keepElder(run, list(run), now));
    const run = present(dossierOf(requestId).runs[0]);
    const late = foundAfterAll(run, list(run), now);
    // Where a newer request for the same action has the machine by now, it stays unsettled.
    if (late !== null) await store.commit(late);
  };

  const onTrack = (requestId: string, status: string) =>
    move(requestId, (_, run) => {
      if (run.status !== 'dispatched') return null;
      const action = actionWith({ id: run.machineActionId ?? '', status, updatedAt: now });
      const look = track(run, status === 'gone' ? null : action, 5 * SECOND, now);
      return look.kind === 'changed' ? look.change : null;
    });

  const sweep = async (): Promise<void> => {
    for (const id of memory.requestIds()) {
      await commitFresh(store, id, (dossier) => expire(dossier, now));
      await commitFresh(store, id, (dossier) =>
        dossier.request.sendBy !== null && now >= dossier.request.sendBy
          ? giveUpSending(dossier, { reason: 'send-by', words: null }, now)
          : null,
      );
    }
  };

  const onSwitch = async (by: string, to: 'pause' | 'resume'): Promise<void> => {
    if (!belongs(by, anyApprover(policy), members)) return;
    const said = { words: 'stolen account', delivery: deliver(), policyHash: policy.hash, channels: [CHANNEL] };
    const who = { person: { id: by, name: by }, ...said };
    const sending = memory.sendingNow();
    const before = (sending.pause?.resumers ?? []).map(({ id }) => id);
    const stillApprovers = new Set(before.filter((id) => belongs(id, anyApprover(policy), members)));
    const outcome =
      to === 'pause'
        ? pauseSending(sending, who, now)
        : resumeSending(
            sending,
            { ...who, isAfterPause: true, about: 'typed', isOnNotice: false, stillApprovers },
            now,
          );
    if (isRefusal(outcome)) return watch.refused(outcome);
    const committed = await store.commit(outcome);
    if (committed.kind !== 'done') throw new Error(`the switch was ${committed.kind}`);
  };

  const onAsk = async ({ by, verb, machine, comment }: Extract<Step, { readonly kind: 'ask' }>): Promise<void> => {
    const running = memory.requestIds().at(-1) ?? 'NONE';
    const asked = { personId: by, channel: CHANNEL, verb, machines: [verb === 'cancel' ? running : machine], comment };
    const outcome = await submit({
      delivery: deliver(),
      chosenMachineId: null,
      thread: null,
      parameter: null,
      forMs: null,
      ...asked,
    });
    if (outcome.kind === 'refused') watch.refused(outcome.refusal);
    tally.note(`ask: ${outcome.kind}`);
  };

  const carryOut = async (step: Step): Promise<void> => {
    switch (step.kind) {
      case 'ask':
        return onAsk(step);
      case 'click':
        await Promise.all(step.clicks.map(onClick));
        return;
      case 'member': {
        const before = [...(members.get(step.group) ?? [])].filter((id) => id !== step.person);
        members.set(step.group, new Set(step.isIn ? [...before, step.person] : before));
        return;
      }
      case 'account':
        accounts.set(step.person, step.is);
        return;
      case 'policy':
        policy = step.policy;
        return;
      case 'switch':
        return onSwitch(step.by, step.to);
      case 'sweep':
        return sweep();
      case 'wait':
        now += step.ms;
        return;
    }
    const dossier = requestBy(step.request);
    if (dossier === null) return;
    const { id } = dossier.request;
    switch (step.kind) {
      case 'card': {
        const card = await posts.cardOf(id);
        if (card?.ts === null)
          await posts.cardSent(card.postId, `${now}.ts`, cardPosted(dossier.request, `${now}.ts`, now));
        return;
      }
      case 'claim':
        return onClaim(dossier, step.reads);
      case 'answer':
        return move(id, (fresh, run) => {
          const answer = answerOf(step.answer, fresh, run, now);
          const old = answered(fresh.request, run, 'an older claim', answer, now);
          if (old !== null) throw new Error('an answer to an older claim was taken');
          return answered(fresh.request, run, run.claim?.token ?? 'none', answer, now);
        });
      case 'settle':
        return onSettle(id, step.found);
      case 'track':
        return onTrack(id, step.status);
    }
  };

  return { carryOut };
};
