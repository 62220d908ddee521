import { z } from 'zod';
import type { Draft, Drafts } from '../flow/storage';
import type { Database } from './database';
import { canonicalJson } from './rows/canonical-json';
import { jsonColumn, readRow } from './rows/column';
import { instantText } from './rows/instant-text';
import { machineShape } from './rows/machine-shape';

const draftShape = z
  .object({
    id: z.string(),
    person: z.string(),
    channel: z.string(),
    verb: z.string(),
    machine: z.string(),
    parameter: z.string().nullable(),
    comment: z.string(),
    candidates: jsonColumn(z.array(machineShape)),
    response_url: z.string().nullable(),
  })
  .transform(({ response_url, ...same }): Draft => ({ ...same, responseUrl: response_url }));

/** Words that a person typed; keeping a draft again replaces it. */
export const openDrafts = (database: Database): Drafts => ({
  keep: ({ id, responseUrl, candidates, ...same }, now) =>
    database.write(async (db) => {
      const facts = {
        ...same,
        candidates: canonicalJson(candidates),
        response_url: responseUrl,
        kept_at: instantText(now),
      };
      await db
        .insertInto('draft')
        .values({ id, ...facts })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(facts))
        .execute();
    }),
  find: (id) =>
    database.read(async (db) => {
      const row = await db.selectFrom('draft').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : readRow('draft', draftShape, row);
    }),
  sweep: (keptBefore) =>
    database.write(async (db) => {
      await db.deleteFrom('draft').where('kept_at', '<', instantText(keptBefore)).execute();
    }),
});
