import { actionOf } from '../domain/catalogue';
import { adopt, answered, claim, delay, isClaimable, obstacleIn, standAside, waitFor } from '../domain/dispatching';
import type { NotSent } from '../domain/event';
import { Fault } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { runEvent } from '../domain/lifecycle';
import type { Machine } from '../domain/machine';
import type { MachineAction } from '../domain/machine-action';
import { commentFor } from '../domain/mark';
import type { Policy } from '../domain/policy';
import { type Dossier, giveUpSending } from '../domain/reviewing';
import { decide } from '../domain/ruling';
import { type Answer, type Order, orderFor, type Run } from '../domain/run';
import { objectionTo, sendByUnder } from '../domain/second-look';
import { FOLLOW_FOR_MS } from '../domain/tracking';
import { commitFresh } from './commit-fresh';
import { createLoop, type Loop } from './loop';
import type { Clock, Defender, Ids, Log, PolicySource } from './ports';
import type { Store } from './storage';

export interface DispatchNeeds {
  readonly store: Store;
  readonly defender: Defender;
  readonly policy: PolicySource;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** The longest that one call may take, in milliseconds. */
  readonly callTimeoutMs: number;
  /** Everything but the call. */
  readonly isRehearsal: boolean;
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

interface Facts {
  readonly readAt: Instant;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly actions: readonly MachineAction[];
}

/** Hands approved runs to Defender: reads the facts again, claims inside the slot, calls once, stores the answer. */
export const createDispatch = (needs: DispatchNeeds): Loop & { readonly inFlight: ReadonlySet<string> } => {
  const { store, defender, policy, clock, ids, log } = needs;
  const inFlight = new Map<string, Promise<void>>();
  const restUntil = new Map<string, Instant>();
  let isStopping = false;

  /** One read of the machines and one of their open Machine Actions serve the whole wave. */
  const readFacts = async (runs: readonly Run[]): Promise<Facts> => {
    const readAt = clock.now();
    const machineIds = [...new Set(runs.map((run) => run.machine.id))];
    const [only, ...others] = machineIds;
    const [machines, actions] = await Promise.all([
      defender.beforeSending.machines(machineIds),
      only !== undefined && others.length === 0
        ? defender.beforeSending.actionsOn(only)
        : defender.beforeSending.actionsSince(clock.now() - FOLLOW_FOR_MS),
    ]);
    return { readAt, machines, actions };
  };

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
  ): Promise<{ readonly dossier: Dossier; readonly run: Run } | null> => {
    const dossier = await store.dossier(requestId);
    const run = dossier?.runs.find((one) => one.id === runId);
    const now = clock.now();
    if (!dossier || run === undefined || !isClaimable(dossier.request, run, now)) return null;
    // Decided on again under the one that has come into force meanwhile.
    if (policy.current().hash !== inForce.hash) return null;
    const until = now + START_WITHIN_MS + needs.callTimeoutMs;
    const committed = await store.commit({
      ...claim(run, { token: ids.unique(), at: now, until }),
      policyHash: inForce.hash,
    });
    if (committed.kind === 'lane-taken') {
      await commitTo(requestId, (fresh) => {
        const waiting = fresh.runs.find((one) => one.id === runId && one.status === 'ready');
        return waiting === undefined ? null : standAside(fresh.request, waiting, clock.now());
      });
      return null;
    }
    // Where it is `paused`, the run stays ready, and is found again when sending goes on.
    if (committed.kind !== 'done') return null;
    const claimed = await store.dossier(requestId);
    const claimedRun = claimed?.runs.find((one) => one.id === runId);
    return claimed && claimedRun !== undefined ? { dossier: claimed, run: claimedRun } : null;
  };

  const record = async (run: Run, answer: Answer): Promise<void> => {
    const token = run.claim?.token ?? '';
    await commitTo(run.requestId, (fresh) => {
      const current = fresh.runs.find((one) => one.id === run.id);
      if (current === undefined) return null;
      const change = answered(fresh.request, current, token, answer, clock.now());
      if (change !== null || answer.kind !== 'accepted' || current.machineActionId === answer.action.id) return change;
      return { events: [runEvent(current, clock.now(), { kind: 'late-answer', machineActionId: answer.action.id })] };
    });
    log.info('run.answered', { requestId: run.requestId, runId: run.id, answer: answer.kind });
    needs.moved();
  };

  /** The slot may come late: what was decided on must still hold then, or else the run is looked at again. */
  const send = async (run: Run, inForce: Policy, sendBy: Instant, holds: () => boolean): Promise<void> => {
    let claimed: Run | null = null;
    const prepare = async (): Promise<Order | null> => {
      if (isStopping || !holds()) return null;
      const taken = await take(run.id, run.requestId, inForce);
      if (taken === null) return null;
      claimed = taken.run;
      const { request, reviews } = taken.dossier;
      const startBefore = Math.min((taken.run.claim?.at ?? 0) + START_WITHIN_MS, sendBy);
      return orderFor(taken.run, commentFor(request, reviews, taken.run.attempt), startBefore);
    };
    const answer = await defender.send(actionOf(run.verb).isContainment, prepare);
    if (answer === null) return;
    if (claimed !== null) return record(claimed, answer);
    // Nothing was claimed: the token or the budget could not be had.
    if (answer.kind === 'unsent') await delayRun(run.id, run.requestId, new Fault(answer.fault));
  };

  const handle = async (dossier: Dossier, run: Run, facts: Facts): Promise<void> => {
    const { request } = dossier;
    const machine = facts.machines.get(run.machine.id);
    if (machine === undefined) {
      const says = `Defender does not find machine ${run.machine.id} at the moment`;
      const gone = {
        system: 'Defender',
        code: 'ResourceNotFound',
        says,
        correlationId: null,
        missingPermission: null,
      } as const;
      return delayRun(run.id, request.id, new Fault(gone));
    }
    const inForce = policy.current();
    const ruling = decide(inForce, { verb: run.verb, machine, comment: request.comment });
    const objection = objectionTo(request, ruling, clock.now());
    const giveUp = (why: NotSent) =>
      commitTo(request.id, (fresh) => {
        const change = giveUpSending(fresh, why, clock.now());
        return change === null ? null : { ...change, policyHash: inForce.hash };
      });
    if (objection !== null) return giveUp(objection);
    const obstacle = obstacleIn(facts.actions, run);
    if (obstacle?.kind === 'opposed') {
      return commitTo(request.id, (fresh) => {
        const waiting = fresh.runs.find((one) => one.id === run.id && one.status === 'ready');
        return waiting === undefined ? null : waitFor(fresh.request, waiting, obstacle, clock.now());
      });
    }
    if (needs.isRehearsal) return giveUp({ reason: 'rehearsal', words: null });
    if (obstacle === null) {
      const sendBy = sendByUnder(request, ruling.terms);
      return send(run, inForce, sendBy, () => {
        const now = clock.now();
        return now - facts.readAt <= STALE_AFTER_MS && now < sendBy;
      });
    }
    const token = (await take(run.id, request.id, inForce))?.run.claim?.token;
    if (token === undefined) return;
    await commitTo(request.id, (fresh) => {
      const ours = fresh.runs.find((one) => one.id === run.id && one.claim?.token === token);
      return ours === undefined ? null : adopt(ours, obstacle.action, clock.now());
    });
  };

  const start = (dossier: Dossier, run: Run, facts: Facts): void => {
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
    const dossiers = await store.readyDossiers(now, MAX_IN_FLIGHT + inFlight.size + restUntil.size);
    const due = dossiers
      .flatMap((dossier) => dossier.runs.map((run) => ({ dossier, run })))
      .filter(({ run }) => run.status === 'ready' && run.notBefore <= now)
      .filter(({ run }) => !inFlight.has(run.id) && !restUntil.has(run.id))
      .slice(0, MAX_IN_FLIGHT - inFlight.size);
    if (due.length === 0) return;
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
    round,
    nextDue: async () => {
      const due = await store.nextDue('ready');
      if (due === null) return (await store.sending()).pause === null ? null : clock.now() + BUSY_MS;
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
