import type { Fault } from '../domain/fault';
import type { Instant } from '../domain/instant';
import type { Delivery } from '../flow/delivery';
import type { Database } from './database';
import { instantText } from './rows/instant-text';
import type { Tongue } from './tongue';
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
  readonly resolve: (recorded: Recorded) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Stores deliveries. All that arrive in one turn of the event loop share one transaction: 150 separate ones would each
 * wait for the disk. Rejects with a `Fault` within 2 s; what was rejected is not stored later.
 */
export const openRecording = (deps: RecordingDeps): ((delivery: Delivery) => Promise<Recorded>) => {
  const waiting: Waiting[] = [];

  const flush = async (): Promise<void> => {
    const batch = waiting.splice(0, GROUP);
    if (waiting.length > 0) setImmediate(flush);
    let isAbandoned = false;
    try {
      const write = deps.database.write(
        async (db) => {
          if (isAbandoned) return new Set<string>();
          const rows = batch
            .map(({ delivery }) => ({
              key: delivery.key,
              kind: delivery.kind,
              body: delivery.body,
              received_at: instantText(delivery.receivedAt),
              state: 'new' as const,
              owner: deps.owner,
              lease_until: instantText(deps.leaseEnd()),
            }))
            // In one order everywhere, so that two replicas cannot wait for each other in a circle.
            .sort((a, b) => (a.key < b.key ? -1 : 1));
          return deps.tongue.insertDeliveries(db, rows);
        },
        { isUrgent: true },
      );
      const fresh = await within(RECORD_MS, write, deps.late);
      // Twice in one batch: the first is new, every other has been seen.
      for (const { delivery, resolve } of batch) resolve(fresh.delete(delivery.key) ? 'new' : 'seen');
    } catch (error) {
      isAbandoned = true;
      for (const { reject } of batch) reject(error);
    }
  };

  return (delivery) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ delivery, resolve, reject });
    });
};
