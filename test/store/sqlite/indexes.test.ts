import { DatabaseSync } from '@photostructure/sqlite';
import { type CompiledQuery, Kysely } from 'kysely';
import type { Schema } from '../../../src/store/schema';
import { sqliteDialect } from '../../../src/store/sqlite/sqlite-dialect';
import { sqliteTongue } from '../../../src/store/sqlite/sqlite-tongue';
import { liveADay } from '../everyday-statements';
import { sqliteHarness } from '../harness';

/** What a table that grows is read with: `USING INDEX` finds rows, while a scan of an index is a walk like any other. */
const WALK = /^SCAN (?:request|run|review|event|post|card|delivery|twin|containment)\b/;

let harness: Awaited<ReturnType<typeof sqliteHarness>>;
beforeEach(async () => {
  harness = await sqliteHarness();
  await (await harness.open()).close();
});
afterEach(() => harness.dispose());

it('nothing that a click or a loop asks for walks a table that grows', async () => {
  const asked = new Map<string, CompiledQuery>();
  const raw = new DatabaseSync(harness.path);
  raw.exec('pragma foreign_keys = on');
  const log = ({ query }: { readonly query: CompiledQuery }) => void asked.set(query.sql, query);
  await liveADay(new Kysely<Schema>({ dialect: sqliteDialect(raw), log }), sqliteTongue, null);

  const plans = new DatabaseSync(harness.path);
  const walks = [...asked.values()]
    .filter(({ sql }) => /^(?:select|update|delete|insert|with)\b/i.test(sql))
    .flatMap(({ sql, parameters }) =>
      plans
        .prepare(`explain query plan ${sql}`)
        .all(...parameters.map(String))
        .map((step) => String({ ...step }['detail']))
        .filter((step) => WALK.test(step))
        .map((step) => `${step}: ${sql}`),
    );
  plans.close();
  expect(asked.size).toBeGreaterThan(60);
  expect(walks).toEqual([]);
});
