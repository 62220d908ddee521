import type { Kysely } from 'kysely';
import type { Dossier } from '../domain/reviewing';
import { readRequest } from './rows/request-row';
import { readReview } from './rows/review-row';
import { readRun } from './rows/run-row';
import type { Schema } from './schema';
import { readUndone } from './undone';

/** Dossiers by request id, in the order of the ids; an id that is not known is left out. */
export const readDossiers = async (db: Kysely<Schema>, ids: readonly string[]): Promise<readonly Dossier[]> => {
  if (ids.length === 0) return [];
  const requests = await db.selectFrom('request').selectAll().where('id', 'in', ids).execute();
  const runs = await db.selectFrom('run').selectAll().where('request_id', 'in', ids).orderBy('id').execute();
  const reviews = await db
    .selectFrom('review')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('request_revision')
    .orderBy('at')
    .execute();
  const again = await db.selectFrom('request').select(['id', 'again_of']).where('again_of', 'in', ids).execute();
  const againAs = new Map(again.map((row) => [row.again_of, row.id]));
  const allRuns = runs.map(readRun);
  const undone = await readUndone(db, allRuns);
  const runsOf = grouped(allRuns);
  const reviewsOf = grouped(reviews.map(readReview));
  const found = new Map(requests.map(readRequest).map((request) => [request.id, request]));
  return ids.flatMap((id) => {
    const request = found.get(id);
    if (request === undefined) return [];
    const own = runsOf.get(id) ?? [];
    return {
      request,
      runs: own,
      reviews: reviewsOf.get(id) ?? [],
      againAs: againAs.get(id) ?? null,
      undone: own.map((run) => run.id).filter((runId) => undone.has(runId)),
    };
  });
};

const grouped = <T extends { readonly requestId: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(one.requestId);
    if (group === undefined) groups.set(one.requestId, [one]);
    else group.push(one);
  }
  return groups;
};
