import { Fault, type FaultFacts } from '../domain/fault';
import type { LoggedOnUser } from '../domain/logged-on-user';
import type { DefenderReads, Log, PolicySource } from './ports';

/** Who has logged on to a machine, as far as that may be told. */
export type LoggedOn =
  /** The policy does not say that it may be. Defender is not asked. */
  | { readonly kind: 'off' }
  | { readonly kind: 'users'; readonly users: readonly LoggedOnUser[] }
  | { readonly kind: 'away'; readonly fault: FaultFacts };

/**
 * Makes the reader of who has logged on to a machine: only where the policy says so, and never for an event, a card or a
 * channel, where guests read along.
 */
export const createLoggedOn = (needs: {
  readonly defender: Pick<DefenderReads, 'loggedOnUsers'>;
  readonly policy: PolicySource;
  readonly log: Log;
}): ((machineId: string) => Promise<LoggedOn>) => {
  const { defender, policy, log } = needs;
  return async (machineId) => {
    if (!policy.current().loggedOnUsers) return { kind: 'off' };
    try {
      return { kind: 'users', users: (await defender.loggedOnUsers(machineId)) ?? [] };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      log.warn('logged-on.untold', { machineId, fault: error.facts });
      return { kind: 'away', fault: error.facts };
    }
  };
};
