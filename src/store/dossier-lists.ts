import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { Instant } from '../domain/instant';
import { instantText } from './rows/instant-text';
import type { Schema } from './schema';

/** Approved requests with a run to send, and still in time: containment first, then by when they were approved. */
export const readReadyIds = async (
  db: Kysely<Schema>,
  now: Instant,
  limit: number,
  except: readonly string[],
): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('run')
    .innerJoin('request', 'request.id', 'run.request_id')
    .select(['request.id', 'request.decided_at', (eb) => eb.fn.max('run.is_containment').as('urgency')])
    .where('run.status', '=', 'ready')
    .where('run.not_before', '<=', instantText(now))
    .$if(except.length > 0, (query) => query.where('run.id', 'not in', except))
    .where('request.status', '=', 'approved')
    .where('request.send_by', '>', instantText(now))
    .where(isSending)
    .groupBy(['request.id', 'request.decided_at'])
    .orderBy('urgency', 'desc')
    .orderBy('request.decided_at')
    .orderBy('request.id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
};

/** Requests with a claim to settle, in the order in which they are due. */
export const readClaimedIds = async (db: Kysely<Schema>, now: Instant, limit: number): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('run')
    .select(['request_id', (eb) => eb.fn.min('not_before').as('due')])
    .where('status', '=', 'dispatching')
    .where('not_before', '<=', instantText(now))
    .groupBy('request_id')
    .orderBy('due')
    .orderBy('request_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.request_id);
};

/**
 * Pending requests whose time is over. While any delivery that came in time is unfinished, it may hold the click that
 * approves one of them; a command cannot, and its look-up may take minutes.
 */
export const readExpiredIds = async (db: Kysely<Schema>, now: Instant, limit: number): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('request')
    .select('id')
    .where('status', '=', 'pending')
    .where('expires_at', '<=', instantText(now))
    .where(isUnanswered('request.expires_at'))
    .orderBy('expires_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
};

/** Approved requests with a run that was not sent in time. */
export const readLateIds = async (db: Kysely<Schema>, now: Instant, limit: number): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('run')
    .innerJoin('request', 'request.id', 'run.request_id')
    .select(['request.id', 'request.send_by'])
    .where('run.status', '=', 'ready')
    .where('request.status', '=', 'approved')
    .where('request.send_by', '<=', instantText(now))
    .groupBy(['request.id', 'request.send_by'])
    .orderBy('request.send_by')
    .orderBy('request.id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
};

/** Requests for several machines that have all ended, and whose summary is due. */
export const readSummaryIds = async (db: Kysely<Schema>, limit: number): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('request')
    .select('id')
    .where('summary', '=', 'due')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('run')
            .select('run.id')
            .whereRef('run.request_id', '=', 'request.id')
            .where('run.status', 'in', ['waiting', 'ready', 'dispatching', 'dispatched']),
        ),
      ),
    )
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
};

/** Requests that wait or run, newest first, those of one person before all others. */
export const readOpenIds = async (db: Kysely<Schema>, firstFor: string, limit: number): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('request')
    .select('id')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('run')
        .select('run.request_id')
        .where('run.status', 'in', ['waiting', 'ready', 'dispatching', 'dispatched']),
    )
    .orderBy((eb) => eb.case().when('requestor_id', '=', firstFor).then(0).else(1).end())
    .orderBy('opened_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
};

/** Requests of which nobody knows what became of a run, the latest first. */
export const readUnsettledIds = async (db: Kysely<Schema>, limit: number): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('request')
    .select('id')
    .where('id', 'in', (eb) => eb.selectFrom('run').select('run.request_id').where('run.status', '=', 'unsettled'))
    .orderBy('opened_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
};

/** Holds where no click that came in by a moment of its request is still being decided. */
export const isUnanswered =
  (moment: 'request.expires_at' | 'request.escalate_at' | 'request.remind_at') =>
  ({ not, exists, selectFrom }: ExpressionBuilder<Schema, 'request'>) =>
    not(
      exists(
        selectFrom('delivery')
          .select('delivery.key')
          .where('delivery.state', '=', 'new')
          .where('delivery.kind', '!=', 'command')
          .whereRef('delivery.received_at', '<=', moment),
      ),
    );

/** How long a click that is being decided may keep others from being called: it need not come to anything. */
const CLICK_HOLDS_MS = 60_000;

/** Holds where people may be called at this moment: the card can be approved yet, and no click is about to answer it. */
export const mayCall =
  (moment: 'request.escalate_at' | 'request.remind_at', now: Instant) => (eb: ExpressionBuilder<Schema, 'request'>) =>
    eb.and([
      eb('request.expires_at', '>', instantText(now)),
      eb.or([eb(moment, '<=', instantText(now - CLICK_HOLDS_MS)), isUnanswered(moment)(eb)]),
    ]);

const readCallingIds = async (
  db: Kysely<Schema>,
  moment: 'escalate_at' | 'remind_at',
  now: Instant,
  limit: number,
): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('request')
    .select('id')
    .where('status', '=', 'pending')
    .where(moment, '<=', instantText(now))
    .where(mayCall(`request.${moment}`, now))
    .orderBy(moment)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
};

/** Pending requests for which others are to be called, longest waiting first. */
export const readEscalatingIds = (db: Kysely<Schema>, now: Instant, limit: number): Promise<readonly string[]> =>
  readCallingIds(db, 'escalate_at', now, limit);

/** Pending requests of which approvers are to be reminded, longest waiting first. */
export const readRemindingIds = (db: Kysely<Schema>, now: Instant, limit: number): Promise<readonly string[]> =>
  readCallingIds(db, 'remind_at', now, limit);

/** Requests with a run of whose containment people are to be reminded, in the order in which they are due; fewer than the limit where several of their runs are. */
export const readContainmentIds = async (
  db: Kysely<Schema>,
  now: Instant,
  limit: number,
): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('run')
    .select('request_id')
    .where('remind_at', 'is not', null)
    .where('remind_at', '<=', instantText(now))
    .orderBy('remind_at')
    .orderBy('request_id')
    .limit(limit)
    .execute();
  return [...new Set(rows.map((row) => row.request_id))];
};

/** Holds where nothing has stopped all sending. */
export const isSending = sql<boolean>`exists (select 1 from sending_switch where pause is null)`;
