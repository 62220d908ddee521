import type { ReceiverEvent } from '@slack/bolt';
import type { Instant } from '../../domain/instant';
import type { Clock, Log } from '../../flow/ports';
import type { Deliveries, Delivery } from '../../flow/delivery';
import { spellError } from '../spell-error';
import { withTimeLimit } from '../time-limit';
import { type Incoming, keptBody, readIncoming } from './incoming';
import { createLull } from './lull';

/** How long the store may take: Slack gives three seconds, and the person must hear of a failure within two. */
const RECORD_LIMIT_MS = 1_800;
/** When a listener has not acknowledged by then, we do: the delivery is stored and will not be lost. */
const ACK_LIMIT_MS = 2_500;
const REPLAY_BATCH = 100;

/** One body from Slack with the way to acknowledge it. */
export interface Parcel {
  readonly body: unknown;
  readonly ack: (answer?: unknown) => Promise<void>;
}

/** What became of a parcel: only `taken` may be told to Slack as received. */
export type Receipt = 'taken' | 'malformed' | 'not-recorded';

/** What listeners find in Bolt's context about the delivery that they work on. */
export interface Arrival {
  readonly delivery: string;
  readonly arrivedAt: Instant;
  /** Taken over from a process that is gone: whatever could only be done at once is too late. */
  readonly isRecovered: boolean;
}

/** Stores what arrives before anybody acts on it or acknowledges it, and takes up again what was left undone. */
export interface Inbox {
  take(parcel: Parcel): Promise<Receipt>;
  /** Feeds deliveries that nobody finished to the listeners again. */
  replay(): Promise<void>;
  /** From now on nothing is taken; resolves once all work has ended, or when the time is over. */
  drain(limitMs: number): Promise<void>;
}

/** Makes the inbox in front of `toBolt`, which hands a body to Bolt's listeners. */
export const createInbox = (deps: {
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  readonly log: Log;
  readonly toBolt: (event: ReceiverEvent) => Promise<void>;
  /** Tells the person that their click was not recorded. */
  readonly tellNotRecorded: (body: unknown) => Promise<void>;
}): Inbox => {
  const { deliveries, clock, log, toBolt, tellNotRecorded } = deps;
  const working = new Map<string, Promise<void>>();
  /** What is being stored or worked on, from its arrival on. */
  const taking = new Set<Promise<Receipt>>();
  const lull = createLull();
  let isDraining = false;
  let fleeting = 0;

  /** `late` and `failed` both mean that no 200 may leave. */
  const record = async (delivery: Delivery): Promise<'new' | 'seen' | 'late' | 'failed'> => {
    const recording = deliveries.record(delivery);
    const outcome = await withTimeLimit(clock, RECORD_LIMIT_MS, recording).catch((error: unknown) => {
      log.error('slack.delivery-not-recorded', { kind: delivery.kind, ...spellError(error) });
      return 'failed' as const;
    });
    if (outcome === 'late') {
      log.error('slack.delivery-not-recorded', { kind: delivery.kind, limitMs: RECORD_LIMIT_MS });
      // The person is told to click again, so the late record must not be worked on as well.
      recording.then(() => finish(delivery.key)).catch(() => {});
    }
    return outcome;
  };

  const finish = async (key: string): Promise<void> => {
    try {
      await deliveries.finish(key);
    } catch (error) {
      log.warn('slack.delivery-not-finished', spellError(error));
    }
  };

  const handle = async (event: ReceiverEvent, kind: string): Promise<void> => {
    let isAcked = false;
    const ack = async (answer?: unknown): Promise<void> => {
      if (isAcked) return;
      isAcked = true;
      await event.ack(answer);
    };
    const callOff = clock.at(clock.now() + ACK_LIMIT_MS, () => void ack().catch(() => {}));
    try {
      await toBolt({ ...event, ack });
    } catch (error) {
      log.error('slack.delivery-failed', { kind, ...spellError(error) });
    }
    callOff();
    await ack().catch((error: unknown) => log.warn('slack.ack-failed', { kind, ...spellError(error) }));
  };

  const work = (key: string, event: ReceiverEvent, kind: string): Promise<void> => {
    const done = handle(event, kind)
      .then(() => finish(key))
      .finally(() => working.delete(key));
    working.set(key, done);
    return done;
  };

  const customProperties = (arrival: Arrival) => ({ arrival });

  const takeFleeting = async ({ kind, body }: Incoming, { ack }: Parcel): Promise<Receipt> => {
    fleeting += 1;
    const arrival = { delivery: '', arrivedAt: clock.now(), isRecovered: false };
    try {
      await handle({ body, ack, customProperties: customProperties(arrival) }, kind);
    } finally {
      fleeting -= 1;
    }
    return 'taken';
  };

  const takeLasting = async (
    { kind, body }: Incoming,
    key: string,
    parcel: Parcel,
    answered: () => void,
  ): Promise<Receipt> => {
    const receivedAt = clock.now();
    const recorded = isDraining ? 'failed' : await record({ key, kind, body: keptBody(body), receivedAt });
    if (recorded === 'late' || recorded === 'failed') {
      void tellNotRecorded(body);
      return 'not-recorded';
    }
    // Listeners acknowledge first and then work: that work waits a moment for what others wait for.
    const ack = async (answer?: unknown): Promise<void> => {
      await parcel.ack(answer).finally(answered);
      if (recorded === 'new') await lull.come();
    };
    const arrival = { delivery: key, arrivedAt: receivedAt, isRecovered: false };
    if (recorded === 'seen') await ack();
    else await work(key, { body, ack, customProperties: customProperties(arrival) }, kind);
    return 'taken';
  };

  const take = async (parcel: Parcel): Promise<Receipt> => {
    const incoming = readIncoming(parcel.body);
    if (incoming === null) return 'malformed';
    if (!incoming.isHeard) {
      log.debug('slack.delivery-unheard', { kind: incoming.kind });
      await parcel.ack();
      return 'taken';
    }
    if (incoming.key === null) return takeFleeting(incoming, parcel);
    const answered = lull.expect();
    const taken: Promise<Receipt> = takeLasting(incoming, incoming.key, parcel, answered).finally(() => {
      answered();
      taking.delete(taken);
    });
    taking.add(taken);
    return taken;
  };

  const replayOne = async ({ key, kind, body, receivedAt }: Delivery): Promise<void> => {
    if (working.has(key)) return;
    const incoming = readIncoming(parse(body));
    if (incoming === null) {
      log.error('slack.delivery-unreadable', { kind });
      return finish(key);
    }
    if (!incoming.isHeard) return finish(key);
    log.info('slack.delivery-recovered', { kind });
    const arrival = { delivery: key, arrivedAt: receivedAt, isRecovered: true };
    const event = { body: incoming.body, ack: async () => {}, customProperties: customProperties(arrival) };
    return work(key, event, kind);
  };

  return {
    take,
    replay: async () => {
      if (isDraining) return;
      const left = await deliveries.takeOver(clock.now(), REPLAY_BATCH);
      await Promise.all(left.map(replayOne));
    },
    drain: async (limitMs) => {
      isDraining = true;
      await withTimeLimit(clock, limitMs, Promise.allSettled([...taking, ...working.values()]));
      const left = Math.max(taking.size, working.size);
      if (left + fleeting > 0) log.warn('slack.work-left', { deliveries: left });
    },
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
