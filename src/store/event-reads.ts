import type { Kysely } from 'kysely';
import type { HappeningKind, LimitedAttempt, LoggedEvent } from '../domain/event';
import type { Instant } from '../domain/instant';
import type { Attempts } from '../flow/storage';
import { readEvent } from './rows/event-row';
import { instantText, textInstant } from './rows/instant-text';
import type { Schema } from './schema';

/** Every event of one request, in order. */
export const readEventsOf = async (db: Kysely<Schema>, requestId: string): Promise<readonly LoggedEvent[]> => {
  const rows = await db.selectFrom('event').selectAll().where('request_id', '=', requestId).orderBy('seq').execute();
  return rows.map(readEvent);
};

const attempts: Readonly<Record<LimitedAttempt, readonly HappeningKind[]>> = {
  requests: ['asked', 'ask-refused'],
  'refused-clicks': ['refused'],
};

/** What somebody has tried since a moment. */
export const readAttempts = async (
  db: Kysely<Schema>,
  personId: string,
  what: LimitedAttempt,
  since: Instant,
): Promise<Attempts> => {
  const rows = await db
    .selectFrom('event')
    .select(['at', 'kind', 'body'])
    .where('actor_id', '=', personId)
    .where('kind', 'in', [...attempts[what], 'limited'])
    .where('at', '>', instantText(since))
    .execute();
  const tried = rows.filter((row) => row.kind !== 'limited').map((row) => row.at);
  const [first] = tried.toSorted();
  return {
    count: tried.length,
    firstAt: textInstant(first ?? null),
    isNoted: rows.some((row) => row.kind === 'limited' && JSON.parse(row.body).what === what),
  };
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
