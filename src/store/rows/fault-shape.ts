import { z } from 'zod';
import type { FaultFacts, System } from '../../domain/fault';
import { wordOf } from './column';

/** The facts of a fault as they are kept in JSON. */
export const faultShape = z.object({
  system: wordOf<System>(),
  code: z.string(),
  says: z.string(),
  correlationId: z.string().nullable(),
  missingPermission: z.string().nullable(),
  cure: z.string().optional(),
}) satisfies z.ZodType<FaultFacts>;
