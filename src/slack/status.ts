import type { Dossier } from '../domain/reviewing';
import type { Look } from './look';
import type { Message } from './message';

/**
 * What waits and what runs, the person's own requests first.
 *
 * @param cardLinks for each request id the address of its card; null or absent where there is none yet
 */
export const statusMessage = (
  dossiers: readonly Dossier[],
  _personId: string,
  _look: Look,
  _cardLinks: ReadonlyMap<string, string | null>,
): Message => ({ text: `${dossiers.length}`, blocks: [] });
