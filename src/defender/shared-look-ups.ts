import type { Clock, DefenderReads } from '../flow/ports';

type Shared = 'findMachines' | 'machines' | 'actionsOn' | 'containmentsSince';

/** What people look up about machines: one read serves all who ask for the same at about the same time. */
export interface SharedLookUps extends Pick<DefenderReads, Shared> {
  /** Something was sent: what was read before it may be out of date. */
  forget(): void;
}

/** As long as a burst lasts. What is decided before a call is read afresh, and not through here. */
const KEPT_MS = 2_000;
/** What is contained is told to many, and moves slowly; what Twokey itself has done is told from its own record. */
const CONTAINED_KEPT_MS = 10_000;
const MOST_KEPT = 500;

interface Kept<T> {
  readonly until: number;
  readonly value: Promise<T>;
}

/** Shares one kind of look-up by its key. A fault is shared by those who wait, and never kept; nor is nothing. */
const createShared = <T>(
  clock: Clock,
  load: (key: string) => Promise<T>,
  isWorthKeeping: (value: T) => boolean,
  keptMs = KEPT_MS,
) => {
  const kept = new Map<string, Kept<T>>();
  return {
    forget: () => kept.clear(),
    get: (key: string): Promise<T> => {
      const before = kept.get(key);
      if (before !== undefined && clock.now() < before.until) return before.value;
      if (kept.size >= MOST_KEPT) kept.clear();
      const value = load(key);
      const mine: Kept<T> = { until: Number.POSITIVE_INFINITY, value };
      kept.set(key, mine);
      const settle = (isGood: boolean): void => {
        if (kept.get(key) !== mine) return;
        if (isGood) kept.set(key, { value, until: clock.now() + keptMs });
        else kept.delete(key);
      };
      value.then(
        (found) => settle(isWorthKeeping(found)),
        () => settle(false),
      );
      return value;
    },
  };
};

/** Shares the look-ups of people. */
export const createSharedLookUps = ({
  reads,
  clock,
}: {
  readonly reads: Pick<DefenderReads, Shared>;
  readonly clock: Clock;
}): SharedLookUps => {
  // As it was typed: Defender is asked for that spelling, too.
  const byName = createShared(clock, reads.findMachines, (found) => found.length > 0);
  const byIds = createShared(
    clock,
    (ids) => reads.machines(ids.split(',')),
    (found) => found.size > 0,
  );
  const actions = createShared(clock, reads.actionsOn, () => true);
  const containments = createShared(
    clock,
    (since) => reads.containmentsSince(Number(since)),
    () => true,
    CONTAINED_KEPT_MS,
  );
  return {
    findMachines: (name) => byName.get(name),
    machines: (ids) => (ids.length === 0 ? reads.machines(ids) : byIds.get([...ids].join(','))),
    actionsOn: (machineId) => actions.get(machineId),
    containmentsSince: (since) => containments.get(String(since)),
    forget: () => {
      for (const shared of [byName, byIds, actions, containments]) shared.forget();
    },
  };
};
