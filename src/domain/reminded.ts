/** The machines that a reminder is about, by their names. */
export interface Reminded {
  readonly machines: readonly string[];
  /** Those of which Defender could not be asked. */
  readonly unseen: readonly string[];
}
