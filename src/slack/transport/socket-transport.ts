import type { Logger } from '@slack/bolt';
import type { Instant } from '../../domain/instant';
import type { Clock, Log } from '../../flow/ports';
import { spellError } from '../spell-error';
import { pause, withTimeLimit } from '../time-limit';
import { isHopeless, slackCode, slackFault } from '../web-api/slack-fault';
import type { Parcel } from './inbox';
import { createSocketConnection, type SocketConnection } from './socket-connection';
import type { Take, Transport } from './transport';

/** Two, so that one of them can be refreshed or lost without a moment in which nobody listens. */
const LANES = 2;
const OPEN_LIMIT_MS = 8_000;
const CLOSE_LIMIT_MS = 1_500;
/** As long as an acknowledgement may be under way on a connection that has a successor. */
const RETIRE_MS = 3_000;
const FIRST_WAIT_MS = 500;
const WAIT_FACTOR = 1.3;
const LONGEST_WAIT_MS = 15_000;
/** A connection that ends younger than this ended early; several in a row, and we stop replacing at once. */
const EARLY_MS = 10_000;
const EARLY_ENDS = 3;

/** A place for one connection, which is kept filled. */
interface Lane {
  current: SocketConnection | null;
  openedAt: Instant;
  isOpening: boolean;
  earlyEnds: number;
}

/** Slack's deliveries over Socket Mode. A connection that leaves is replaced at once, and closed a little after its successor is open. */
export const createSocketTransport = (deps: {
  readonly appToken: string;
  readonly apiUrl: string | null;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly log: Log;
  readonly take: Take;
}): Transport => {
  const { clock, log, take } = deps;
  const lanes = Array.from(
    { length: LANES },
    (): Lane => ({ current: null, openedAt: 0, isOpening: false, earlyEnds: 0 }),
  );
  const unclosed = new Set<SocketConnection>();
  let isStopping = false;

  const onParcel = (parcel: Parcel): void => {
    const arrivedAt = clock.now();
    const acked = () => log.debug('slack.acked', { transport: 'socket', ms: clock.now() - arrivedAt });
    const ack = (answer?: unknown) =>
      // The delivery is stored: a lost acknowledgement must not stop the work on it.
      parcel.ack(answer).then(acked, (error: unknown) => log.warn('slack.ack-failed', spellError(error)));
    take({ body: parcel.body, ack })
      .then((receipt) => {
        if (receipt === 'malformed') {
          log.warn('slack.request-refused', { why: 'shape' });
          return ack();
        }
        return undefined;
      })
      .catch((error: unknown) => log.error('slack.request-failed', spellError(error)));
  };

  const close = async (connection: SocketConnection): Promise<void> => {
    await withTimeLimit(clock, CLOSE_LIMIT_MS, connection.close()).catch(() => {});
  };

  /** Opens one connection for a lane and puts it there; rejects when that fails. */
  const open = async (lane: Lane): Promise<void> => {
    const connection: SocketConnection = createSocketConnection({
      ...deps,
      onParcel,
      onLeaving: (reason) => {
        log.info('slack.socket-leaving', { reason });
        if (lane.current === connection) void refill(lane);
      },
      onOver: () => {
        unclosed.delete(connection);
        if (lane.current !== connection) return;
        lane.current = null;
        if (!isStopping) log.info('slack.socket-over');
        void refill(lane);
      },
    });
    unclosed.add(connection);
    const opened = await withTimeLimit(clock, OPEN_LIMIT_MS, connection.open()).catch((error: unknown) => {
      unclosed.delete(connection);
      throw error;
    });
    if (opened === 'late' || connection.state() !== 'open' || isStopping) {
      void close(connection);
      throw new Error('Slack did not say hello');
    }
    const before = lane.current;
    lane.current = connection;
    lane.openedAt = clock.now();
    log.info('slack.socket-open');
    if (before !== null) clock.at(clock.now() + RETIRE_MS, () => void close(before));
  };

  const waitBeforeRefill = async (lane: Lane): Promise<void> => {
    const isEarly = clock.now() - lane.openedAt < EARLY_MS;
    lane.earlyEnds = isEarly ? lane.earlyEnds + 1 : 0;
    // Ever longer, since nobody listens meanwhile where all lanes end early.
    const doublings = lane.earlyEnds - EARLY_ENDS;
    if (doublings > 0) await pause(clock, Math.min(FIRST_WAIT_MS * 2 ** doublings, LONGEST_WAIT_MS));
  };

  const refill = async (lane: Lane): Promise<void> => {
    if (lane.isOpening || isStopping) return;
    lane.isOpening = true;
    await waitBeforeRefill(lane);
    let waitMs = FIRST_WAIT_MS;
    while (!isStopping) {
      try {
        await open(lane);
        break;
      } catch (error) {
        if (isStopping) break;
        log[isHopeless(error) ? 'error' : 'warn']('slack.socket-not-open', {
          code: slackCode(error),
          retryInMs: waitMs,
        });
        await pause(clock, waitMs);
        waitMs = Math.min(waitMs * WAIT_FACTOR, LONGEST_WAIT_MS);
      }
    }
    lane.isOpening = false;
    // It may have begun to leave, or ended, while it was put in its place.
    if (lane.current?.state() !== 'open') void refill(lane);
  };

  /** The first connection tells whether the token is good; a Slack that is away is waited for in the background. */
  const startLane = async (lane: Lane): Promise<void> => {
    lane.isOpening = true;
    try {
      await open(lane);
      lane.isOpening = false;
      if (lane.current?.state() !== 'open') void refill(lane);
    } catch (error) {
      lane.isOpening = false;
      if (isHopeless(error)) throw slackFault(error, 'apps.connections.open (SLACK_APP_TOKEN)');
      log.warn('slack.socket-not-open', { code: slackCode(error) });
      void refill(lane);
    }
  };

  const stop = async (): Promise<void> => {
    isStopping = true;
    await Promise.all([...unclosed].map(close));
  };

  return {
    init: () => {},
    isConnected: () => lanes.some((lane) => lane.current?.state() === 'open'),
    start: async () => {
      try {
        await Promise.all(lanes.map(startLane));
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
};
