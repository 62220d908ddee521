import type { Leases } from '../flow/sharing';
import type { Database } from './database';
import type { Tongue } from './tongue';

/** One row, which nobody else waits for: a lease must not run out in the queue behind a wave. */
const URGENT = { isUrgent: true } as const;

/** Leases in the database, on its own clock: those of the processes may differ. */
export const openLeases = (deps: {
  readonly database: Database;
  readonly owner: string;
  readonly tongue: Tongue;
}): Leases => {
  const { database, owner, tongue } = deps;
  return {
    hold: (name, forMs) =>
      database.write(async (db) => {
        const until = tongue.fromNow(forMs);
        await db
          .insertInto('lease')
          .values({ name, owner, fence: 1, until })
          .onConflict((conflict) =>
            conflict
              .column('name')
              .doUpdateSet((eb) => ({
                owner,
                until,
                fence: eb
                  .case()
                  .when('lease.owner', '=', owner)
                  .then(eb.ref('lease.fence'))
                  .else(eb('lease.fence', '+', 1))
                  .end(),
              }))
              .where((eb) => eb.or([eb('lease.owner', '=', owner), eb('lease.until', '<=', tongue.fromNow(0))])),
          )
          .execute();
        const held = await db
          .selectFrom('lease')
          .select('fence')
          .where('name', '=', name)
          .where('owner', '=', owner)
          .executeTakeFirst();
        return held?.fence ?? null;
      }, URGENT),
    release: (name) =>
      database.write(async (db) => {
        await db
          .updateTable('lease')
          .set({ until: tongue.fromNow(0) })
          .where('name', '=', name)
          .where('owner', '=', owner)
          .execute();
      }, URGENT),
  };
};
