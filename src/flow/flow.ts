import type { Settling } from '../domain/dispatching';
import type { Home } from '../domain/person';
import { createAnnounce } from './announce';
import { createAskAgain } from './ask-again';
import { createAttempts } from './attempts';
import type { CallLog } from './call-log';
import { createContained } from './contained';
import { createDispatch } from './dispatch';
import { createHistory } from './history';
import { createFollowUp } from './follow-up';
import { createKeptDirectory } from './kept-directory';
import { createLoggedOn } from './logged-on';
import { createHome } from './home';
import { createHomeContained } from './home-contained';
import type { HomeSurface } from './home-page';
import type { Homes, Subscriptions } from './home-storage';
import type { Loop } from './loop';
import { createMachineStory } from './machine-story';
import { createMayLookUp } from './insider';
import { createMayAsk } from './may-ask';
import { createOpenCard } from './open-card';
import { createOpenNote } from './open-note';
import { createPackageLinks } from './package-links';
import { createPause } from './pause';
import type { Clock, Defender, Directory, Ids, Log, PolicySource, Surface } from './ports';
import { createQuestionLimit } from './question-limit';
import { createQuestions } from './questions';
import { createRefreshMachines } from './refresh-machines';
import { createRefusedClicks } from './refused-clicks';
import { createRemind } from './remind';
import { createReview } from './review';
import { createSettle } from './settle';
import { createSettleByHand } from './settle-by-hand';
import { createStatus } from './status';
import type { Hints, Leases } from './sharing';
import type { Deliveries } from './delivery';
import type { Drafts, MachineCache, Posts, Store } from './storage';
import { createSubmit } from './submit';
import { createSummarize } from './summarize';
import { createSubscribe } from './subscribe';
import { createSweep } from './sweep';
import { createTellHeads } from './tell-heads';
import { createTellSubscribers } from './tell-subscribers';
import { alone, createTenure, type Tenure } from './tenure';
import { createTrack } from './track';
import { createWatchOthers } from './watch-others';
import { createWhy } from './why';

export interface FlowNeeds {
  readonly store: Store;
  readonly posts: Posts;
  readonly deliveries: Deliveries;
  readonly drafts: Drafts;
  readonly calls: CallLog;
  readonly machines: MachineCache;
  readonly homes: Homes;
  readonly subscriptions: Subscriptions;
  readonly defender: Defender;
  readonly directory: Directory;
  readonly surface: Surface;
  readonly homeSurface: HomeSurface;
  readonly policy: PolicySource;
  readonly home: () => Home;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly digest: (text: string) => string;
  readonly log: Log;
  /** The longest that one call to Defender may take, in milliseconds. */
  readonly callTimeoutMs: number;
  readonly settling: Settling;
  readonly trackIntervalMs: number;
  readonly isRehearsal: boolean;
  /** No other process can work on this store. */
  readonly isAlone: boolean;
  readonly leases: Leases;
  readonly hints: Hints;
  /** Milliseconds that nobody can set back; they go on while the process is stopped. */
  readonly steadyMs: () => number;
}

/** How long whoever takes the work over waits for what is under way here, so as not to find it half done. */
const HAND_OVER_MS = 2_000;

/**
 * The stages of a request, each waking those that may now have something to do. Every process takes what people type and
 * click, and decides it; all that follows is done by the one that has the work.
 */
export const createFlow = (given: FlowNeeds) => {
  const wakeAll = () => {
    for (const loop of loops) loop.wake();
  };
  const lease = given.isAlone ? null : createTenure({ ...given, taken: wakeAll });
  const tenure: Tenure = lease ?? alone;
  // Who is alone knows that whatever is older was left by a process that is gone.
  const startedAt = given.isAlone ? given.clock.now() : null;
  const needs = { ...given, tenure, startedAt, questionLimit: createQuestionLimit(given) };
  /** For those who only want to know something: they share their reads, and leave Slack’s to those who decide. */
  const knowing = { ...needs, directory: createKeptDirectory(needs) };
  const dispatch = createDispatch({ ...needs, moved: () => wake(announce, track, settle, summarizing, home.loop) });
  const track = createTrack({
    ...needs,
    intervalMs: needs.trackIntervalMs,
    moved: () => wake(announce, settle, remind, summarizing, home.loop),
  });
  const settle = createSettle({
    ...needs,
    pace: { ...needs.settling, startedAt },
    inFlight: () => dispatch.inFlight,
    moved: () => wake(announce, dispatch, track, summarizing, home.loop),
  });
  const sweep = createSweep({ ...needs, moved: () => wake(announce, dispatch, track, summarizing, home.loop) });
  const summarizing = createSummarize({ ...needs, moved: () => wake(announce) });
  const announce = createAnnounce({ ...needs, cardPosted: () => wake(sweep, tellSubscribers, home.loop) });
  const remind = createRemind({ ...needs, moved: () => wake(announce) });
  const refreshMachines = createRefreshMachines(needs);
  const tellHeads = createTellHeads(needs);
  const contained = createContained(needs);
  const homeContained = createHomeContained({
    ...needs,
    contained,
    changed: () => home.listChanged(),
  });
  const home = createHome({ ...knowing, contained: homeContained });
  const tellSubscribers = createTellSubscribers({ ...knowing, called: () => wake(announce) });
  const watchOthers = createWatchOthers({ ...needs, moved: wakeAll });
  const loops: readonly Loop[] = [
    dispatch,
    track,
    settle,
    sweep,
    summarizing,
    announce,
    remind,
    refreshMachines,
    home.loop,
    homeContained.loop,
    tellSubscribers,
  ];
  const wake = (...some: readonly Loop[]) => {
    for (const loop of some) loop.wake();
  };
  const attempts = createAttempts(needs);
  const refusedClicks = createRefusedClicks({ attempts, log: needs.log });
  const review = createReview({
    ...needs,
    refusedClicks,
    decided: () => wake(dispatch, announce, sweep, summarizing, home.loop),
  });
  const submit = createSubmit({ ...needs, attempts, opened: () => wake(announce, home.loop) });
  const openCard = createOpenCard(needs);
  const machineStory = createMachineStory(needs);
  const stopAll = async (): Promise<void> => {
    await Promise.all([watchOthers, ...loops.filter((loop) => loop !== announce)].map((loop) => loop.stop()));
    await announce.stop();
  };
  return {
    submit,
    askAgain: createAskAgain({ ...needs, submit, refusedClicks, openCard }),
    ...createFollowUp({ ...needs, refusedClicks, openCard, openNote: createOpenNote(needs) }),
    packageLinks: createPackageLinks({ ...needs, refusedClicks, openCard }),
    ...review,
    settle: createSettleByHand({
      ...needs,
      refusedClicks,
      settled: () => wake(announce, track, summarizing, home.loop),
    }),
    homeOpened: home.opened,
    homeClicked: home.clicked,
    subscribe: createSubscribe({ ...needs, changed: home.loop.wake }),
    status: createStatus(knowing),
    mayAsk: createMayAsk(needs),
    mayLookUp: createMayLookUp(knowing),
    ...createQuestions({ ...knowing, containedNow: contained.now, machineStory, loggedOn: createLoggedOn(needs) }),
    /** The same facts for whoever has been established already. */
    containedNow: contained.now,
    machineStory,
    history: createHistory({ ...knowing, machineStory }),
    sending: needs.store.sending,
    why: createWhy(knowing),
    ...createPause({ ...needs, refusedClicks, switched: () => wake(announce, dispatch, settle, home.loop) }),
    /** Whether this process does the work that one of several must do. */
    holdsWork: tenure.holds,
    /** Takes up whatever is due, also what an earlier process left. */
    start: () => {
      tellHeads.wake();
      if (lease === null) return wakeAll();
      lease.start();
      watchOthers.wake();
      needs.hints.listen(watchOthers.wake);
    },
    /** Begins nothing new, lets another process have the work, and resolves when what is under way is stored. */
    stop: async (): Promise<void> => {
      const stopping = stopAll();
      if (lease !== null) {
        await Promise.race([stopping, inAWhile(needs.clock, HAND_OVER_MS)]);
        await lease.release();
      }
      await stopping;
      await tellHeads.stop();
    },
  };
};

const inAWhile = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.at(clock.now() + ms, resolve);
  });
