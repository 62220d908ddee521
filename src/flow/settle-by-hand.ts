import { groupsOf } from '../domain/audience';
import type { Change } from '../domain/change';
import { refuseComment } from '../domain/comment';
import { Fault } from '../domain/fault';
import type { Home, Person } from '../domain/person';
import { isRefusal, type Refusal, refuse } from '../domain/refusal';
import type { Dossier } from '../domain/reviewing';
import { refuseSettling, type SettlingPerson, type SettlingWay, settleByHand } from '../domain/settling';
import type { Reviewed, SettleAsk } from './intake';
import { nameless } from './nameless';
import type { Clock, Defender, Directory, Log, PolicySource } from './ports';
import type { ClickAttempt, RefusedClicks } from './refused-clicks';
import { establish } from './standing';
import type { Store } from './storage';
import { todaysRuling } from '../domain/todays-ruling';

export interface SettleByHandNeeds {
  readonly store: Store;
  readonly defender: Pick<Defender, 'action'>;
  readonly directory: Directory;
  readonly policy: PolicySource;
  readonly refusedClicks: RefusedClicks;
  readonly home: () => Home;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after it was stored. */
  readonly settled: () => void;
}

const MAX_RACES = 50;
/** How Defender writes the id of a Machine Action. */
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Lets a person say what became of a request that Twokey could not settle. Rejects with the `Fault` of the directory, or
 * of Defender where a Machine Action was named, when what must be known cannot be established.
 */
export const createSettleByHand = (needs: SettleByHandNeeds) => {
  const { store, defender, directory, policy, refusedClicks, clock, log } = needs;

  const attemptOf = (ask: SettleAsk, requestId: string | null, person: Person): ClickAttempt => ({
    delivery: ask.delivery,
    person,
    requestId,
    attempted: 'settled',
    policyHash: policy.current().hash,
  });

  /** Who says so, by reads that start now. */
  const identify = async (ask: SettleAsk, dossier: Dossier): Promise<SettlingPerson | Refusal> => {
    const inForce = policy.current();
    const { terms: todaysTerms } = todaysRuling(dossier, inForce);
    const standing = await establish(directory, needs.home(), inForce, {
      personId: ask.personId,
      channel: ask.channel,
      memberships: directory.memberships(groupsOf([...dossier.request.terms.places, ...todaysTerms.places])),
    });
    if (!isRefusal(standing)) return { ...standing, todaysTerms };
    return standing.code === 'bot-not-in-channel' ? refuse('bot-left-channel') : standing;
  };

  const identifyOrRecord = async (ask: SettleAsk, dossier: Dossier): Promise<SettlingPerson | Refusal> => {
    try {
      return await identify(ask, dossier);
    } catch (error) {
      if (error instanceof Fault) {
        await refusedClicks.undecided(attemptOf(ask, dossier.request.id, nameless(ask)), error);
      }
      throw error;
    }
  };

  const wayOf = async (word: string): Promise<SettlingWay | Refusal> => {
    if (word === 'happened' || word === 'did-not-happen') return { as: word };
    if (!ID.test(word)) return refuse('unknown-way', word);
    const action = await defender.action(word);
    return action === null ? refuse('machine-action-not-found', word) : { action };
  };

  const changeFor = async (ask: SettleAsk, dossier: Dossier, said: SettlingPerson): Promise<Change | Refusal> => {
    const refusal = refuseSettling(dossier, said) ?? refuseComment(ask.words);
    if (refusal !== null) return refusal;
    const way = await wayOf(ask.way);
    if (isRefusal(way)) return way;
    const { words, machine } = ask;
    const how = { way, machine, words, policyHash: policy.current().hash };
    return settleByHand(dossier, { ...said, ...how }, clock.now(), ask.delivery);
  };

  return async (ask: SettleAsk): Promise<Reviewed> => {
    const first = await store.dossier(ask.requestId);
    if (first === null) {
      return refusedClicks.refuse(attemptOf(ask, null, nameless(ask)), refuse('unknown-request', ask.requestId));
    }
    const { id } = first.request;
    const said = await identifyOrRecord(ask, first);
    if (isRefusal(said)) return refusedClicks.refuse(attemptOf(ask, id, nameless(ask)), said);
    const refused = (refusal: Refusal) => refusedClicks.refuse(attemptOf(ask, id, said.person), refusal);
    for (let race = 0; race < MAX_RACES; race += 1) {
      const change = await changeFor(ask, (await store.dossier(id)) ?? first, said);
      if (isRefusal(change)) return refused(change);
      const committed = await store.commit(change);
      if (committed.kind === 'stale') continue;
      if (committed.kind === 'seen') return refusedClicks.recall(ask.personId, ask.delivery);
      if (committed.kind === 'already-open') return refused(refuse('already-open', committed.requestId));
      if (committed.kind !== 'done') throw new Error(`settling request ${id} cannot be ${committed.kind}`);
      log.info('request.settled', { requestId: id, by: ask.personId, way: ask.way });
      needs.settled();
      return { kind: 'done' };
    }
    throw new Error(`request ${id} kept changing`);
  };
};
