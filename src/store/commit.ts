import type { Transaction } from 'kysely';
import type { Change, Committed } from '../domain/change';
import { getsInTheWay } from '../domain/obstacle';
import type { Review } from '../domain/request';
import { type Run, runStatuses } from '../domain/run';
import { noteContainments } from './containments';
import type { Head } from './event-hash';
import { appendEvents } from './event-log';
import { mayWork } from './fence';
import { wantNoticeRedraws } from './notices';
import { type AttestedState, attest, reviewKey } from './rows/attested-state';
import { insertPosts, wantHeldBackRedrawn, wantRedraw } from './rows/post-rows';
import { writeRequest } from './rows/request-row';
import { writeReview } from './rows/review-row';
import { writeRun } from './rows/run-row';
import type { Schema } from './schema';
import { readSending, swapSending, writeSending } from './sending-switch';
import { noteSubscriberCalls } from './subscriber-calls';
import { noteTwins } from './twins';
import { readJustUndone } from './undone';

type Opened = NonNullable<Change['opened']>;

// What the unique index run_open is about.
const openStatuses: readonly Run['status'][] = runStatuses.slice(0, 4);

/** Whether a change was taken. On anything else the caller must undo its transaction. */
export const isDone = (committed: Committed): boolean => committed.kind === 'done';

/** What writing needs beside the change. */
export interface Writer {
  readonly newId: () => string;
  /** This process, by a name that no other process ever had. */
  readonly owner: string;
  /** Binds the log's entries; null where there is none. */
  readonly auditKey: string | null;
}

/** What came of a change, and the head of the log that it made. */
export interface Applied {
  readonly committed: Committed;
  readonly head: Head | null;
}

/**
 * The one writer of requests, runs, reviews, the switch and events: applies a change inside a transaction. Locks in the
 * order delivery, switch, request, run, post, head of the chain, so that writers cannot wait for each other in a circle.
 * A broken unique index is looked for before it breaks; where a dialect has several writers the index still has the last
 * word, the transaction is run again, and then the look finds the winner.
 */
export const applyChange = async (db: Transaction<Schema>, change: Change, writer: Writer): Promise<Applied> => {
  const refused = await applyState(db, change, writer.owner);
  if (refused !== null) return { committed: refused, head: null };
  const { request, runs = [], delivery, events } = change;
  const againOf = change.opened?.request.againOf ?? null;
  const touched = new Set([
    ...(request === undefined ? [] : [request.id]),
    ...(againOf === null ? [] : [againOf]),
    ...runs.map((run) => run.requestId),
    ...(await readJustUndone(db, runs)),
  ]);
  // What is not worth an event (a look, a later try) shows on no card.
  if (events.length > 0) await wantRedraw(db, [...touched]);
  const kinds = new Set(events.map(({ happening }) => happening.kind));
  if (kinds.has('paused') || kinds.has('resumed')) await wantHeldBackRedrawn(db);
  if (kinds.has('resumed')) await wantNoticeRedraws(db);
  const facts = { policyHash: change.policyHash ?? null, delivery: delivery ?? null, state: stateOf(change) };
  const { logged, head } = await appendEvents(db, events, facts, writer.auditKey);
  await noteTwins(db, logged);
  await noteContainments(db, runs);
  await insertPosts(db, logged, writer.newId);
  await noteSubscriberCalls(db, change, logged);
  return { committed: { kind: 'done' }, head };
};

/** Everything but the log. Null when it is written, and else why not. */
const applyState = async (db: Transaction<Schema>, change: Change, owner: string): Promise<Committed | null> => {
  const { delivery, opened, request, runs = [], review, sending, events } = change;
  const isSilent = events.length === 0;
  const unvouched = [opened?.request, request, review, sending].some((written) => written !== undefined);
  if (isSilent && unvouched) throw silentlyChanged('more than the pace of a run');
  if (delivery !== undefined && !(await decideDelivery(db, delivery))) return { kind: 'seen' };
  if (sending !== undefined && !(await swapSending(db, sending))) return { kind: 'stale' };
  if (opened !== undefined) {
    const conflict = await open(db, opened);
    if (conflict !== null) return conflict;
  }
  if (request !== undefined && !(await swapRequest(db, request))) return { kind: 'stale' };
  if (review !== undefined && !(await insertReview(db, review, request?.revision ?? 0))) return { kind: 'reviewed' };
  for (const run of runs.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const conflict = await swapRun(db, run, { isSilent, owner, passed: change.passed ?? [] });
    if (conflict !== null) return conflict;
  }
  return null;
};

/** A bug: what the log vouches for would no longer be what is stored. */
const silentlyChanged = (what: string): Error => new Error(`a change without an event would change ${what}`);

/** The rows that a change leaves behind, as the log vouches for them. */
const stateOf = ({ opened, request, runs = [], review, sending }: Change): AttestedState | null => {
  const requests = [opened?.request, request].filter((one) => one !== undefined);
  const allRuns = [...(opened?.runs ?? []), ...runs];
  const keyed = <T>(rows: readonly T[], key: (row: T) => string, write: (row: T) => object) =>
    rows.length === 0 ? undefined : Object.fromEntries(rows.map((row) => [key(row), attest(write(row))]));
  const state = {
    request: keyed(requests, ({ id }) => id, writeRequest),
    run: keyed(allRuns, ({ id }) => id, writeRun),
    review: keyed(
      review === undefined ? [] : [review],
      ({ requestId, person }) => reviewKey(requestId, person.id),
      (made) => writeReview(made, request?.revision ?? 0),
    ),
    switch: keyed(sending === undefined ? [] : [sending], () => 'sending', writeSending),
  };
  const written = Object.entries(state).filter(([, rows]) => rows !== undefined);
  return written.length === 0 ? null : Object.fromEntries(written);
};

const decideDelivery = async (db: Transaction<Schema>, key: string): Promise<boolean> => {
  const finished = await db
    .updateTable('delivery')
    .set({ state: 'decided' })
    .where('key', '=', key)
    .where('state', '=', 'new')
    .executeTakeFirst();
  return finished.numUpdatedRows === 1n;
};

const open = async (db: Transaction<Schema>, { request, runs }: Opened): Promise<Committed | null> => {
  if (request.againOf !== null) {
    const other = await db
      .selectFrom('request')
      .select('id')
      .where('again_of', '=', request.againOf)
      .executeTakeFirst();
    if (other !== undefined) return { kind: 'asked-again', requestId: other.id };
  }
  for (const run of runs) {
    const conflict = await conflictOf(db, run);
    if (conflict !== null) return conflict;
  }
  await db.insertInto('request').values(writeRequest(request)).execute();
  await db.insertInto('run').values(runs.map(writeRun)).execute();
  return null;
};

const swapRequest = async (db: Transaction<Schema>, request: NonNullable<Change['request']>): Promise<boolean> => {
  const swapped = await db
    .updateTable('request')
    .set(writeRequest(request))
    .where('id', '=', request.id)
    .where('revision', '=', request.revision - 1)
    .executeTakeFirst();
  return swapped.numUpdatedRows === 1n;
};

const insertReview = async (db: Transaction<Schema>, review: Review, revision: number): Promise<boolean> => {
  const inserted = await db
    .insertInto('review')
    .values(writeReview(review, revision))
    .onConflict((conflict) => conflict.columns(['request_id', 'person_id']).doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
};

const swapRun = async (
  db: Transaction<Schema>,
  run: Run,
  {
    isSilent,
    owner,
    passed,
  }: { readonly isSilent: boolean; readonly owner: string; readonly passed: readonly string[] },
): Promise<Committed | null> => {
  // Before the look for conflicts: a run that is not open any more has nothing that could be in its way.
  const stored = await db.selectFrom('run').selectAll().where('id', '=', run.id).executeTakeFirst();
  if (stored?.revision !== run.revision - 1) return { kind: 'stale' };
  if (isSilent && attest(stored).digest !== attest(writeRun(run)).digest) throw silentlyChanged(`run ${run.id}`);
  const isClaim = run.status === 'dispatching' && stored.status === 'ready';
  if (isClaim && (await readSending(db)).pause !== null) return { kind: 'paused' };
  if (isClaim && !(await mayWork(db, owner))) return { kind: 'not-ours' };
  const conflict = await conflictOf(db, run, isClaim ? passed : null);
  if (conflict !== null) return conflict;
  const swapped = await db
    .updateTable('run')
    .set(writeRun(run))
    .where('id', '=', run.id)
    .where('revision', '=', run.revision - 1)
    .executeTakeFirst();
  return swapped.numUpdatedRows === 1n ? null : { kind: 'stale' };
};

/**
 * Another run that holds what this one needs: the machine's lane, or the same action on the same machine. A claim is
 * also kept from going beside its opposite, or the same with another file, which may have been handed over after Defender's list was read: only here,
 * where claims come one after the other, is there no moment in between.
 *
 * @param passed for a claim, the runs that it knows not to be in its way; null for anything else
 */
const conflictOf = async (
  db: Transaction<Schema>,
  run: Run,
  passed: readonly string[] | null = null,
): Promise<Committed | null> => {
  if (!openStatuses.includes(run.status)) return null;
  const { machine_id, verb, subject } = writeRun(run);
  const others = await db
    .selectFrom('run')
    .select(['id', 'request_id', 'status', 'verb', 'subject'])
    .where('machine_id', '=', machine_id)
    .where('status', 'in', openStatuses)
    .where('id', '!=', run.id)
    .execute();
  const same = others.find((other) => other.verb === verb && other.subject === subject);
  if (same !== undefined) return { kind: 'already-open', requestId: same.request_id };
  const isLaneTaken = run.status === 'dispatching' && others.some((other) => other.status === 'dispatching');
  if (isLaneTaken) return { kind: 'lane-taken' };
  const opposed = others.find(
    (other) => other.status === 'dispatched' && getsInTheWay(run.verb, other.verb) && !passed?.includes(other.id),
  );
  return passed === null || opposed === undefined ? null : { kind: 'opposed', requestId: opposed.request_id };
};
