import type { Dossier } from '../domain/reviewing';
import type { Store } from './storage';

const MOST = 20;

/** What waits and what runs, the person's own requests first. */
export const createStatus =
  (store: Store) =>
  (personId: string): Promise<readonly Dossier[]> =>
    store.openDossiers(personId, MOST);
