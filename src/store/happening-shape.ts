import { z } from 'zod';
import type { Happening } from '../domain/event';
import { faultShape } from './fault-shape';

const kind = <K extends Happening['kind'], S extends z.core.$ZodShape>(name: K, facts: S) =>
  z.object({ kind: z.literal(name), ...facts });

const text = z.string();
const textOrNull = text.nullable();
const number = z.number();
const action = { machineActionId: text, status: text };

/** What happened, as it is kept in JSON. */
export const happeningShape = z.discriminatedUnion('kind', [
  kind('asked', { verb: text, parameter: textOrNull, comment: text, machines: z.array(text) }),
  kind('card-posted', { channel: text, ts: text }),
  kind('card-undeliverable', { code: text }),
  kind('approved', { given: number, needed: number }),
  kind('denied', { words: text }),
  kind('withdrawn', {}),
  kind('expired', { given: number, needed: number }),
  kind('refused', { attempted: text, code: text, says: text }),
  kind('claimed', { attempt: number }),
  kind('sent', { ...action, isRecovered: z.boolean() }),
  kind('adopted', { ...action, startedBy: text }),
  kind('delayed', { fault: faultShape, retryAt: number, sendBy: number }),
  kind('obstructed', { ...action, type: text, sendBy: number }),
  kind('doubtful', { fault: faultShape }),
  kind('proved-unsent', { attempt: number }),
  kind('not-sent', {
    reason: z.enum(['send-by', 'stricter', 'withdrawn', 'denied', 'expired', 'rehearsal', 'gone']),
    words: textOrNull,
  }),
  kind('turned-down', { fault: faultShape }),
  kind('status', { ...action, elapsedMs: number }),
  kind('ended', { ...action, elapsedMs: number, errorHResult: number.nullable(), cancelledBy: textOrNull }),
  kind('unsettled', { why: z.enum(['not-found', 'lost-sight']) }),
  kind('twin-found', { keptId: text, twinId: text }),
  kind('twin-cancelled', { twinId: text, status: text }),
  kind('late-answer', { machineActionId: text }),
]) satisfies z.ZodType<Happening>;
