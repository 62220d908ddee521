import { z } from 'zod';
import type { Draft, Drafts } from '../flow/storage';
import type { Database } from './database';
import { canonicalJson } from './rows/canonical-json';
import { jsonColumn, readRow } from './rows/column';
import { instantText } from './rows/instant-text';
import { machineShape } from './rows/machine-shape';

const shortcutShape = z.object({
  from: z.enum(['message', 'anywhere']),
  hashes: z.array(z.string()),
  addresses: z.array(z.object({ address: z.string(), machine: z.string().nullable() })),
});

const draftShape = z
  .object({
    id: z.string(),
    person: z.string(),
    channel: z.string(),
    verb: z.string(),
    machine: z.string(),
    parameter: z.string().nullable(),
    thread_ts: z.string().nullable(),
    for_ms: z.number().nullable(),
    again_of: z.string().nullable(),
    comment: z.string(),
    candidates: jsonColumn(z.array(machineShape)),
    response_url: z.string().nullable(),
    shortcut: jsonColumn(shortcutShape).nullable(),
  })
  .transform(
    ({ response_url, thread_ts, for_ms, again_of, shortcut, ...same }): Draft => ({
      ...same,
      ...(shortcut === null ? {} : { shortcut }),
      thread: thread_ts,
      forMs: for_ms,
      ...(again_of === null ? {} : { againOf: again_of }),
      responseUrl: response_url,
    }),
  );

/** Words that a person typed; keeping a draft again replaces it. */
export const openDrafts = (database: Database): Drafts => ({
  keep: ({ id, responseUrl, candidates, thread, forMs, againOf, shortcut, ...same }, now) =>
    database.write(async (db) => {
      const facts = {
        ...same,
        thread_ts: thread,
        for_ms: forMs,
        again_of: againOf ?? null,
        candidates: canonicalJson(candidates),
        shortcut: shortcut === undefined ? null : canonicalJson(shortcut),
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
