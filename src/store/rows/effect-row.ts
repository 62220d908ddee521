import { z } from 'zod';
import { happenedAt, runStatuses } from '../../domain/run';
import type { Effected } from '../../domain/undoing';
import { instantColumn, jsonColumn, readRow } from './column';
import { settlementShape } from './run-row';
import { verbShape } from './verb-shape';

/** What of a stored run tells whether and when it took effect. */
export const effectColumns = [
  'id',
  'request_id',
  'machine_id',
  'verb',
  'status',
  'settlement',
  'created_at',
  'ended_at',
] as const;

const effectShape = z
  .object({
    id: z.string(),
    request_id: z.string(),
    machine_id: z.string(),
    verb: verbShape,
    status: z.enum(runStatuses),
    settlement: jsonColumn(settlementShape).nullable(),
    created_at: instantColumn.nullable(),
    ended_at: instantColumn.nullable(),
  })
  .transform((row): Effected | null => {
    const { status, settlement, created_at: createdAt, ended_at: endedAt } = row;
    const at = happenedAt({ status, settlement, createdAt, endedAt });
    return at === null
      ? null
      : { runId: row.id, requestId: row.request_id, machineId: row.machine_id, verb: row.verb, at };
  });

/** A stored run as far as undoing is concerned; null where it did not take effect. Throws the fault `corrupt`. */
export const readEffect = (row: unknown): Effected | null => readRow('run', effectShape, row);
