import { choiceOf } from '../domain/catalogue';
import { isBlank, MAX_COMMENT, tidyComment } from '../domain/comment';
import { situationOf } from '../domain/machine-action';
import { openRequest } from '../domain/opening';
import type { Home } from '../domain/person';
import { mayAsk } from '../domain/policy';
import { isRefusal, type Refusal, refuse } from '../domain/refusal';
import { decide } from '../domain/ruling';
import { createFindTarget } from './find-target';
import type { Ask, Submitted } from './intake';
import type { Clock, Defender, Directory, Ids, Log, PolicySource } from './ports';
import { establish } from './standing';
import type { MachineCache, Store } from './storage';

export interface SubmitNeeds {
  readonly store: Store;
  readonly defender: Defender;
  readonly directory: Directory;
  readonly machines: MachineCache;
  readonly policy: PolicySource;
  readonly home: () => Home;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly digest: (text: string) => string;
  readonly log: Log;
  /** Called after a request was stored. */
  readonly opened: () => void;
}

/** Opens requests: identity, policy and look-up first, then one change. Rejects with a `Fault` when one of them cannot be had. */
export const createSubmit = (needs: SubmitNeeds) => {
  const { store, defender, directory, policy, clock, ids, log } = needs;
  const findTarget = createFindTarget(needs);

  const refused = (refusal: Refusal): Submitted => ({ kind: 'refused', refusal });

  const submit = async (ask: Ask): Promise<Submitted> => {
    const inForce = policy.current();
    const standing = await establish(directory, needs.home(), inForce, {
      personId: ask.personId,
      channel: ask.channel,
      usergroups: inForce.requestors.usergroups,
    });
    if (isRefusal(standing)) return refused(standing);
    const notAllowed = mayAsk(inForce, ask.personId, standing.memberships);
    if (notAllowed !== null) return refused(notAllowed);
    const comment = tidyComment(ask.comment);
    if (isBlank(comment)) return refused(refuse('no-comment'));
    if (comment.length > MAX_COMMENT) return refused(refuse('comment-too-long', comment.length, MAX_COMMENT));

    const found = await findTarget(ask);
    if (found.kind !== 'target') return found;
    const { terms, refusal } = decide(inForce, { verb: ask.verb, machine: found.machine, comment });
    if (refusal !== null) return refused(refusal);
    const situation = situationOf(await defender.actionsOn(found.machine.id));
    // Another policy has come into force during the look-ups: it is the one that decides.
    if (policy.current().hash !== inForce.hash) return submit(ask);

    const id = ids.request();
    const change = openRequest(
      {
        id,
        verb: ask.verb,
        parameter: choiceOf(ask.verb, ask.parameter)?.word ?? null,
        comment,
        requestor: standing.person,
        channel: ask.channel,
        terms,
        policyHash: inForce.hash,
        targets: [{ runId: ids.unique(), machine: found.machine, situation, subject: found.subject }],
      },
      needs.digest,
      clock.now(),
      ask.delivery,
    );
    const committed = await store.commit(change);
    if (committed.kind === 'already-open') return refused(refuse('already-open', committed.requestId));
    if (committed.kind === 'seen') return { kind: 'seen' };
    if (committed.kind !== 'done') throw new Error(`a new request cannot be ${committed.kind}`);
    log.info('request.opened', { requestId: id, verb: ask.verb, machineId: found.machine.id, by: ask.personId });
    needs.opened();
    return { kind: 'opened', requestId: id };
  };
  return submit;
};
