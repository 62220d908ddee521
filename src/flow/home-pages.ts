import { belongs, groupsOf } from '../domain/audience';
import type { Home } from '../domain/person';
import { anyApprover, type Policy } from '../domain/policy';
import type { Dossier } from '../domain/reviewing';
import { isOver } from '../domain/run';
import type { Sending } from '../domain/sending';
import type { ContainedAtHome } from './home-contained';
import type { HomeItem, HomeList, HomePage, InsiderPage } from './home-page';
import { createHomeStanding, type HomeStanding } from './home-standing';
import type { HomeRow, Subscriptions } from './home-storage';
import type { KeptDirectory } from './kept-directory';
import type { Clock, PolicySource } from './ports';
import type { Posts, Store } from './storage';
import { couldApprove, type TodaysRuling, todaysRuling } from '../domain/todays-ruling';

/** Open requests that are looked at for one page. */
const MOST_OPEN = 200;
const MOST_LISTED = 8;

/** What all Homes that are drawn together have in common. */
interface Shared {
  readonly policy: Policy;
  readonly sending: Sending;
  readonly open: readonly Dossier[];
  /** User groups that those who wait are for. */
  readonly groups: readonly string[];
  readonly contained: ContainedAtHome;
  /** What today's policy asks of those that wait, made once for all of them. */
  readonly rulings: ReadonlyMap<Dossier, TodaysRuling>;
  /** Where a request's card is, read once for all of them; null where it is not in its channel. */
  readonly cardOf: (requestId: string) => Promise<HomeItem['card']>;
}

type Insider = Extract<HomeStanding, { readonly kind: 'insider' }>;

/** Makes what people see in Home, from the stored state. */
export const createHomePages = (needs: {
  readonly store: Pick<Store, 'openDossiers' | 'sending'>;
  readonly posts: Pick<Posts, 'cardOf'>;
  readonly subscriptions: Pick<Subscriptions, 'has'>;
  readonly directory: KeptDirectory;
  readonly policy: PolicySource;
  readonly home: () => Home;
  /** What is contained now, as far as it is known. */
  readonly contained: () => Promise<ContainedAtHome>;
  readonly clock: Clock;
}) => {
  const { store, posts, subscriptions, policy, clock } = needs;
  const standingOf = createHomeStanding(needs);

  const readCard = async (requestId: string): Promise<HomeItem['card']> => {
    const card = await posts.cardOf(requestId);
    return card === null || card.ts === null ? null : { channel: card.channel, ts: card.ts };
  };

  const createCardOf = (): Shared['cardOf'] => {
    const cards = new Map<string, Promise<HomeItem['card']>>();
    return (requestId) => {
      const card = cards.get(requestId) ?? readCard(requestId);
      cards.set(requestId, card);
      return card;
    };
  };

  const containedOf = async ({ cardOf, contained }: Shared): Promise<InsiderPage['contained']> => {
    const held = contained.held.slice(0, MOST_LISTED).map(async (containment) => {
      const { ours } = containment;
      return { containment, card: ours === null ? null : await cardOf(ours.dossier.request.id) };
    });
    const { held: all, unsettled, list } = contained;
    return { held: await Promise.all(held), total: all.length, unsettled: unsettled.length, list };
  };

  const listOf = async (all: readonly Dossier[], { cardOf }: Shared): Promise<HomeList> => {
    const items = all
      .slice(0, MOST_LISTED)
      .map(async (dossier) => ({ dossier, card: await cardOf(dossier.request.id) }));
    return { items: await Promise.all(items), total: all.length };
  };

  /** Whether a click on Approve would be taken from this person, as far as Home knows. */
  const canApprove = (dossier: Dossier, { person, memberships }: Insider, { rulings, policy }: Shared): boolean => {
    const ruling = rulings.get(dossier);
    if (ruling === undefined) return false;
    return couldApprove(dossier, { person, memberships }, { ruling, policyHash: policy.hash, now: clock.now() });
  };

  const insiderPage = async (row: HomeRow, standing: Insider, shared: Shared): Promise<HomePage> => {
    const { person, memberships } = standing;
    const isMine = ({ request }: Dossier) => request.requestor.id === person.id;
    // Where there are too many to look at all, those of others must not hide this person's own.
    const mine = (shared.open.length < MOST_OPEN ? shared.open : await store.openDossiers(person.id, MOST_OPEN)).filter(
      isMine,
    );
    const waiting = shared.open.filter((dossier) => canApprove(dossier, standing, shared));
    const running = shared.open.filter(
      (dossier) => !isMine(dossier) && dossier.request.status === 'approved' && !dossier.runs.every(isOver),
    );
    // What expires first comes first.
    const byExpiry = waiting.toSorted((a, b) => (a.request.expiresAt ?? 0) - (b.request.expiresAt ?? 0));
    return {
      kind: 'insider',
      person,
      token: row.token,
      waiting: await listOf(byExpiry, shared),
      mine: await listOf(mine, shared),
      running: await listOf(running, shared),
      contained: await containedOf(shared),
      mayAsk: belongs(person.id, shared.policy.requestors, memberships),
      mayApprove: belongs(person.id, anyApprover(shared.policy), memberships),
      isSubscribed: await subscriptions.has(person.id),
      policy: shared.policy,
      sending: shared.sending,
    };
  };

  return {
    /** Reads what is common to all Homes. */
    look: async (): Promise<Shared> => {
      const inForce = policy.current();
      const open = await store.openDossiers('', MOST_OPEN);
      const waiting = open.filter(({ request }) => request.status === 'pending' && request.expiresAt !== null);
      return {
        policy: inForce,
        sending: await store.sending(),
        open,
        groups: groupsOf(open.flatMap(({ request }) => (request.status === 'pending' ? request.terms.places : []))),
        rulings: new Map(waiting.map((dossier) => [dossier, todaysRuling(dossier, inForce)])),
        contained: await needs.contained(),
        cardOf: createCardOf(),
      };
    },

    pageOf: async (row: HomeRow, shared: Shared): Promise<HomePage> => {
      const standing = await standingOf(row.personId, shared.policy, shared.groups);
      return standing.kind === 'insider' ? insiderPage(row, standing, shared) : standing;
    },
  };
};
