import type { Dossier } from '../domain/reviewing';
import type { Look } from './look';
import type { Message } from './message';

/** What a card is drawn from. */
export interface CardFacts {
  readonly dossier: Dossier;
  readonly postId: string;
  /** Whether an earlier attempt to post it may be in the channel already. */
  readonly isRepeat: boolean;
  readonly look: Look;
}

/** The one message of a request, drawn from stored state. */
export const cardMessage = ({ dossier }: CardFacts): Message => ({ text: dossier.request.id, blocks: [] });
