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
  /** The database cannot be reached. */
  | 'away'
  /** It was lost while it stored something, which may be stored or not. */
  | 'unsure'
  /** It has no connection left. */
  | 'crowded'
  /** The tables have to be brought up to date by somebody else. */
  | 'not-owner'
  /** It does not let us in. */
  | 'refused'
  | 'failed';

/** A fault of the store; `says` is a sentence that names the cure. */
export const storeFault = (code: StoreFaultCode, says: string, cause?: unknown): Fault =>
  new Fault({ system: 'store', code, says, correlationId: null, missingPermission: null }, { cause });
