import { groupsOf } from '../domain/audience';
import type { Home } from '../domain/person';
import type { Dossier } from '../domain/reviewing';
import { createHomeStanding } from './home-standing';
import type { SubscriberCall, Subscriptions } from './home-storage';
import type { KeptDirectory } from './kept-directory';
import { createLoop, type Loop } from './loop';
import type { Clock, Log, PolicySource } from './ports';
import type { Store } from './storage';
import type { Tenure } from './tenure';
import { couldApprove, todaysRuling } from '../domain/todays-ruling';

/** How soon it is tried again where Slack did not say who somebody is. */
const AGAIN_MS = 10_000;
/** Cards are posted by this process; those that another one posted are found at this pace. */
const IDLE_MS = 5_000;
const BATCH = 20;

/**
 * Finds out which subscribers could approve a request that waits since lately, and has them told. The messages are rows
 * like all others: nobody is told twice, and nothing is told that is decided by then.
 */
export const createTellSubscribers = (needs: {
  readonly store: Pick<Store, 'dossier'>;
  readonly subscriptions: Subscriptions;
  readonly directory: KeptDirectory;
  readonly policy: PolicySource;
  readonly home: () => Home;
  readonly tenure: Tenure;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after something is to be told. */
  readonly called: () => void;
}): Loop => {
  const { store, subscriptions, policy, tenure, clock, log } = needs;
  const standingOf = createHomeStanding(needs);

  /** Whether this person could approve it now; `unknown` where Slack does not say who they are. */
  const answerOf = async (dossier: Dossier, personId: string): Promise<'yes' | 'no' | 'unknown'> => {
    const inForce = policy.current();
    const ruling = todaysRuling(dossier, inForce);
    const places = [...dossier.request.terms.places, ...ruling.terms.places];
    const standing = await standingOf(personId, inForce, groupsOf(places));
    if (standing.kind === 'unknown') return 'unknown';
    if (standing.kind === 'outsider') return 'no';
    const today = { ruling, policyHash: inForce.hash, now: clock.now() };
    return couldApprove(dossier, standing, today) ? 'yes' : 'no';
  };

  const tell = async (call: SubscriberCall): Promise<void> => {
    const dossier = await store.dossier(call.requestId);
    if (dossier?.request.status !== 'pending')
      return subscriptions.called(call, [], { next: 'none', now: clock.now() });
    const people = await subscriptions.all();
    const answers = await Promise.all(
      people.map(async (personId) => ({ personId, answer: await answerOf(dossier, personId) })),
    );
    const able = answers.filter(({ answer }) => answer === 'yes').map(({ personId }) => personId);
    const next = answers.some(({ answer }) => answer === 'unknown') ? 'again' : 'none';
    await subscriptions.called(call, able, { next, now: clock.now() });
    log.info('subscribers.called', { requestId: call.requestId, people: able.length });
    if (able.length > 0) needs.called();
  };

  let isLeft = false;
  return createLoop({
    name: 'tell-subscribers',
    clock,
    log,
    mayBegin: tenure.holds,
    round: async () => {
      const calls = await subscriptions.calls(BATCH);
      for (const call of calls) if (tenure.holds()) await tell(call);
      isLeft = calls.length > 0 && (await subscriptions.calls(1)).length > 0;
    },
    nextDue: async () => clock.now() + (isLeft ? AGAIN_MS : IDLE_MS),
  });
};
