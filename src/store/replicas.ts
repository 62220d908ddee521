import type { Instant } from '../domain/instant';
import type { Replicas } from '../flow/storage';
import type { Database } from './database';
import { instantText } from './rows/instant-text';

/** A process that has been silent for this long is gone. */
const ALIVE_MS = 50_000;

/** Processes that share the database. */
export const openReplicas = (deps: {
  readonly database: Database;
  readonly owner: string;
  readonly now: () => Instant;
}): Replicas => ({
  beat: (policyHash) =>
    deps.database.write(async (db) => {
      const facts = { policy_hash: policyHash, seen_at: instantText(deps.now()) };
      await db
        .insertInto('replica')
        .values({ owner: deps.owner, ...facts })
        .onConflict((conflict) => conflict.column('owner').doUpdateSet(facts))
        .execute();
      await db
        .deleteFrom('replica')
        .where('seen_at', '<', instantText(deps.now() - ALIVE_MS))
        .execute();
      const others = await db.selectFrom('replica').select('policy_hash').where('owner', '!=', deps.owner).execute();
      return others.map((other) => other.policy_hash);
    }),
});
