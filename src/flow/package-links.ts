import { Fault } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { nextPackages, refusePackage } from '../domain/investigation-package';
import { runEvent } from '../domain/lifecycle';
import type { Home } from '../domain/person';
import { isRefusal, type Refusal, refuse } from '../domain/refusal';
import type { Run } from '../domain/run';
import type { CardClick, PackageLinks } from './intake';
import { nameless } from './nameless';
import type { createOpenCard } from './open-card';
import type { Clock, Defender, Directory, Log, PackageLink, PolicySource } from './ports';
import type { RefusedClicks } from './refused-clicks';
import { establish, type Standing } from './standing';
import type { Store } from './storage';

/** As many links as Defender gives a minute. */
const MOST_AT_ONCE = 2;
/** Where Defender had no package, the others of the request go first for so long: asking for it uses up a link, too. */
const ABSENT_MS = 10 * 60_000;
const MOST_HELD = 1_000;

/** What came of asking for some links. */
interface Got {
  readonly links: readonly { readonly run: Run; readonly url: string }[];
  /** Why there is not one for each; null when there is. */
  readonly missing: Refusal | null;
}

/**
 * Gives the people of a request the links to its investigation packages. A link is a secret: it is asked for when somebody
 * wants it, handed on, and kept nowhere; that they got it is on record before they do. Rejects with a `Fault`.
 */
export const createPackageLinks = (needs: {
  readonly store: Store;
  readonly defender: Pick<Defender, 'packageLink'>;
  readonly directory: Directory;
  readonly policy: PolicySource;
  readonly home: () => Home;
  readonly openCard: ReturnType<typeof createOpenCard>;
  readonly refusedClicks: RefusedClicks;
  readonly clock: Clock;
  readonly log: Log;
}): ((click: CardClick) => Promise<PackageLinks>) => {
  const { store, defender, directory, policy, openCard, refusedClicks, clock, log } = needs;

  const missingOf = (answer: Exclude<PackageLink, { readonly kind: 'link' }>): Refusal =>
    answer.kind === 'later' ? refuse('package-later', answer.freeAt) : refuse('package-not-there');

  // In memory only: what it forgets costs a link, and nothing else.
  const absentAt = new Map<string, Instant>();
  const isAbsent = ({ id }: Run): boolean => (absentAt.get(id) ?? Number.NEGATIVE_INFINITY) + ABSENT_MS > clock.now();

  const linkTo = async ({ id, machineActionId }: Run): Promise<PackageLink> => {
    const answer = await defender.packageLink(machineActionId ?? '');
    if (absentAt.size >= MOST_HELD) absentAt.clear();
    if (answer.kind === 'absent') absentAt.set(id, clock.now());
    return answer;
  };

  const ask = async (runs: readonly Run[]): Promise<Got> => {
    const links: { readonly run: Run; readonly url: string }[] = [];
    let missing: Refusal | null = null;
    for (const run of runs) {
      try {
        const answer = await linkTo(run);
        if (answer.kind === 'link') links.push({ run, url: answer.url });
        else missing = missingOf(answer);
        if (answer.kind === 'later') break;
      } catch (error) {
        // A link that was given is handed on: it is used up, and another one would not come at once.
        if (!(error instanceof Fault) || links.length === 0) throw error;
        log.warn('package.link-missed', { requestId: run.requestId, fault: error.facts });
        break;
      }
    }
    return { links, missing };
  };

  const refused = async (click: CardClick, refusal: Refusal, standing: Standing | null): Promise<PackageLinks> => {
    const { delivery, requestId } = click;
    const about = refusal.code === 'unknown-request' ? null : requestId;
    const person = standing?.person ?? nameless(click);
    const attempt = {
      delivery,
      person,
      requestId: about,
      attempted: 'package-link',
      policyHash: policy.current().hash,
    };
    return refusedClicks.refuse(attempt, refusal);
  };

  return async (click) => {
    const dossier = await openCard(click);
    if (isRefusal(dossier)) return refused(click, dossier, null);
    const notTheirs = refusePackage(dossier, click.personId);
    if (notTheirs !== null) return refused(click, notTheirs, null);
    const inForce = policy.current();
    const { personId, channel, delivery } = click;
    const who = { personId, channel, memberships: Promise.resolve(new Map()) };
    const standing = await establish(directory, needs.home(), inForce, who);
    if (isRefusal(standing)) return refused(click, standing, null);

    const before = await refusedClicks.recallIfAny(personId, delivery);
    // Links were given to this click, and the process died before it had handed them on, or right after it.
    if (before?.kind === 'seen') return { kind: 'refused', refusal: refuse('package-answered') };
    if (before !== null) return before;

    const next = nextPackages(dossier, personId, await store.eventsOf(click.requestId));
    const runs = next.toSorted((a, b) => Number(isAbsent(a)) - Number(isAbsent(b)));
    const { links, missing } = await ask(runs.slice(0, MOST_AT_ONCE));
    if (links.length === 0) return refused(click, missing ?? refuse('package-not-there'), standing);
    const events = links.map(({ run }) => ({
      ...runEvent(run, clock.now(), { kind: 'package-link', machineActionId: run.machineActionId ?? '' }),
      actor: standing.person,
    }));
    const committed = await store.commit({ delivery, policyHash: inForce.hash, events });
    if (committed.kind === 'seen') return { kind: 'seen' };
    if (committed.kind !== 'done') throw new Error(`a package link cannot be ${committed.kind}`);
    log.info('package.link-given', { requestId: click.requestId, by: personId, links: links.length });
    return {
      kind: 'links',
      links: links.map(({ run, url }) => ({ machine: run.machine.name, url })),
      more: runs.length - links.length,
      missing,
    };
  };
};
