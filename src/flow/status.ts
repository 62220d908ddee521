import type { Home } from '../domain/person';
import { isRefusal } from '../domain/refusal';
import { establishInsider } from './insider';
import type { Listed } from './question-intake';
import type { KeptDirectory } from './kept-directory';
import type { PolicySource } from './ports';
import type { Store } from './storage';

/** More than a message holds, so that it can be told how many it leaves out. */
const MOST = 100;
const MOST_UNSETTLED = 50;

/**
 * What waits, what runs and what nobody knows the end of in all channels, the person's own requests first: for those who may ask or approve, since
 * guests and others are not in every channel. Rejects with a `Fault` when it cannot be established who asks.
 */
export const createStatus =
  (needs: {
    readonly store: Pick<Store, 'openDossiers' | 'unsettledDossiers'>;
    readonly directory: KeptDirectory;
    readonly policy: PolicySource;
    readonly home: () => Home;
  }) =>
  async (personId: string): Promise<Listed> => {
    const insider = await establishInsider(needs.directory, needs.home(), needs.policy.current(), personId);
    if (isRefusal(insider)) return { kind: 'refused', refusal: insider };
    const { store } = needs;
    const dossiers = await store.openDossiers(personId, MOST);
    return { kind: 'list', dossiers, unsettled: await store.unsettledDossiers(MOST_UNSETTLED) };
  };
