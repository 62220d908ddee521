import type { Change } from '../domain/change';
import type { Dossier } from '../domain/reviewing';
import type { Store } from './storage';

const MAX_RACES = 50;

/**
 * Decides on the stored state and stores the outcome; when somebody else was faster, decides again on what they left.
 *
 * @param how null: nothing to do any more
 */
export const commitFresh = async (
  store: Store,
  requestId: string,
  how: (dossier: Dossier) => Change | null,
): Promise<void> => {
  for (let race = 0; race < MAX_RACES; race += 1) {
    const dossier = await store.dossier(requestId);
    const change = dossier === null ? null : how(dossier);
    if (change === null) return;
    const committed = await store.commit(change);
    if (committed.kind === 'done') return;
    if (committed.kind !== 'stale') throw new Error(`a step of request ${requestId} cannot be ${committed.kind}`);
  }
  throw new Error(`request ${requestId} kept changing`);
};
