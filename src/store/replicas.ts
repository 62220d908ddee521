import type { RawBuilder, Transaction } from 'kysely';
import type { Log } from '../flow/ports';
import type { Replicas } from '../flow/sharing';
import type { Database } from './database';
import type { Schema } from './schema';
import type { Tongue } from './tongue';

/** A process that has been silent for this long is gone. */
const ALIVE_MS = 7_000;
/** How often a process says that it is alive. */
const BEAT_MS = 2_000;
/** When nothing is known any more of a process that is gone. */
const FORGOTTEN_MS = 60_000;

/** What replicas need. */
export interface ReplicasDeps {
  readonly database: Database;
  /** This process, by a name that no other process ever had. */
  readonly owner: string;
  readonly tongue: Tongue;
  /** `gone` where only one process can have the database open: any other owner has died. */
  readonly otherOwners: 'gone' | 'alive';
  readonly log: Log;
}

/** Processes that share the database. */
export interface OpenReplicas extends Replicas {
  /** Says that this process is alive, in the way that a click is stored. */
  sayAlive(): Promise<void>;
  /** Says that this process is gone; those that wait for its end need not wait any longer. */
  leave(): Promise<void>;
}

/** Who was seen after this moment is alive. By the database's own clock: those of the processes may differ. */
export const aliveSince = (tongue: Tongue): RawBuilder<string> => tongue.fromNow(-ALIVE_MS);

/** Processes that share the database. Where several can, this one says every two seconds that it is alive. */
export const openReplicas = ({ database, owner, tongue, otherOwners, log }: ReplicasDeps): OpenReplicas => {
  const say = (facts: { readonly policy_hash?: string }) => (db: Transaction<Schema>) => {
    const seen = { ...facts, seen_at: tongue.fromNow(0) };
    return db
      .insertInto('replica')
      .values({ owner, policy_hash: '', ...seen })
      .onConflict((conflict) => conflict.column('owner').doUpdateSet(seen))
      .execute();
  };
  // Each process has a row of its own, so that none waits for another one.
  const sayAlive = async (): Promise<void> => {
    await database.write(say({}), { isUrgent: true });
  };

  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> | null = null;
  const beatLater = (): void => {
    timer = setTimeout(() => {
      beating = sayAlive()
        .catch((error: unknown) => log.debug('store-beat-failed', { error }))
        .then(() => {
          if (timer !== undefined) beatLater();
        });
    }, BEAT_MS);
  };
  const isAlone = otherOwners === 'gone';
  if (!isAlone) beatLater();

  return {
    sayAlive,
    leave: async () => {
      clearTimeout(timer);
      timer = undefined;
      await beating;
      await database.write(
        async (db) => {
          await db.deleteFrom('replica').where('owner', '=', owner).execute();
        },
        { isUrgent: true },
      );
    },
    alive: async () => {
      if (isAlone) return 1;
      const others = await database.read((db) =>
        db
          .selectFrom('replica')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('owner', '!=', owner)
          .where('seen_at', '>', aliveSince(tongue))
          .executeTakeFirstOrThrow(),
      );
      return 1 + others.count;
    },
    beat: (policyHash) =>
      database.write(async (db) => {
        await say({ policy_hash: policyHash })(db);
        await db.deleteFrom('replica').where('seen_at', '<', tongue.fromNow(-FORGOTTEN_MS)).execute();
        if (isAlone) return [];
        const others = await db
          .selectFrom('replica')
          .select('policy_hash')
          .where('owner', '!=', owner)
          .where('policy_hash', '!=', '')
          .where('seen_at', '>', aliveSince(tongue))
          .execute();
        return others.map((other) => other.policy_hash);
      }),
  };
};
