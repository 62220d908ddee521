import { type Refusal, refuse } from '../domain/refusal';
import type { Dossier } from '../domain/reviewing';
import type { CardClick } from './intake';
import type { Posts, Store } from './storage';

/** Makes the reader of a click's request: on a note that was posted in its thread, or why this click is not that. */
export const createOpenNote =
  ({ store, posts }: { readonly store: Pick<Store, 'dossier'>; readonly posts: Pick<Posts, 'noteOf' | 'sent'> }) =>
  async (click: Omit<CardClick, 'delivery'>): Promise<Dossier | Refusal> => {
    const dossier = await store.dossier(click.requestId);
    if (dossier === null) return refuse('unknown-request', click.requestId);
    if (dossier.request.binding !== click.binding) return refuse('card-changed', click.requestId);
    const note = await posts.noteOf(click.postId);
    if (note === null || note.requestId !== click.requestId || note.channel !== click.channel) {
      return refuse('not-the-card', click.requestId);
    }
    if (note.ts === click.messageTs) return dossier;
    if (note.ts !== null || click.messageTs === '') return refuse('not-the-card', click.requestId);
    // Slack's answer to the posting was lost; the click proves that the note is there.
    await posts.sent([click.postId], click.messageTs);
    return dossier;
  };
