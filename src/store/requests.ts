import type { Kysely } from 'kysely';
import type { Instant } from '../domain/instant';
import type { Store } from '../flow/storage';
import { breathe } from './breathe';
import { readContainments, readContainmentsOn, readIdsOn } from './containments';
import type { Database } from './database';
import {
  readClaimedIds,
  readContainmentIds,
  readEscalatingIds,
  readExpiredIds,
  readLateIds,
  readOpenIds,
  readReadyIds,
  readSummaryIds,
  readUnsettledIds,
  readRemindingIds,
} from './dossier-lists';
import { readDossiers } from './dossiers';
import { readAttempts, readCameOf, readEventsOf, readHead, readLastPolicyHash } from './event-reads';
import { readNextDue, trackedStatuses } from './next-due';
import { instantText, instantTextOrNull } from './rows/instant-text';
import { readRun } from './rows/run-row';
import type { Schema } from './schema';
import { readIsAfterLastPause, readSending } from './sending-switch';
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
    dossiers: (requestIds) => database.read((db) => readDossiers(db, requestIds)),
    readyDossiers: (moment, limit, except = []) =>
      database.read(async (db) => readDossiers(db, await readReadyIds(db, moment, limit, except))),
    claimedDossiers: dossiersBy(readClaimedIds),
    expiredDossiers: dossiersBy(readExpiredIds),
    lateDossiers: dossiersBy(readLateIds),
    escalatingDossiers: dossiersBy(readEscalatingIds),
    remindingDossiers: dossiersBy(readRemindingIds),
    containmentsDue: dossiersBy(readContainmentIds),
    summaryDossiers: (limit) => database.read(async (db) => readDossiers(db, await readSummaryIds(db, limit))),
    openDossiers: (firstFor, limit) =>
      database.read(async (db) => readDossiers(db, await readOpenIds(db, firstFor, limit))),
    unsettledDossiers: (limit) => database.read(async (db) => readDossiers(db, await readUnsettledIds(db, limit))),
    dossiersOn: (machineId, limit) =>
      database.read(async (db) => readDossiers(db, await readIdsOn(db, machineId, limit))),
    containments: (since) => database.read((db) => readContainments(db, since)),
    containmentsOn: (machineId) => database.read((db) => readContainmentsOn(db, machineId)),
    followedOn: (machineIds) =>
      database.read(async (db) => {
        if (machineIds.length === 0) return [];
        const rows = await db
          .selectFrom('run')
          .selectAll()
          .where('machine_id', 'in', machineIds)
          .where('status', '=', 'dispatched')
          .execute();
        return rows.map(readRun);
      }),
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
      // All young ones are looked at again at the same moment: a thousand rows are a handful of statements.
      for (const { trackAt, revision, runIds } of alike(looks)) {
        for (let from = 0; from < runIds.length; from += CHUNK) {
          await database.write(async (db) => {
            await db
              .updateTable('run')
              .set({ track_at: instantTextOrNull(trackAt) })
              .where('id', 'in', runIds.slice(from, from + CHUNK))
              .where('revision', '=', revision)
              .where('track_at', 'is not', null)
              .execute();
          });
          await breathe();
        }
      }
    },
    openTwins: (limit) => database.read((db) => readOpenTwins(db, limit)),
    knownTwins: (ids) => database.read((db) => readKnownTwins(db, ids)),
    sending: () => database.read(readSending),
    isAfterLastPause: (delivery) => database.read((db) => readIsAfterLastPause(db, delivery)),
    head: () => database.read(readHead),
    eventsOf: (requestId) => database.read((db) => readEventsOf(db, requestId)),
    attemptsOf: (personId, what, since) => database.read((db) => readAttempts(db, personId, what, since)),
    cameOf: (personId, delivery, since) => database.read((db) => readCameOf(db, personId, delivery, since)),
    lastPolicyHash: () => database.read(readLastPolicyHash),
    nextDue: (kind) => database.read((db) => readNextDue(db, kind, now())),
  };
};

interface Alike {
  readonly trackAt: Instant | null;
  readonly revision: number;
  readonly runIds: string[];
}

/** Looks in groups that one statement can store. */
const alike = (looks: Parameters<Store['postponeTracking']>[0]): readonly Alike[] => {
  const groups = new Map<string, Alike>();
  for (const { runId, revision, trackAt } of looks) {
    const key = `${revision} ${trackAt}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { trackAt, revision, runIds: [runId] });
    else group.runIds.push(runId);
  }
  return [...groups.values()];
};
