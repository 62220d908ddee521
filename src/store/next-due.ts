import type { Kysely } from 'kysely';
import type { Instant } from '../domain/instant';
import { type RunStatus, runStatuses } from '../domain/run';
import type { Store } from '../flow/storage';
import { isSending, isUnanswered, mayCall } from './dossier-lists';
import { instantText, textInstant } from './rows/instant-text';
import type { Schema } from './schema';

/** Whatever may have a moment to be looked at: the index is by status. */
export const trackedStatuses: readonly RunStatus[] = runStatuses.slice(3);

/** What may become due. */
export type DueKind = Parameters<Store['nextDue']>[0];

/** When the next thing of a kind becomes due. Whatever is due now is in the list of that kind, so that nobody is called in vain. */
export const readNextDue = async (db: Kysely<Schema>, kind: DueKind, now: Instant): Promise<Instant | null> =>
  textInstant((await earliest(db, kind, now))?.due ?? null);

const earliest = (db: Kysely<Schema>, kind: DueKind, at: Instant): Promise<{ due: string | null } | undefined> => {
  const now = instantText(at);
  switch (kind) {
    case 'ready':
      return db
        .selectFrom('run')
        .innerJoin('request', 'request.id', 'run.request_id')
        .select((eb) => eb.fn.min<string | null>('run.not_before').as('due'))
        .where('run.status', '=', 'ready')
        .where('request.status', '=', 'approved')
        .where('request.send_by', '>', now)
        .where(isSending)
        .executeTakeFirst();
    case 'claimed':
      return db
        .selectFrom('run')
        .select((eb) => eb.fn.min<string | null>('not_before').as('due'))
        .where('status', '=', 'dispatching')
        .executeTakeFirst();
    case 'expired':
      return db
        .selectFrom('request')
        .select((eb) => eb.fn.min<string | null>('expires_at').as('due'))
        .where('status', '=', 'pending')
        .where((eb) => eb.or([eb('request.expires_at', '>', now), isUnanswered('request.expires_at')(eb)]))
        .executeTakeFirst();
    case 'late':
      return db
        .selectFrom('run')
        .innerJoin('request', 'request.id', 'run.request_id')
        .select((eb) => eb.fn.min<string | null>('request.send_by').as('due'))
        .where('run.status', '=', 'ready')
        .where('request.status', '=', 'approved')
        .executeTakeFirst();
    case 'tracked':
      return db
        .selectFrom('run')
        .select((eb) => eb.fn.min<string | null>('track_at').as('due'))
        .where('status', 'in', trackedStatuses)
        .where('track_at', 'is not', null)
        .executeTakeFirst();
    case 'escalating':
      return nextCall(db, 'escalate_at', at);
    case 'containment':
      return db
        .selectFrom('run')
        .select((eb) => eb.fn.min<string | null>('remind_at').as('due'))
        .where('remind_at', 'is not', null)
        .executeTakeFirst();
    case 'reminding':
      return nextCall(db, 'remind_at', at);
  }
};

const nextCall = (db: Kysely<Schema>, moment: 'escalate_at' | 'remind_at', at: Instant) =>
  db
    .selectFrom('request')
    .select((eb) => eb.fn.min<string | null>(moment).as('due'))
    .where('status', '=', 'pending')
    .where(moment, 'is not', null)
    .where((eb) => eb.or([eb(`request.${moment}`, '>', instantText(at)), mayCall(`request.${moment}`, at)(eb)]))
    .executeTakeFirst();
