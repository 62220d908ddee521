import type { Kysely } from 'kysely';
import { happenedAt, type Run } from '../domain/run';
import { type Effected, inverseOf, undid, undoneBy } from '../domain/undoing';
import { effectColumns, readEffect } from './rows/effect-row';
import type { Schema } from './schema';

const effectedBy = (run: Run): readonly Effected[] => {
  const at = run.subject === null ? happenedAt(run) : null;
  const { id, requestId, verb } = run;
  return at === null ? [] : [{ runId: id, requestId, machineId: run.machine.id.toLowerCase(), verb, at }];
};

/** What took effect on some machines with any of these verbs. */
const readEffected = async (
  db: Kysely<Schema>,
  machineIds: readonly string[],
  verbs: readonly string[],
): Promise<readonly Effected[]> => {
  const rows = await db
    .selectFrom('run')
    .select(effectColumns)
    .where('machine_id', 'in', [...new Set(machineIds)])
    .where('status', 'in', ['succeeded', 'settled'])
    .where('verb', 'in', [...new Set(verbs)])
    .where('subject', '=', '')
    .execute();
  return rows.flatMap((row) => readEffect(row) ?? []);
};

/** Which of these runs took effect, contain their machine, and were undone by a later request. */
export const readUndone = async (db: Kysely<Schema>, runs: readonly Run[]): Promise<ReadonlySet<string>> => {
  const contained = runs.flatMap(effectedBy).filter(({ verb }) => undoneBy(verb) !== null);
  if (contained.length === 0) return new Set();
  const later = await readEffected(
    db,
    contained.map(({ machineId }) => machineId),
    contained.flatMap(({ verb }) => undoneBy(verb) ?? []),
  );
  return new Set(contained.filter((one) => later.some((other) => undid(other, one))).map(({ runId }) => runId));
};

/** The requests of which something is undone for the first time by these runs: their cards offer less now. */
export const readJustUndone = async (db: Kysely<Schema>, runs: readonly Run[]): Promise<readonly string[]> => {
  const undoing = runs.flatMap(effectedBy).filter(({ verb }) => undoes(verb) !== null);
  if (undoing.length === 0) return [];
  const all = await readEffected(
    db,
    undoing.map(({ machineId }) => machineId),
    undoing.flatMap(({ verb }) => [verb, undoes(verb) ?? verb]),
  );
  const others = all.filter((one) => !undoing.some(({ runId }) => runId === one.runId));
  const isNew = (one: Effected) => undoing.some((by) => undid(by, one)) && !others.some((by) => undid(by, one));
  return [...new Set(others.filter(isNew).map(({ requestId }) => requestId))];
};

/** What a verb undoes; null where it undoes no containment. */
const undoes = (verb: Run['verb']): Run['verb'] | null => {
  const opposite = inverseOf(verb);
  return opposite !== null && undoneBy(opposite) === verb ? opposite : null;
};
