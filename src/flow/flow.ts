import type { Settling } from '../domain/dispatching';
import type { Home } from '../domain/person';
import { createAnnounce } from './announce';
import { createAttempts } from './attempts';
import { createDispatch } from './dispatch';
import { createHistory } from './history';
import type { Loop } from './loop';
import { createMayAsk } from './may-ask';
import { createPause } from './pause';
import type { Clock, Defender, Directory, Ids, Log, PolicySource, Surface } from './ports';
import { createRefreshMachines } from './refresh-machines';
import { createRefusedClicks } from './refused-clicks';
import { createReview } from './review';
import { createSettle } from './settle';
import { createStatus } from './status';
import type { CallLog, Deliveries, Drafts, MachineCache, Posts, Store } from './storage';
import { createSubmit } from './submit';
import { createSweep } from './sweep';
import { createTellHeads } from './tell-heads';
import { createTrack } from './track';
import { createWhy } from './why';

export interface FlowNeeds {
  readonly store: Store;
  readonly posts: Posts;
  readonly deliveries: Deliveries;
  readonly drafts: Drafts;
  readonly calls: CallLog;
  readonly machines: MachineCache;
  readonly defender: Defender;
  readonly directory: Directory;
  readonly surface: Surface;
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
  readonly isAlone: boolean;
}

/** The stages of a request, each waking those that may now have something to do. */
export const createFlow = (needs: FlowNeeds) => {
  const wakeAll = () => {
    for (const loop of loops) loop.wake();
  };
  const dispatch = createDispatch({ ...needs, moved: () => wake(announce, track, settle) });
  const track = createTrack({ ...needs, intervalMs: needs.trackIntervalMs, moved: () => wake(announce, settle) });
  const settle = createSettle({
    ...needs,
    pace: needs.settling,
    inFlight: () => dispatch.inFlight,
    moved: () => wake(announce, dispatch, track),
  });
  const sweep = createSweep({ ...needs, moved: () => wake(announce, dispatch, track) });
  const announce = createAnnounce({ ...needs, cardPosted: () => wake(sweep) });
  const refreshMachines = createRefreshMachines(needs);
  const tellHeads = createTellHeads(needs);
  const loops: readonly Loop[] = [dispatch, track, settle, sweep, announce, refreshMachines, tellHeads];
  const wake = (...some: readonly Loop[]) => {
    for (const loop of some) loop.wake();
  };
  const attempts = createAttempts(needs);
  const refusedClicks = createRefusedClicks({ attempts, log: needs.log });
  const review = createReview({ ...needs, refusedClicks, decided: () => wake(dispatch, announce, sweep) });
  return {
    submit: createSubmit({ ...needs, attempts, opened: () => wake(announce) }),
    ...review,
    status: createStatus(needs),
    mayAsk: createMayAsk(needs),
    history: createHistory(needs),
    sending: needs.store.sending,
    why: createWhy(needs),
    ...createPause({ ...needs, refusedClicks, switched: () => wake(announce, dispatch, settle) }),
    /** Takes up whatever is due, also what an earlier process left. */
    start: wakeAll,
    /** Begins nothing new and resolves when what is under way is stored. */
    stop: async (): Promise<void> => {
      await Promise.all([dispatch, track, settle, sweep, refreshMachines].map((loop) => loop.stop()));
      await announce.stop();
      await tellHeads.stop();
    },
  };
};
