import { z } from 'zod';
import type { Person } from '../../domain/person';

/** A person as they are kept in JSON. */
export const personShape = z.object({
  id: z.string(),
  name: z.string(),
  teamId: z.string().optional(),
}) satisfies z.ZodType<Person>;
