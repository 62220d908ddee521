import { actionOf } from '../domain/catalogue';
import { adopt, answered, claim, delay, isClaimable } from '../domain/dispatching';
import type { NotSent } from '../domain/event';
import { Fault } from '../domain/fault';
import { giveUpSending } from '../domain/giving-up';
import { lookAgain, standAside, waitFor } from '../domain/holding-back';
import type { Instant } from '../domain/instant';
import { runEvent } from '../domain/lifecycle';
import { commentFor } from '../domain/mark';
import { notInTheWay, obstacleIn } from '../domain/obstacle';
import type { Policy } from '../domain/policy';
import type { Dossier } from '../domain/reviewing';
import { decideForAll } from '../domain/ruling';
import { type Answer, type Order, orderFor, type Run } from '../domain/run';
import { objectionTo, sendByUnder } from '../domain/second-look';
import { commitFresh } from './commit-fresh';
import { createLoop, type Loop } from './loop';
import type { Clock, Defender, Ids, Log, PolicySource } from './ports';
import type { Store } from './storage';
import type { Tenure } from './tenure';
import { createReadWave, type WaveFacts } from './wave-facts';

export interface DispatchNeeds {
  readonly store: Store;
  readonly defender: Defender;
  readonly policy: PolicySource;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly tenure: Tenure;
  /** The longest that one call may take, in milliseconds. */
  readonly callTimeoutMs: number;
  /** Everything but the call. */
  readonly isRehearsal: boolean;
  /** When this process started, where no other can have kept a run waiting; null where one may have. */
  readonly startedAt: Instant | null;
  /** Whether no other process can have changed what is stored. */
  readonly isAlone: boolean;
  /** Called after something was stored that others may have to tell, follow or settle. */
  readonly moved: () => void;
}

/** How many runs wait for a slot of the rate budget at once; the rest wait in the store. */
const MAX_IN_FLIGHT = 256;
/** A claim's call begins within this time, or not at all. */
const START_WITHIN_MS = 5_000;
/** What was read before the claim is read again when it is older than this. */
const STALE_AFTER_MS = 60_000;
/** How often the store is asked while runs are under way, which must not make it spin, or while another replica may resume. */
const BUSY_MS = 1_000;
/** How long a run rests after a bug or a fault of the store, which would otherwise be met again at once. */
const REST_MS = 5_000;

/** Hands approved runs to Defender: reads the facts again, claims inside the slot, calls once, stores the answer. */
export const createDispatch = (needs: DispatchNeeds): Loop & { readonly inFlight: ReadonlySet<string> } => {
  const { store, defender, policy, clock, ids, log, tenure } = needs;
  const inFlight = new Map<string, Promise<void>>();
  const restUntil = new Map<string, Instant>();
  let isStopping = false;
  let factsReadAt = 0;

  const readFacts = createReadWave(needs);
  const commitTo = (requestId: string, how: Parameters<typeof commitFresh>[2]) => commitFresh(store, requestId, how);

  const delayRun = (runId: string, requestId: string, fault: Fault) =>
    commitTo(requestId, ({ request, runs }) => {
      const run = runs.find((one) => one.id === runId && one.status === 'ready');
      return run === undefined ? null : delay(request, run, fault.facts, null, clock.now());
    });

  /** Claims the run; null when it may not, or need not, be sent any more. */
  const take = async (
    runId: string,
    requestId: string,
    inForce: Policy,
    passed: readonly string[],
  ): Promise<{ readonly dossier: Dossier; readonly run: Run } | null> => {
    const dossier = await store.dossier(requestId);
    const run = dossier?.runs.find((one) => one.id === runId);
    const now = clock.now();
    if (!dossier || run === undefined || !isClaimable(dossier.request, run, now)) return null;
    // Decided on again under the one that has come into force meanwhile.
    if (policy.current().hash !== inForce.hash) return null;
    const token = ids.unique();
    const committed = await store.commit({
      ...claim(run, { token, at: now, until: now + START_WITHIN_MS + needs.callTimeoutMs }, passed),
      policyHash: inForce.hash,
    });
    if (committed.kind === 'lane-taken' || committed.kind === 'opposed') {
      await commitTo(requestId, (fresh) => {
        const waiting = fresh.runs.find((one) => one.id === runId && one.status === 'ready');
        if (waiting === undefined) return null;
        return committed.kind === 'opposed'
          ? lookAgain(waiting, clock.now())
          : standAside(fresh.request, waiting, clock.now());
      });
      return null;
    }
    // Where it is `paused`, the run stays ready, and is found again when sending goes on.
    if (committed.kind !== 'done') return null;
    const claimed = await store.dossier(requestId);
    // A process that was frozen here may find the claim of another, which settled this one and goes on to call: not ours.
    const claimedRun = claimed?.runs.find((one) => one.id === runId && one.claim?.token === token);
    return claimed && claimedRun !== undefined ? { dossier: claimed, run: claimedRun } : null;
  };

  const record = async (run: Run, answer: Answer): Promise<void> => {
    const token = run.claim?.token ?? '';
    let approvedAt: Instant | null = null;
    await commitTo(run.requestId, (fresh) => {
      approvedAt = fresh.request.decision?.at ?? null;
      const current = fresh.runs.find((one) => one.id === run.id);
      if (current === undefined) return null;
      const change = answered(fresh.request, current, token, answer, clock.now(), needs.startedAt);
      if (change !== null || answer.kind !== 'accepted' || current.machineActionId === answer.action.id) return change;
      return { events: [runEvent(current, clock.now(), { kind: 'late-answer', machineActionId: answer.action.id })] };
    });
    const sinceApprovalMs = approvedAt === null ? null : clock.now() - approvedAt;
    log.info('run.answered', { requestId: run.requestId, runId: run.id, answer: answer.kind, sinceApprovalMs });
    needs.moved();
  };

  /** The slot may come late: what was decided on must still hold then, or else the run is looked at again. */
  const send = async (run: Run, inForce: Policy, facts: WaveFacts, sendBy: Instant): Promise<void> => {
    let claimed: Run | null = null;
    const prepare = async (): Promise<Order | null> => {
      const now = clock.now();
      if (isStopping || !tenure.holds() || now - facts.readAt > STALE_AFTER_MS || now >= sendBy) return null;
      const taken = await take(run.id, run.requestId, inForce, notInTheWay(facts, run, now));
      if (taken === null) return null;
      claimed = taken.run;
      const startBefore = Math.min((taken.run.claim?.at ?? 0) + START_WITHIN_MS, sendBy);
      return orderFor(taken.run, commentFor(taken.dossier, taken.run), startBefore);
    };
    const answer = await defender.send(actionOf(run.verb).isContainment, prepare);
    if (answer === null) return;
    if (claimed !== null) return record(claimed, answer);
    // Nothing was claimed: the token or the budget could not be had.
    if (answer.kind === 'unsent') await delayRun(run.id, run.requestId, new Fault(answer.fault));
  };

  const handle = async (dossier: Dossier, run: Run, facts: WaveFacts): Promise<void> => {
    const { request } = dossier;
    const machine = facts.machines.get(run.machine.id);
    if (machine === undefined) {
      const about = { system: 'Defender', correlationId: null, missingPermission: null } as const;
      const says = `Defender does not find machine ${run.machine.id} at the moment`;
      return delayRun(run.id, request.id, new Fault({ ...about, code: 'ResourceNotFound', says }));
    }
    const inForce = policy.current();
    // What was read now, of whatever was: each is judged afresh before it is sent, and the strictest of all holds.
    const machines = dossier.runs.map((one) => facts.machines.get(one.machine.id) ?? one.machine);
    const ruling = decideForAll(inForce, { verb: run.verb, machines, comment: request.comment });
    const objection = objectionTo(request, ruling, clock.now());
    const giveUp = (why: NotSent) =>
      commitTo(request.id, (fresh) => {
        const change = giveUpSending(fresh, why, clock.now());
        return change === null ? null : { ...change, policyHash: inForce.hash };
      });
    if (objection !== null) return giveUp(objection);
    const obstacle = obstacleIn(facts, run, clock.now());
    if (obstacle?.kind === 'opposed') {
      return commitTo(request.id, (fresh) => {
        const waiting = fresh.runs.find((one) => one.id === run.id && one.status === 'ready');
        return waiting === undefined ? null : waitFor(fresh.request, waiting, obstacle, clock.now());
      });
    }
    if (needs.isRehearsal) return giveUp({ reason: 'rehearsal', words: null });
    if (obstacle === null) {
      return send(run, inForce, facts, sendByUnder(request, ruling.terms));
    }
    // No call is made, so that nothing that is followed can be in its way.
    const followed = facts.followed.map(({ id }) => id);
    const token = (await take(run.id, request.id, inForce, followed))?.run.claim?.token;
    if (token === undefined) return;
    await commitTo(request.id, (fresh) => {
      const ours = fresh.runs.find((one) => one.id === run.id && one.claim?.token === token);
      return ours === undefined ? null : adopt(ours, obstacle.action, clock.now());
    });
  };

  const start = (dossier: Dossier, run: Run, facts: WaveFacts): void => {
    const { id: requestId } = dossier.request;
    const work = handle(dossier, run, facts)
      .catch((error: unknown) => {
        restUntil.set(run.id, clock.now() + REST_MS);
        log.error('run.failed', { requestId, runId: run.id, error });
      })
      .finally(() => {
        inFlight.delete(run.id);
        needs.moved();
        loop.wake();
      });
    inFlight.set(run.id, work);
  };

  /** Runs that become due while facts are being read wait for the next round, and share its read. */
  const round = async (): Promise<void> => {
    const now = clock.now();
    for (const [runId, until] of restUntil) if (until <= now) restUntil.delete(runId);
    // While earlier runs wait for their slots, approvals that trickle in are gathered: each read of facts costs slots, too.
    const room = inFlight.size > 0 && now - factsReadAt < BUSY_MS ? 0 : MAX_IN_FLIGHT - inFlight.size;
    if (room === 0) return;
    const dossiers = await store.readyDossiers(now, room, [...inFlight.keys(), ...restUntil.keys()]);
    const due = dossiers
      .flatMap((dossier) => dossier.runs.map((run) => ({ dossier, run })))
      .filter(({ run }) => run.status === 'ready' && run.notBefore <= now)
      .filter(({ run }) => !inFlight.has(run.id) && !restUntil.has(run.id))
      .slice(0, room);
    if (due.length === 0) return;
    factsReadAt = now;
    try {
      const facts = await readFacts(due.map(({ run }) => run));
      for (const { dossier, run } of due) start(dossier, run, facts);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      log.warn('dispatch.delayed', { runs: due.length, fault: error.facts });
      for (const { dossier, run } of due) await delayRun(run.id, dossier.request.id, error);
      needs.moved();
    }
  };

  const loop = createLoop({
    name: 'dispatch',
    clock,
    log,
    mayBegin: tenure.holds,
    round,
    nextDue: async () => {
      const due = await store.nextDue('ready');
      if (due === null) {
        // Whoever resumes wakes this loop, unless that is another replica.
        const mayChangeElsewhere = !needs.isAlone && (await store.sending()).pause !== null;
        return mayChangeElsewhere ? clock.now() + BUSY_MS : null;
      }
      return inFlight.size + restUntil.size > 0 ? Math.max(due, clock.now() + BUSY_MS) : due;
    },
  });
  return {
    wake: loop.wake,
    stop: async () => {
      isStopping = true;
      await loop.stop();
      await Promise.all(inFlight.values());
    },
    get inFlight() {
      return new Set(inFlight.keys());
    },
  };
};
