import { SUBSCRIBED } from './say-waiting';
import type { Post } from './storage';

/** Whether two notes fit into one message. What waits for a subscriber does, of whatever request. */
export const isSaidWith = (one: Post, other: Post): boolean =>
  other.kind === one.kind &&
  other.because === one.because &&
  (other.requestId === one.requestId || one.because === SUBSCRIBED) &&
  other.channel === one.channel &&
  other.isRepeat === one.isRepeat;
