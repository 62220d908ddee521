/** The lease on all work that one of several processes does at a time. */
export const WORK = 'work';

/** Work that one of several processes does at a time. */
export interface Leases {
  /**
   * Takes a lease, or keeps it, for so long from now by the database's clock. Gives its fence, which grows with every
   * new holder; null while another process has it.
   */
  hold(name: string, forMs: number): Promise<number | null>;
  /** Another may have it at once. Does nothing for one that is not held. */
  release(name: string): Promise<void>;
}

/**
 * Processes that share this store, and the policies that they go by. A process says by itself that it is alive, as long
 * as its store is open; one that has said nothing for seven seconds, by the database's clock, is gone.
 */
export interface Replicas {
  /** Says which policy this process goes by; gives the hashes of all others that are alive. */
  beat(policyHash: string): Promise<readonly string[]>;
  /** How many processes are alive, this one included: at least 1. */
  alive(): Promise<number>;
}

/** Word that another process has stored something. It may come late, twice, or never: what is due is found by query. */
export interface Hints {
  /** Calls from now on, until the store is closed; many hints in a short time become one call. */
  listen(call: () => void): void;
}
