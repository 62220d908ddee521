import { z } from 'zod';
import type { FaultFacts } from '../domain/fault';

/** The facts of a fault as they are kept in JSON. */
export const faultShape = z.object({
  system: z.enum(['Slack', 'Entra', 'Defender', 'store']),
  code: z.string(),
  says: z.string(),
  correlationId: z.string().nullable(),
  missingPermission: z.string().nullable(),
}) satisfies z.ZodType<FaultFacts>;
