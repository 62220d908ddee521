import type { Home } from '../domain/person';
import { isRefusal } from '../domain/refusal';
import { establishInsider } from './insider';
import type { Listed } from './intake';
import type { Directory, PolicySource } from './ports';
import type { Store } from './storage';

const MOST = 20;

/**
 * What waits and what runs in all channels, the person's own requests first: for those who may ask or approve, since
 * guests and others are not in every channel. Rejects with a `Fault` when it cannot be established who asks.
 */
export const createStatus =
  (needs: {
    readonly store: Pick<Store, 'openDossiers'>;
    readonly directory: Directory;
    readonly policy: PolicySource;
    readonly home: () => Home;
  }) =>
  async (personId: string): Promise<Listed> => {
    const insider = await establishInsider(needs.directory, needs.home(), needs.policy.current(), personId);
    if (isRefusal(insider)) return { kind: 'refused', refusal: insider };
    return { kind: 'list', dossiers: await needs.store.openDossiers(personId, MOST) };
  };
