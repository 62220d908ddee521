import type { Transaction } from 'kysely';
import type { LoggedEvent } from '../domain/event';
import { isRoutine } from '../domain/routine';
import type { Schema } from './schema';

/** How what happens to requests for several machines is told. */
export interface InProgress {
  /** Whether it is a line of the message of progress, and no note. */
  tellsByProgress(event: LoggedEvent): boolean;
  /** Whether the message of progress begins with it. */
  begins(event: LoggedEvent): boolean;
}

const isLastApproval = ({ happening }: LoggedEvent): boolean =>
  happening.kind === 'approved' && happening.given === happening.needed;

const isStep = ({ runId, happening }: LoggedEvent): boolean => runId !== null && isRoutine(happening);

/** Of these requests, those whose summary is due: they are for several machines, and under way. */
const readUnderWay = async (db: Transaction<Schema>, ids: readonly string[]): Promise<ReadonlySet<string | null>> => {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('request')
    .select('id')
    .where('id', 'in', ids)
    .where('summary', '=', 'due')
    .execute();
  return new Set(rows.map(({ id }) => id));
};

/** Of these requests, the runs that were out of sight once: what they come to after that is told in notes of its own. */
const readLostOnce = async (db: Transaction<Schema>, ids: readonly string[]): Promise<ReadonlySet<string | null>> => {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('event')
    .select('run_id')
    .where('request_id', 'in', ids)
    .where('kind', '=', 'unsettled')
    .execute();
  return new Set(rows.map(({ run_id }) => run_id));
};

/** Reads how these events are told, once what they are about is written. */
export const readInProgress = async (db: Transaction<Schema>, events: readonly LoggedEvent[]): Promise<InProgress> => {
  const asked = events.filter((event) => isStep(event) || isLastApproval(event));
  const ids = [...new Set(asked.flatMap(({ requestId }) => requestId ?? []))];
  const underWay = await readUnderWay(db, ids);
  const withSteps = events.filter(isStep).flatMap(({ requestId }) => requestId ?? []);
  const lostOnce = await readLostOnce(
    db,
    [...new Set(withSteps)].filter((id) => underWay.has(id)),
  );
  return {
    tellsByProgress: (event) => isStep(event) && underWay.has(event.requestId) && !lostOnce.has(event.runId),
    begins: (event) => isLastApproval(event) && underWay.has(event.requestId),
  };
};
