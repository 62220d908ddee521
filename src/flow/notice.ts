import type { LoggedEvent } from '../domain/event';

/** Something to be told in a channel that belongs to no one request: a pause, and its end. */
export interface Notice {
  readonly id: string;
  readonly channel: string;
  readonly event: LoggedEvent;
  /** The event that ended the pause which this is about; null as long as it lasts. */
  readonly end: LoggedEvent | null;
  /** Whether an earlier attempt's answer was lost, so that this may be a repeat. */
  readonly isRepeat: boolean;
}

/** A posted notice whose buttons do nothing any more. */
export interface NoticeRedraw {
  readonly postId: string;
  readonly channel: string;
  readonly ts: string;
  readonly wantRevision: number;
  readonly event: LoggedEvent;
  readonly end: LoggedEvent | null;
}
