import type { Home } from '../domain/person';
import { isRefusal, refuse } from '../domain/refusal';
import { establishInsider } from './insider';
import type { Told } from './intake';
import type { Directory, Log, PolicySource } from './ports';
import type { Store } from './storage';

/**
 * The story of one request, for those who may ask or approve. Who asks is established first, so that nobody else learns
 * which requests there are. Rejects with a `Fault` when that cannot be done.
 */
export const createHistory = (needs: {
  readonly store: Pick<Store, 'dossier' | 'eventsOf'>;
  readonly directory: Directory;
  readonly policy: PolicySource;
  readonly home: () => Home;
  readonly log: Log;
}): ((personId: string, requestId: string) => Promise<Told>) => {
  const { store, directory, policy, log } = needs;
  return async (personId, requestId) => {
    const insider = await establishInsider(directory, needs.home(), policy.current(), personId);
    if (isRefusal(insider)) return { kind: 'refused', refusal: insider };
    // The events first: a state may be ahead of the story that is told of it, and never behind.
    const events = await store.eventsOf(requestId);
    const dossier = await store.dossier(requestId);
    if (dossier === null) return { kind: 'refused', refusal: refuse('unknown-request', requestId) };
    log.info('history.told', { requestId, by: personId });
    return { kind: 'history', dossier, events };
  };
};
