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
 * within 2 s; what was rejected is not stored later, or is marked as done where it was on its way already.
 */
export const openRecording = (deps: RecordingDeps): ((delivery: Delivery) => Promise<Recorded>) => {
  const waiting: Waiting[] = [];
  let isPumping = false;

  const rowOf = ({ key, kind, body, receivedAt }: Delivery): DeliveryRow => ({
    ...{ key, kind, body, received_at: instantText(receivedAt), state: 'new' },
    ...{ owner: deps.owner, lease_until: instantText(deps.leaseEnd()) },
  });

  /** Stored after its person was told that it was not: nobody may work on it. What fails here is as if this came later. */
  const discard = (keys: readonly string[]): Promise<void> =>
    deps.database
      .write(async (db) => {
        await db.updateTable('delivery').set({ state: 'done' }).where('key', 'in', keys).execute();
      })
      .catch(() => {});

  /** Each has a time of its own: one that has waited long must not take the others with it. */
  const store = async (batch: readonly Waiting[]): Promise<void> => {
    const gone = new Set<Waiting>();
    const begunAt = performance.now();
    const insert = async (): Promise<void> => {
      const fresh = await deps.database.write(
        async (db) => {
          const rows = batch.filter((one) => !gone.has(one)).map(({ delivery }) => rowOf(delivery));
          // In one order everywhere, so that two replicas cannot wait for each other in a circle.
          rows.sort((a, b) => (a.key < b.key ? -1 : 1));
          return rows.length === 0 ? new Set<string>() : deps.tongue.insertDeliveries(db, rows);
        },
        // What nobody waits for any more is undone before it is durable, where there is still time for that.
        { isUrgent: true, isKept: () => batch.some((one) => !gone.has(one)) },
      );
      // Twice in one batch: the first is new, every other has been seen.
      for (const one of batch) {
        if (!gone.has(one)) one.resolve(fresh.delete(one.delivery.key) ? 'new' : 'seen');
      }
      if (fresh.size > 0) await discard([...fresh]);
    };
    const refuse = (one: Waiting, error: unknown): void => {
      gone.add(one);
      one.reject(error);
    };
    for (const one of batch) if (one.until <= begunAt) refuse(one, deps.late());
    const inTime = batch.filter((one) => !gone.has(one));
    if (inTime.length === 0) return;
    const inserted = insert();
    await Promise.all(
      inTime.map((one) => within(one.until - begunAt, inserted, deps.late).catch((error) => refuse(one, error))),
    );
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
