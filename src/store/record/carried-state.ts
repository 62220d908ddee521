import { type Kysely, sql } from 'kysely';
import type { Attested, AttestedState } from '../rows/attested-state';
import type { Schema } from '../schema';
import { readEntries } from './paged';
import { isWithin } from './segment-obstacles';

/** For whose rows an entry vouches. A review's key begins with its request. */
type Keys = Record<keyof AttestedState, Record<string, Attested>>;

/**
 * What entries up to one vouch for and no later one does, of rows that stay when those entries go: some other entry has to
 * vouch for it from then on. Null: nothing.
 */
export const readCarriedState = async (db: Kysely<Schema>, upTo: number): Promise<AttestedState | null> => {
  const staying = await db
    .selectFrom('request')
    .select('id')
    .where(sql<boolean>`not ${isWithin(sql.ref('request.id'), upTo)}`)
    .execute();
  const requests = new Set(staying.map(({ id }) => id));
  const runs = await db.selectFrom('run').select(['id', 'request_id']).execute();
  const runIds = new Set(runs.filter((run) => requests.has(run.request_id)).map(({ id }) => id));
  const stays: Readonly<Record<keyof AttestedState, (key: string) => boolean>> = {
    request: (key) => requests.has(key),
    run: (key) => runIds.has(key),
    review: (key) => requests.has(key.split(' ')[0] ?? ''),
    switch: () => true,
  };
  const carried: Keys = { request: {}, run: {}, review: {}, switch: {} };
  for await (const { seq, state } of readEntries(db, null, null)) {
    if (state === null) continue;
    for (const [table, rows] of Object.entries(JSON.parse(state) as AttestedState)) {
      for (const [key, attested] of Object.entries<Attested>(rows ?? {})) {
        const name = table as keyof AttestedState;
        if (seq > upTo) delete carried[name][key];
        else if (stays[name](key)) carried[name][key] = attested;
      }
    }
  }
  const written = Object.entries(carried).filter(([, rows]) => Object.keys(rows).length > 0);
  return written.length === 0 ? null : Object.fromEntries(written);
};
