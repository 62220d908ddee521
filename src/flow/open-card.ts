import { cardPosted } from '../domain/opening';
import { type Refusal, refuse } from '../domain/refusal';
import type { Dossier } from '../domain/reviewing';
import type { CardClick } from './intake';
import type { Clock } from './ports';
import type { Posts, Store } from './storage';

/** Makes the reader of a click's request: on its one recorded card, or why this click is not that. */
export const createOpenCard =
  ({ store, posts, clock }: { readonly store: Store; readonly posts: Posts; readonly clock: Clock }) =>
  async (click: Omit<CardClick, 'delivery'>): Promise<Dossier | Refusal> => {
    const dossier = await store.dossier(click.requestId);
    if (dossier === null) return refuse('unknown-request', click.requestId);
    if (dossier.request.binding !== click.binding) return refuse('card-changed', click.requestId);
    const card = await posts.cardOf(click.requestId);
    if (card === null || card.postId !== click.postId || card.channel !== click.channel) {
      return refuse('not-the-card', click.requestId);
    }
    if (card.ts === click.messageTs) return dossier;
    if (click.messageTs === '') return refuse('not-the-card', click.requestId);
    if (card.ts !== null) {
      // Slack confirmed another message of this post: this one is to be told for a copy, so that nobody clicks here again.
      await posts.copyFound(card.postId, click.messageTs, clock.now());
      return refuse('not-the-card', click.requestId);
    }
    // Slack's answer to the posting was lost; the click proves that the card is there.
    await posts.cardSent(card.postId, click.messageTs, cardPosted(dossier.request, click.messageTs, clock.now()));
    return (await store.dossier(click.requestId)) ?? dossier;
  };
