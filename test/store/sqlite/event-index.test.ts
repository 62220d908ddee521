import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import { attemptRows, cameRows } from '../../../src/store/event-reads';
import type { Schema } from '../../../src/store/schema';
import { sqliteDialect } from '../../../src/store/sqlite/sqlite-dialect';
import { alice, dispatched, T } from '../fixtures';
import { sqliteHarness } from '../harness';

let harness: Awaited<ReturnType<typeof sqliteHarness>>;
beforeEach(async () => {
  harness = await sqliteHarness();
});
afterEach(() => harness.dispose());

it.each(['requests', 'refused-clicks'] as const)(
  'counting %s looks no further than one person’s entries of the time',
  async (what) => {
    await dispatched(await harness.open(), 'AAAA');
    const other = new DatabaseSync(harness.path);
    try {
      const db = new Kysely<Schema>({ dialect: sqliteDialect(other) });
      const { sql, parameters } = attemptRows(db, alice.id, what, T).compile();
      const plan = other.prepare(`explain query plan ${sql}`).all(...parameters.map(String));
      expect(plan.map((step) => ({ ...step })['detail'])).toEqual([
        'SEARCH event USING INDEX event_actor (actor_id=? AND kind=? AND at>?)',
      ]);
    } finally {
      other.close();
    }
  },
);

it('what came of a delivery is found among one person’s entries of the time', async () => {
  await dispatched(await harness.open(), 'AAAA');
  const other = new DatabaseSync(harness.path);
  try {
    const db = new Kysely<Schema>({ dialect: sqliteDialect(other) });
    const { sql, parameters } = cameRows(db, alice.id, 'ask-AAAA', T).compile();
    const plan = other.prepare(`explain query plan ${sql}`).all(...parameters.map(String));
    expect(plan.map((step) => ({ ...step })['detail'])).toEqual([
      'SEARCH event USING INDEX event_actor (actor_id=? AND kind=? AND at>?)',
    ]);
  } finally {
    other.close();
  }
});
