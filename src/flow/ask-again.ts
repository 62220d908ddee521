import { refuseAskingAgain, runsToAskAgain } from '../domain/asking-again';
import { isRefusal, type Refusal } from '../domain/refusal';
import type { Asked, AskedAgain, CardClick } from './intake';
import { nameless } from './nameless';
import type { createOpenCard } from './open-card';
import type { PolicySource } from './ports';
import type { RefusedClicks } from './refused-clicks';
import type { createSubmit } from './submit';

/**
 * Asks for the same again, with one click on the card of what came to nothing, for the machines of which that is so. It
 * is an ask like any other: today's policy, fresh facts of the machine, a new card. Rejects with the `Fault`s of asking.
 */
export const createAskAgain = (needs: {
  readonly openCard: ReturnType<typeof createOpenCard>;
  readonly submit: ReturnType<typeof createSubmit>;
  readonly refusedClicks: RefusedClicks;
  readonly policy: PolicySource;
}) => {
  const { openCard, submit, refusedClicks, policy } = needs;

  const refused = async ({ delivery, requestId, ...click }: CardClick, refusal: Refusal): Promise<AskedAgain> => {
    const about = refusal.code === 'unknown-request' ? null : requestId;
    const policyHash = policy.current().hash;
    const attempt = { delivery, person: nameless(click), requestId: about, attempted: 'asked-again', policyHash };
    return { asked: null, outcome: await refusedClicks.refuse(attempt, refusal) };
  };

  return async (click: CardClick): Promise<AskedAgain> => {
    const dossier = await openCard(click);
    if (isRefusal(dossier)) return refused(click, dossier);
    const refusal = refuseAskingAgain(dossier, click.personId);
    if (refusal !== null) return refused(click, refusal);
    const { request } = dossier;
    const machines = runsToAskAgain(dossier).map(({ machine }) => machine.id);
    const { verb, parameter, forMs, comment, channel, thread } = request;
    const asked: Asked = { verb, machines, parameter, forMs, comment, channel, thread };
    const { delivery, personId } = click;
    const outcome = await submit({
      ...asked,
      delivery,
      personId,
      // One is the machine that was confirmed; several are found by their ids.
      chosenMachineId: machines.length === 1 ? (machines[0] ?? null) : null,
      againOf: request.id,
    });
    return { asked, outcome };
  };
};
