import { z } from 'zod';
import type { LoggedEvent, UnreadEvent } from '../../domain/event';
import type { EventRow } from '../schema';
import { instantColumn, jsonColumn, readRow } from './column';
import { happeningShape } from './happening-shape';
import { personShape } from './person-shape';

const eventShape = z
  .object({
    seq: z.number(),
    at: instantColumn,
    request_id: z.string().nullable(),
    run_id: z.string().nullable(),
    actor: jsonColumn(personShape).nullable(),
    body: jsonColumn(happeningShape),
  })
  .transform(
    (row): LoggedEvent => ({
      seq: row.seq,
      at: row.at,
      requestId: row.request_id,
      runId: row.run_id,
      actor: row.actor,
      happening: row.body,
    }),
  );

/** A stored event. Throws the fault `corrupt`. */
export const readEvent = (row: unknown): LoggedEvent => readRow('event', eventShape, row);

/** A stored event, or as much of it as can be read: what one entry holds must not hide all others. */
export const readKnownEvent = (row: EventRow): LoggedEvent | UnreadEvent => {
  const read = eventShape.safeParse(row);
  if (read.success) return read.data;
  const at = Date.parse(row.at);
  return { seq: row.seq, at: Number.isNaN(at) ? null : at, happening: { kind: 'unread', was: row.kind } };
};
