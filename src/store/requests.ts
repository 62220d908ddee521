import type { Kysely } from 'kysely';
import type { Instant } from '../domain/instant';
import type { Store } from '../flow/storage';
import { breathe } from './breathe';
import type { Database } from './database';
import {
  readClaimedIds,
  readDossiers,
  readEscalatingIds,
  readExpiredIds,
  readLateIds,
  readOpenIds,
  readReadyIds,
} from './dossiers';
import { readAttempts, readEventsOf, readHead, readLastPolicyHash } from './event-reads';
import { readNextDue, trackedStatuses } from './next-due';
import { instantText, instantTextOrNull } from './rows/instant-text';
import { readRun } from './rows/run-row';
import type { Schema } from './schema';
import { readSending } from './sending-switch';
import { readKnownTwins, readOpenTwins } from './twins';

/** How many rows are written before others get a turn. */
const CHUNK = 200;

type ReadIds = (db: Kysely<Schema>, now: Instant, limit: number) => Promise<readonly string[]>;

/** What requests need. */
export interface RequestsDeps {
  readonly database: Database;
  readonly now: () => Instant;
  readonly commit: Store['commit'];
}

/** Requests, runs, reviews and events in the database. */
export const openRequests = ({ database, now, commit }: RequestsDeps): Store => {
  const dossiersBy = (readIds: ReadIds) => (moment: Instant, limit: number) =>
    database.read(async (db) => readDossiers(db, await readIds(db, moment, limit)));

  return {
    commit,
    dossier: (requestId) => database.read(async (db) => (await readDossiers(db, [requestId]))[0] ?? null),
    readyDossiers: dossiersBy(readReadyIds),
    claimedDossiers: dossiersBy(readClaimedIds),
    expiredDossiers: dossiersBy(readExpiredIds),
    lateDossiers: dossiersBy(readLateIds),
    escalatingDossiers: dossiersBy(readEscalatingIds),
    openDossiers: (firstFor, limit) =>
      database.read(async (db) => readDossiers(db, await readOpenIds(db, firstFor, limit))),
    trackedRuns: (moment, limit) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('run')
          .selectAll()
          .where('status', 'in', trackedStatuses)
          .where('track_at', '<=', instantText(moment))
          .orderBy('track_at')
          .orderBy('id')
          .limit(limit)
          .execute();
        return rows.map(readRun);
      }),
    postponeTracking: async (looks) => {
      for (let from = 0; from < looks.length; from += CHUNK) {
        await database.write(async (db) => {
          for (const { runId, trackAt } of looks.slice(from, from + CHUNK)) {
            await db
              .updateTable('run')
              .set({ track_at: instantTextOrNull(trackAt) })
              .where('id', '=', runId)
              .where('track_at', 'is not', null)
              .execute();
          }
        });
        await breathe();
      }
    },
    openTwins: (limit) => database.read((db) => readOpenTwins(db, limit)),
    knownTwins: (ids) => database.read((db) => readKnownTwins(db, ids)),
    sending: () => database.read(readSending),
    head: () => database.read(readHead),
    eventsOf: (requestId) => database.read((db) => readEventsOf(db, requestId)),
    attemptsOf: (personId, what, since) => database.read((db) => readAttempts(db, personId, what, since)),
    lastPolicyHash: () => database.read(readLastPolicyHash),
    nextDue: (kind) => database.read((db) => readNextDue(db, kind, now())),
  };
};
