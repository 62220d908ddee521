import type { Audience } from './audience';
import type { Instant } from './instant';
import type { Machine } from './machine';

/** What a name may mean: the records that go by it, or those that had the address lately. */
export interface Meaning {
  readonly name: string;
  readonly of: 'name' | 'address';
  readonly candidates: readonly Pick<Machine, 'id' | 'name' | 'lastSeenAt'>[];
}

/** What a "no" says. */
export interface Words {
  /** Why not, as one sentence. Holds words that people typed: escape before showing. */
  readonly says: string;
  /** What to do next, as one sentence. */
  readonly next: string;
  /** Who can do it instead, where the answer is about people. */
  readonly who?: Audience;
  /** The request whose card to point at. */
  readonly requestId?: string;
  /** What names that say too little may mean, to be told apart. */
  readonly meanings?: readonly Meaning[];
  /** A moment that the sentence is about, shown in the reader's time zone. */
  readonly at?: Instant;
}
