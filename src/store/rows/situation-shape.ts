import { z } from 'zod';
import type { MachineAction, Situation } from '../../domain/machine-action';

const text = z.string().nullable();
const moment = z.number().nullable();

const machineActionShape = z.object({
  id: z.string(),
  type: z.string(),
  status: z.string(),
  scope: text,
  requestor: text,
  comment: text,
  cancellationComment: text,
  machineId: text,
  createdAt: moment,
  updatedAt: moment,
  errorHResult: moment,
  file: z.string().exactOptional(),
}) satisfies z.ZodType<MachineAction>;

/** A machine's situation as it is kept in JSON. */
export const situationShape = z.object({
  open: z.array(machineActionShape),
  recent: z.array(machineActionShape),
  isolatedSince: moment,
  restrictedSince: moment,
  endsNothingKnown: z.literal(true).exactOptional(),
}) satisfies z.ZodType<Situation>;
