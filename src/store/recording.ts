import type { Fault } from '../domain/fault';
import type { Instant } from '../domain/instant';
import type { Delivery } from '../flow/delivery';
import { breathe } from './breathe';
import type { Database } from './database';
import { instantText } from './rows/instant-text';
import type { DeliveryRow, Tongue } from './tongue';
import { within } from './within';

/** Slack wants its answer within 3 s; after this the person must be told that nothing was recorded. */
const RECORD_MS = 1900;
/** How many deliveries share one transaction: no more than can be written before others need a turn. */
const GROUP = 250;

/** What recording needs. */
export interface RecordingDeps {
  readonly database: Database;
  readonly owner: string;
  readonly tongue: Tongue;
  readonly leaseEnd: () => Instant;
  readonly late: () => Fault;
}

type Recorded = 'new' | 'seen';

interface Waiting {
  readonly delivery: Delivery;
  /** By the steady clock. */
  readonly until: number;
  readonly resolve: (recorded: Recorded) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Stores deliveries. All that arrive in one turn of the event loop, or while others are being stored, share one
 * statement: 150 separate ones would each wait for the disk, or for the way to the server and back. Rejects with a `Fault`
 * within 2 s; what was rejected is not stored later.
 */
export const openRecording = (deps: RecordingDeps): ((delivery: Delivery) => Promise<Recorded>) => {
  const waiting: Waiting[] = [];
  let isPumping = false;

  const rowOf = ({ key, kind, body, receivedAt }: Delivery): DeliveryRow => ({
    ...{ key, kind, body, received_at: instantText(receivedAt), state: 'new' },
    ...{ owner: deps.owner, lease_until: instantText(deps.leaseEnd()) },
  });

  const store = async (batch: readonly Waiting[]): Promise<void> => {
    const left = Math.min(...batch.map(({ until }) => until)) - performance.now();
    let isAbandoned = false;
    try {
      if (left <= 0) throw deps.late();
      // In one order everywhere, so that two replicas cannot wait for each other in a circle.
      const rows = batch.map(({ delivery }) => rowOf(delivery)).sort((a, b) => (a.key < b.key ? -1 : 1));
      const write = deps.database.write(
        async (db) => (isAbandoned ? new Set<string>() : deps.tongue.insertDeliveries(db, rows)),
        { isUrgent: true },
      );
      const fresh = await within(left, write, deps.late);
      // Twice in one batch: the first is new, every other has been seen.
      for (const { delivery, resolve } of batch) resolve(fresh.delete(delivery.key) ? 'new' : 'seen');
    } catch (error) {
      isAbandoned = true;
      for (const { reject } of batch) reject(error);
    }
  };

  const pump = async (): Promise<void> => {
    isPumping = true;
    await breathe();
    while (waiting.length > 0) await store(waiting.splice(0, GROUP));
    isPumping = false;
  };

  return (delivery) =>
    new Promise((resolve, reject) => {
      waiting.push({ delivery, until: performance.now() + RECORD_MS, resolve, reject });
      if (!isPumping) void pump();
    });
};
