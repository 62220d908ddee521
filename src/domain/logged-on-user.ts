import type { Instant } from './instant';

/** Somebody who has logged on to a machine, as Defender saw it. Never in an event: they are not ours to keep. */
export interface LoggedOnUser {
  /** `domain\account`, as Defender writes it. */
  readonly account: string;
  readonly lastSeenAt: Instant | null;
  /** An open set of words, such as `Interactive`; null where Defender does not say. */
  readonly logonTypes: string | null;
  readonly isDomainAdmin: boolean;
  /** Whether they were only seen over the network. */
  readonly isOnlyNetwork: boolean;
}
