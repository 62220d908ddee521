import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { HappeningKind, LimitedAttempt, LoggedEvent, UnreadEvent } from '../domain/event';
import type { Instant } from '../domain/instant';
import type { Attempts, CameOf } from '../flow/storage';
import type { Head } from './event-hash';
import { readEvent, readKnownEvent } from './rows/event-row';
import { happeningKinds } from './rows/happening-shape';
import { instantText } from './rows/instant-text';
import type { Schema } from './schema';

/** The last entry of the log, and its hash. */
export const readHead = (db: Kysely<Schema>): Promise<Head> =>
  db.selectFrom('chain_head').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirstOrThrow();

/** Whether the last entry carries a code: whoever writes the next one without a key breaks what the codes prove. */
export const isLastBound = async (db: Kysely<Schema>): Promise<boolean> => {
  const last = await db.selectFrom('event').select('mac').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return last !== undefined && last.mac !== null;
};

/** Every event of one request, in order. */
export const readEventsOf = async (
  db: Kysely<Schema>,
  requestId: string,
): Promise<readonly (LoggedEvent | UnreadEvent)[]> => {
  const rows = await db.selectFrom('event').selectAll().where('request_id', '=', requestId).orderBy('seq').execute();
  return rows.map(readKnownEvent);
};

const attempts: Readonly<Record<LimitedAttempt, readonly HappeningKind[]>> = {
  requests: ['asked', 'ask-refused'],
  'refused-clicks': ['refused'],
};

/** The query behind `readAttempts`: by the index of actor, kind and time alone, and without the words that were typed. */
export const attemptRows = (db: Kysely<Schema>, personId: string, what: LimitedAttempt, since: Instant) =>
  db
    .selectFrom('event')
    .select(['at', 'kind', 'delivery', sql<string | null>`case when kind = 'limited' then body end`.as('limited')])
    .where('actor_id', '=', personId)
    .where('kind', 'in', [...attempts[what], 'limited'])
    .where('at', '>', instantText(since));

/** What somebody has tried after a moment. */
export const readAttempts = async (
  db: Kysely<Schema>,
  personId: string,
  what: LimitedAttempt,
  since: Instant,
): Promise<Attempts> => {
  const rows = await attemptRows(db, personId, what, since).execute();
  return {
    made: rows
      .filter(({ kind }) => kind !== 'limited')
      .map(({ at, delivery }) => ({ at: Date.parse(at), delivery }))
      .toSorted((a, b) => a.at - b.at),
    isNoted: rows.some(({ limited }) => limited !== null && JSON.parse(limited).what === what),
  };
};

/** The query behind `readCameOf`, by the index of actor, kind and time. */
export const cameRows = (db: Kysely<Schema>, personId: string, delivery: string, since: Instant) =>
  db
    .selectFrom('event')
    .select(['kind', 'body'])
    .where('actor_id', '=', personId)
    .where('kind', 'in', happeningKinds)
    .where('at', '>', instantText(since))
    .where('delivery', '=', delivery);

const refusedShape = z.object({ code: z.string(), says: z.string() });

/** What came of a delivery of somebody's. */
export const readCameOf = async (
  db: Kysely<Schema>,
  personId: string,
  delivery: string,
  since: Instant,
): Promise<CameOf | null> => {
  const rows = (await cameRows(db, personId, delivery, since).execute()).filter(({ kind }) => kind !== 'limited');
  const refused = rows.find(({ kind }) => kind === 'refused' || kind === 'ask-refused');
  if (refused !== undefined) return { kind: 'refused', ...refusedShape.parse(JSON.parse(refused.body)) };
  return rows.length === 0 ? null : { kind: 'otherwise' };
};

/** The policy that the log names as the last in force. */
export const readLastPolicyHash = async (db: Kysely<Schema>): Promise<string | null> => {
  const row = await db
    .selectFrom('event')
    .selectAll()
    .where('kind', '=', 'policy-in-force')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const happening = row === undefined ? null : readEvent(row).happening;
  return happening?.kind === 'policy-in-force' ? happening.hash : null;
};
