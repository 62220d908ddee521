import { actionOf } from '../domain/catalogue';
import { refuseMachines } from '../domain/capability';
import { refuseComment, tidyComment } from '../domain/comment';
import { Fault } from '../domain/fault';
import type { Machine } from '../domain/machine';
import { situationOf } from '../domain/machine-action';
import { openRequest } from '../domain/opening';
import { settleParameter } from '../domain/parameter';
import type { Home, Person } from '../domain/person';
import { mayAsk, type Policy } from '../domain/policy';
import { isRefusal, type Refusal, refuse } from '../domain/refusal';
import { decideForAll } from '../domain/ruling';
import { canBeForATime, refuseWantedFor } from '../domain/wanted-for';
import { type Attempt, type Attempts, type Entry, identityUnknown, kept } from './attempts';
import { findMember } from './find-member';
import { createFindTarget } from './find-target';
import type { Ask, Submitted } from './intake';
import { nameless } from './nameless';
import type { Clock, Defender, Directory, Ids, Log, PolicySource } from './ports';
import { createSituations } from './situations';
import { establish, type Standing } from './standing';
import type { MachineCache, Store } from './storage';

export interface SubmitNeeds {
  readonly store: Store;
  readonly defender: Defender;
  readonly directory: Directory;
  readonly machines: MachineCache;
  readonly policy: PolicySource;
  readonly attempts: Attempts;
  readonly home: () => Home;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly digest: (text: string) => string;
  readonly log: Log;
  /** Called after a request was stored. */
  readonly opened: () => void;
}

/** Another policy has come into force meanwhile: everything is to be decided again. */
type Overtaken = { readonly kind: 'overtaken' };

const attemptOf = ({ delivery }: Ask, person: Person, { hash }: Policy): Attempt => ({
  what: 'requests',
  person,
  delivery,
  policyHash: hash,
});

/** Opens requests: identity, policy and look-up first, then one change. Rejects with a `Fault` when one of them cannot be had. */
export const createSubmit = (needs: SubmitNeeds) => {
  const { store, directory, policy, attempts, clock, ids, log } = needs;
  const findTarget = createFindTarget(needs);
  const situationsOf = createSituations(needs);

  const refused = (refusal: Refusal): Submitted => ({ kind: 'refused', refusal });

  /** Names the machines that are in the way where there are several. */
  const alreadyOpen = async (requestId: string, machines: readonly Machine[]): Promise<Refusal> => {
    if (machines.length < 2) return refuse('already-open', requestId);
    const taken = new Set((await store.dossier(requestId))?.runs.map(({ machine }) => machine.id.toLowerCase()));
    const names = machines.filter(({ id }) => taken.has(id.toLowerCase())).map(({ name }) => name);
    return refuse('already-open', requestId, names);
  };

  const open = async (ask: Ask, standing: Standing, inForce: Policy): Promise<Submitted | Overtaken> => {
    const notAllowed = mayAsk(inForce, ask.personId, standing.memberships);
    if (notAllowed !== null) return refused(notAllowed);
    const comment = tidyComment(ask.comment);
    const unusable = refuseComment(comment) ?? refuseWantedFor(ask.verb, ask.forMs);
    if (unusable !== null) return refused(unusable);

    const parameter = settleParameter(ask.verb, ask.parameter);
    if (parameter !== null && typeof parameter !== 'string') return refused(parameter);

    const { verb } = ask;
    if (actionOf(verb).target === 'machine' && ask.machines.length > inForce.mostMachines) {
      return refused(refuse('too-many-machines', ask.machines.length, inForce.mostMachines));
    }
    const found = await findTarget(ask);
    if (found.kind !== 'targets') return found;
    const machines = found.targets.map(({ machine }) => machine);
    const incapable = refuseMachines(verb, parameter, machines);
    if (incapable !== null) return refused(incapable);
    const { terms, refusal } = decideForAll(inForce, { verb, machines, comment });
    if (refusal !== null) return refused(refusal);
    const situations = await situationsOf(verb, machines);
    // Another policy has come into force during the look-ups: it is the one that decides.
    if (policy.current().hash !== inForce.hash) return { kind: 'overtaken' };

    const id = ids.request();
    const change = openRequest(
      {
        id,
        verb,
        parameter,
        comment,
        requestor: standing.person,
        channel: ask.channel,
        thread: ask.thread,
        forMs: canBeForATime(ask.verb) ? ask.forMs : null,
        terms,
        policyHash: inForce.hash,
        againOf: ask.againOf ?? null,
        targets: found.targets.map((target, index) => ({
          ...target,
          runId: ids.unique(),
          situation: situations[index] ?? situationOf([]),
        })),
      },
      needs.digest,
      clock.now(),
      ask.delivery,
    );
    const committed = await store.commit(change);
    if (committed.kind === 'already-open') return refused(await alreadyOpen(committed.requestId, machines));
    if (committed.kind === 'asked-again') return refused(refuse('asked-again', committed.requestId));
    if (committed.kind === 'seen') return attempts.recall(ask.personId, ask.delivery);
    if (committed.kind !== 'done') throw new Error(`a new request cannot be ${committed.kind}`);
    const machineIds = machines.map((machine) => machine.id);
    log.info('request.opened', { requestId: id, verb, machineIds, by: ask.personId });
    needs.opened();
    return { kind: 'opened', requestId: id };
  };

  /** What was refused is on record. What was mistyped never gets here: it says nothing of what somebody tried to do. */
  const entryOf = (ask: Ask, { code, says }: { readonly code: string; readonly says: string }): Entry => {
    const { verb, machines, parameter, channel } = ask;
    const words = { machine: kept(machines.join(', ')), parameter, channel, code, says: kept(says) };
    return { requestId: null, happening: { kind: 'ask-refused', verb, ...words } };
  };

  /** Who asks; that it could not be established is on record before the fault goes its way. */
  const identify = async (ask: Ask, inForce: Policy): Promise<Standing | Refusal> => {
    const { personId, channel } = ask;
    try {
      return await establish(directory, needs.home(), inForce, {
        personId,
        channel,
        memberships: findMember(directory, inForce.requestors, personId),
      });
    } catch (error) {
      if (error instanceof Fault) {
        const attempt = attemptOf(ask, nameless(ask), inForce);
        await attempts.undecided(attempt, entryOf(ask, identityUnknown(error)));
      }
      throw error;
    }
  };

  const submit = async (ask: Ask): Promise<Submitted> => {
    const inForce = policy.current();
    const standing = await identify(ask, inForce);
    const attempt = attemptOf(ask, isRefusal(standing) ? nameless(ask) : standing.person, inForce);
    const outcome = await attempts.during(attempt, async (tally) => {
      // Before anything is looked up: whoever asks too often must not use up Defender's rate for the others.
      if (tally.kind === 'over') return attempts.turnAway(attempt, tally);
      const submitted = isRefusal(standing) ? refused(standing) : await open(ask, standing, inForce);
      if (submitted.kind !== 'refused') return submitted;
      return attempts.refuse(attempt, entryOf(ask, submitted.refusal), submitted.refusal);
    });
    return outcome.kind === 'overtaken' ? submit(ask) : outcome;
  };
  return submit;
};
