import * as z from 'zod';
import { Fault } from '../domain/fault';
import type { Defender } from '../flow/ports';
import type { SpecialBudget } from './budget/special-budget';
import { factsOf } from './fault';
import type { Read } from './read';

/** Microsoft's limits for the link to a package. */
export const PACKAGE_LIMITS = [
  { calls: 2, windowMs: 60_000 },
  { calls: 120, windowMs: 3_600_000 },
] as const;

const body = z.object({ value: z.string() });

/** Defender's own sample has quotes inside the string. */
const addressIn = (found: unknown): string | null => {
  const parsed = body.safeParse(found);
  const address = parsed.success ? parsed.data.value.trim().replace(/^"+|"+$/g, '') : '';
  return URL.canParse(address) && new URL(address).protocol === 'https:' ? address : null;
};

/**
 * Asks for the link to an investigation package. It is a secret: it goes into no log and no fault.
 *
 * @param read one that tries once, since every try counts
 */
export const createPackageLink =
  ({ read, budget }: { readonly read: Read; readonly budget: SpecialBudget }): Defender['packageLink'] =>
  async (machineActionId) => {
    const place = await budget.take();
    if ('freeAt' in place) return { kind: 'later', freeAt: place.freeAt };
    try {
      const path = `/machineactions/${encodeURIComponent(machineActionId)}/getPackageUri`;
      const found = await read('/machineactions/{id}/getPackageUri', path);
      if (found.kind === 'absent') return { kind: 'absent' };
      const url = addressIn(found.body);
      if (url !== null) return { kind: 'link', url };
      throw new Fault(factsOf('Defender', 'not-a-link', 'Defender answered with something that is no link'));
    } finally {
      await place.over();
    }
  };
