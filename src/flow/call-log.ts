import type { Instant } from '../domain/instant';

/** At most `calls` in any stretch of `windowMs` milliseconds. */
export interface CallLimit {
  readonly calls: number;
  readonly windowMs: number;
}

/**
 * The calls made to Defender by all processes on this store, and the last word on its rate limits. All times are the
 * database's own: the clocks of the processes may differ.
 */
export interface CallLog {
  /**
   * Records a call before it is made, durably, where Defender has not asked for silence and every window has room: it
   * counts until one window after its answer, or after `overInMs` from now should no answer come. Returns 0; or records
   * nothing and returns after how many ms there may be room.
   */
  begin(id: string, overInMs: number, limits: readonly CallLimit[]): Promise<number>;
  /** The call was answered, or given up, at this moment by this process's clock. */
  answered(id: string, at: Instant): Promise<void>;
  /** The call was not made: its place is free at once. */
  unmade(id: string): Promise<void>;
  /** Calls that count in a window of this length, and how long ago each was over; less than 0 for one that may be under way. */
  live(windowMs: number): Promise<readonly { readonly id: string; readonly overAgoMs: number }[]>;
  /** For how much longer Defender has asked for silence; 0 when it has not. */
  silentForMs(): Promise<number>;
  /** Defender asks for silence from now. It only ever gets longer. */
  silence(forMs: number): Promise<void>;
  /** Forgets calls that were over so long ago. */
  forget(overAgoMs: number): Promise<void>;
}
