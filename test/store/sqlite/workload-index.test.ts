import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import type { Schema } from '../../../src/store/schema';
import { sqliteDialect } from '../../../src/store/sqlite/sqlite-dialect';
import { readWorkload } from '../../../src/store/workload';
import { opened } from '../fixtures';
import { sqliteHarness } from '../harness';

let harness: Awaited<ReturnType<typeof sqliteHarness>>;
beforeEach(async () => {
  harness = await sqliteHarness();
});
afterEach(() => harness.dispose());

it('counting what is open searches by state, and never walks through what is past', async () => {
  await opened(await harness.open(), 'AAAA');
  const other = new DatabaseSync(harness.path);
  const asked: { readonly sql: string; readonly parameters: readonly unknown[] }[] = [];
  try {
    const db = new Kysely<Schema>({
      dialect: sqliteDialect(other),
      log: ({ query }) => void asked.push({ sql: query.sql, parameters: query.parameters }),
    });
    await readWorkload(db);
    const steps = asked
      .filter(({ sql }) => sql.startsWith('select'))
      .flatMap(({ sql, parameters }) => other.prepare(`explain query plan ${sql}`).all(...parameters.map(String)))
      .map((step) => String({ ...step }['detail']));
    expect(steps.filter((step) => step.startsWith('SEARCH'))).toHaveLength(5);
    expect(steps.filter((step) => step.startsWith('SCAN'))).toEqual([]);
  } finally {
    other.close();
  }
});
