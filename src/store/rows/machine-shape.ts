import { z } from 'zod';
import type { Machine } from '../../domain/machine';

const text = z.string().nullable();

/** A machine as it is kept in JSON. */
export const machineShape = z.object({
  id: z.string(),
  name: z.string(),
  os: text,
  osVersion: text,
  health: text,
  onboarding: text,
  risk: text,
  exposure: text,
  value: text,
  tags: z.array(z.string()).nullable(),
  group: text,
  lastIp: text,
  lastSeenAt: z.number().nullable(),
  mergedInto: text,
  isDuplicate: z.boolean(),
}) satisfies z.ZodType<Machine>;
