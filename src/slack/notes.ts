import type { Dossier } from '../domain/reviewing';
import type { Post } from '../flow/ports';
import type { Look } from './look';
import type { Message } from './message';

/** What a note is made from: one post, or several that are said together because they are late. */
export interface NoteFacts {
  readonly dossier: Dossier;
  readonly posts: readonly Post[];
  readonly look: Look;
}

/** What happened, in the thread under the card. */
export const noteMessage = ({ dossier }: NoteFacts): Message => ({ text: dossier.request.id, blocks: [] });
