import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import { noticesOfLastPause } from '../../../src/store/notices';
import type { Schema } from '../../../src/store/schema';
import { sqliteDialect } from '../../../src/store/sqlite/sqlite-dialect';
import { sqliteHarness } from '../harness';

it('the end of a pause looks at notices alone, however many posts there are', async () => {
  const harness = await sqliteHarness();
  await harness.open();
  const other = new DatabaseSync(harness.path);
  try {
    const { sql, parameters } = noticesOfLastPause(new Kysely<Schema>({ dialect: sqliteDialect(other) })).compile();
    const plan = other.prepare(`explain query plan ${sql}`).all(...parameters.map(String));
    expect(plan.map((step) => ({ ...step })['detail'])).toContain(
      'SEARCH post USING COVERING INDEX notice_once (event_seq>?)',
    );
  } finally {
    other.close();
    await harness.dispose();
  }
});
