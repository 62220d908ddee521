import { Fault } from '../domain/fault';

/** Why the store could not do something. */
export type StoreFaultCode =
  | 'in-use'
  | 'corrupt'
  | 'read-only'
  | 'locked'
  | 'full'
  | 'newer-schema'
  | 'older-schema'
  | 'missing'
  | 'key-missing'
  | 'closed'
  | 'failed';

/** A fault of the store; `says` is a sentence that names the cure. */
export const storeFault = (code: StoreFaultCode, says: string, cause?: unknown): Fault =>
  new Fault({ system: 'store', code, says, correlationId: null, missingPermission: null }, { cause });
