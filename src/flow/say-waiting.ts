import type { Instant } from '../domain/instant';
import { placesMissing } from '../domain/request';
import type { Dossier } from '../domain/reviewing';
import type { Subscriptions } from './home-storage';
import type { Clock, PostOutcome, Surface } from './ports';
import type { Post, Posts, Store } from './storage';

/** Why something is told directly to somebody who wanted to be told. */
export const SUBSCRIBED = 'subscribed';

/** Whether it still waits, and for somebody like this person. */
const isWaitingFor = ({ request, reviews }: Dossier, personId: string, now: Instant): boolean =>
  request.status === 'pending' &&
  request.expiresAt !== null &&
  now < request.expiresAt &&
  placesMissing(request, reviews).length > 0 &&
  !reviews.some(({ person }) => person.id === personId);

/** Tells a subscriber what waits for them, in one message; what was decided meanwhile is not told any more. */
export const createSayWaiting =
  (needs: {
    readonly store: Pick<Store, 'dossier' | 'sending'>;
    readonly posts: Pick<Posts, 'begin' | 'dropped' | 'sent'>;
    readonly subscriptions: Pick<Subscriptions, 'has'>;
    readonly surface: Pick<Surface, 'postWaiting'>;
    readonly clock: Clock;
    readonly isTooLate: (ids: readonly string[], beganAt: Instant) => boolean;
    readonly settle: (
      ids: readonly string[],
      place: string,
      about: object,
      outcome: PostOutcome,
      said: (ts: string) => Promise<void>,
    ) => Promise<void>;
  }) =>
  async (personId: string, group: readonly Post[]): Promise<void> => {
    const { store, posts, subscriptions, surface, clock } = needs;
    const isOn = await subscriptions.has(personId);
    const sending = await store.sending();
    const read = await Promise.all(group.map(async (post) => ({ post, dossier: await store.dossier(post.requestId) })));
    const items = read.flatMap(({ post, dossier }) =>
      isOn && dossier !== null && isWaitingFor(dossier, personId, clock.now()) ? [{ post, dossier }] : [],
    );
    const waiting = items.map(({ post }) => post.id);
    const rest = group.map(({ id }) => id).filter((id) => !waiting.includes(id));
    if (rest.length > 0) await posts.dropped(rest, isOn ? 'decided' : 'unsubscribed');
    const beganAt = clock.now();
    if (waiting.length === 0 || !(await posts.begin(waiting, beganAt)) || needs.isTooLate(waiting, beganAt)) return;
    const outcome = await surface.postWaiting(items, sending);
    await needs.settle(waiting, personId, { personId }, outcome, (ts) => posts.sent(waiting, ts));
  };
