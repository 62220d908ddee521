import { refuseMachine } from '../domain/capability';
import { admitChannel } from '../domain/channel';
import { isBlank, tidyComment } from '../domain/comment';
import type { Home } from '../domain/person';
import { mayAsk, placesFor } from '../domain/policy';
import { isRefusal, type Refusal } from '../domain/refusal';
import { decide } from '../domain/ruling';
import { createFindTarget } from './find-target';
import { establishInsider, insidersOf } from './insider';
import type { Explained, WhyAsk } from './question-intake';
import type { KeptDirectory } from './kept-directory';
import type { Clock, Defender, Log, PolicySource } from './ports';
import type { QuestionLimit } from './question-limit';
import type { MachineCache, Store } from './storage';

export interface WhyNeeds {
  readonly store: Pick<Store, 'dossier' | 'sending'>;
  readonly defender: Pick<Defender, 'machines' | 'findMachines' | 'findMachinesEach'>;
  readonly directory: KeptDirectory;
  readonly machines: MachineCache;
  readonly policy: PolicySource;
  readonly home: () => Home;
  readonly clock: Clock;
  readonly questionLimit: QuestionLimit;
  readonly log: Log;
}

/**
 * What the policy would ask of somebody, without asking: nothing is stored and nothing is sent. Only those who may ask or
 * approve hear anything about a machine. Rejects with a `Fault` when it cannot be established.
 */
export const createWhy = (needs: WhyNeeds): ((ask: WhyAsk) => Promise<Explained>) => {
  const { store, directory, policy, log } = needs;
  const findTarget = createFindTarget(needs);

  const refused = (refusal: Refusal): Explained => ({ kind: 'refused', refusal });

  return async (ask) => {
    const { personId, verb } = ask;
    const tooMany = needs.questionLimit(personId);
    if (tooMany !== null) return refused(tooMany);
    const inForce = policy.current();
    const [insider, memberships, channel] = await Promise.all([
      establishInsider(directory, needs.home(), inForce, personId),
      // All of them: what somebody may do is told for each place of the terms.
      directory.memberships(insidersOf(inForce).usergroups),
      directory.channel(ask.channel),
    ]);
    if (isRefusal(insider)) return refused(insider);

    const found = await findTarget({ verb, machines: [ask.machine], chosenMachineId: null });
    if (found.kind === 'refused') return refused(found.refusal);
    if (found.kind === 'choose') return { kind: 'several', candidates: found.candidates };
    const [{ machine }] = found.targets;
    const comment = ask.comment === null || isBlank(ask.comment) ? null : tidyComment(ask.comment);
    const ruling = decide(inForce, { verb, machine, comment });
    log.info('why.answered', { verb, machineId: machine.id, by: personId });
    return {
      kind: 'explained',
      verb,
      machine,
      comment,
      ruling,
      cannot: refuseMachine(verb, ask.parameter, machine),
      notHere: mayAsk(inForce, personId, memberships) ?? admitChannel(channel, inForce.channels),
      couldApprove: placesFor(ruling.terms, personId, memberships).length > 0,
      pause: (await store.sending()).pause,
    };
  };
};
