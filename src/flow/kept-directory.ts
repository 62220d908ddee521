import type { Memberships } from '../domain/audience';
import type { Instant } from '../domain/instant';
import type { Profile } from '../domain/person';
import type { Clock, Directory } from './ports';

/** How long what Slack said of a person or a group holds. */
const HOLDS_MS = 60_000;
const MOST_HELD = 1_000;

/**
 * People and groups as Slack has told of them lately, for answers by which nothing is decided: unlike the directory's,
 * they may be a minute old. Whoever asks meanwhile shares one read, so that those who look do not use up the reads that
 * clicks wait for. Rejects with the directory's `Fault`.
 */
export interface KeptDirectory extends Pick<Directory, 'profile' | 'channel'> {
  /** Of the last minute, or of as long as is said. */
  memberships(usergroups: readonly string[], holdsMs?: number): Promise<Memberships>;
}

interface Held<T> {
  readonly value: Promise<T>;
  /** Null while it is read. */
  readAt: Instant | null;
}

/** Makes a directory that keeps what it was told. What a channel is, it asks each time. */
export const createKeptDirectory = (needs: { readonly directory: Directory; readonly clock: Clock }): KeptDirectory => {
  const { directory, clock } = needs;
  const profiles = new Map<string, Held<Profile | null>>();
  const groups = new Map<string, Held<ReadonlySet<string>>>();

  const keep = <T>(held: Map<string, Held<T>>, key: string, holdsMs: number, read: () => Promise<T>): Promise<T> => {
    const known = held.get(key);
    if (known !== undefined && (known.readAt === null || clock.now() - known.readAt < holdsMs)) return known.value;
    if (held.size >= MOST_HELD) held.clear();
    const begun: Held<T> = { value: read(), readAt: null };
    held.set(key, begun);
    begun.value.then(
      () => {
        begun.readAt = clock.now();
      },
      // What failed is asked again by whoever comes next.
      () => held.get(key) === begun && held.delete(key),
    );
    return begun.value;
  };

  const readGroup = async (group: string): Promise<ReadonlySet<string>> =>
    (await directory.memberships([group])).get(group) ?? new Set();

  return {
    profile: (personId) => keep(profiles, personId, HOLDS_MS, () => directory.profile(personId)),
    memberships: async (usergroups, holdsMs = HOLDS_MS) => {
      const reads = usergroups.map(async (id) => [id, await keep(groups, id, holdsMs, () => readGroup(id))] as const);
      return new Map(await Promise.all(reads));
    },
    channel: (channelId) => directory.channel(channelId),
  };
};
