import {
  type Containment,
  effectOfRun,
  ISOLATION_LASTS_MS,
  isOfRun,
  LIFTED_TOLD_MS,
  type OurRun,
  type Picture,
  pictureOf,
} from '../domain/containment';
import { Fault, type FaultFacts } from '../domain/fault';
import type { Instant } from '../domain/instant';
import { isFinal, type MachineAction, type NamedAction } from '../domain/machine-action';
import { markedRequest } from '../domain/mark';
import type { ContainmentReads } from './containment-reads';
import type { Clock, DefenderReads, Log } from './ports';
import type { MachineCache } from './storage';

const HOUR_MS = 3_600_000;
/** How far back Defender's list is read: a restriction stays until it is removed. */
const READ_BACK_MS = 180 * 24 * HOUR_MS;
/** How far behind what we did Defender's list may be, or be kept. */
const LIST_LAG_MS = HOUR_MS;

/** Defender's list of Machine Actions that contain, back to a moment; or why it could not be read. */
export type ContainmentList =
  | { readonly kind: 'read'; readonly since: Instant; readonly actions: readonly NamedAction[] }
  | { readonly kind: 'away'; readonly fault: FaultFacts };

/** What is contained, by our record as it is now and by a list of Defender's. */
export interface KnownContained extends Picture {
  readonly asOf: Instant;
  /** Runs of which nobody knows whether they hold or ended a containment. */
  readonly unsettled: readonly OurRun[];
}

/** The same, with how far back the list was read, or why it was not: then this is our part alone. */
export interface ContainedNow extends KnownContained {
  readonly defender:
    | { readonly kind: 'read'; readonly since: Instant }
    | { readonly kind: 'away'; readonly fault: FaultFacts };
}

export interface Contained {
  /** Reads Defender's list. Never rejects because of Defender. */
  list(): Promise<ContainmentList>;
  /** Reads our record, and puts it together with a list that was read before; null: with none. */
  by(list: ContainmentList | null): Promise<KnownContained>;
  now(): Promise<ContainedNow>;
}

/** Unsettled runs that still matter: Defender does not know them either, and would not have lifted them by now. */
export const stillUnsettled = (
  unsettled: readonly OurRun[],
  actions: readonly MachineAction[],
  now: Instant,
): readonly OurRun[] =>
  unsettled.filter(({ run }) => {
    const isLong = run.endedAt !== null && now - run.endedAt >= ISOLATION_LASTS_MS;
    if (isLong && effectOfRun(run)?.kind === 'isolation') return false;
    return !actions.some((action) => isFinal(action) && isOfRun(action, run));
  });

/**
 * Makes the reader of what is contained now. It reads little: one list of Defender's, which many share, and what our
 * record holds. Rejects with the store's `Fault`.
 */
export const createContained = (needs: {
  readonly store: ContainmentReads;
  readonly defender: Pick<DefenderReads, 'containmentsSince'>;
  readonly machines: Pick<MachineCache, 'known'>;
  readonly clock: Clock;
  readonly log: Log;
}): Contained => {
  const { store, defender, machines, clock, log } = needs;

  const list = async (): Promise<ContainmentList> => {
    // To the hour, so that all who ask at about the same time share one read.
    const since = Math.floor((clock.now() - READ_BACK_MS) / HOUR_MS) * HOUR_MS;
    try {
      return { kind: 'read', since, actions: await defender.containmentsSince(since) };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      log.warn('contained.without-defender', { fault: error.facts });
      return { kind: 'away', fault: error.facts };
    }
  };

  /** Runs of ours that made what Defender lists, though our record does not have them as the last of their machine. */
  const marked = async ({ held, lifted }: Picture): Promise<readonly OurRun[]> => {
    const foreign = [...held, ...lifted].filter(({ ours }) => ours === null);
    const ids = foreign.flatMap(({ action }) => (action === null ? [] : (markedRequest(action) ?? [])));
    const dossiers = ids.length === 0 ? [] : await store.dossiers([...new Set(ids)]);
    return dossiers.flatMap((dossier) => dossier.runs.map((run) => ({ run, dossier })));
  };

  const named = async (some: readonly Containment[]): Promise<readonly Containment[]> => {
    const nameless = some.filter(({ machineName }) => machineName === null).map(({ machineId }) => machineId);
    const known = nameless.length === 0 ? [] : await machines.known({ names: nameless, addresses: [] }, some.length);
    const names = new Map(known.map(({ id, name }) => [id.toLowerCase(), name]));
    return some.map((one) => ({
      ...one,
      machineName: one.machineName ?? names.get(one.machineId.toLowerCase()) ?? null,
    }));
  };

  const by = async (listed: ContainmentList | null): Promise<KnownContained> => {
    const now = clock.now();
    const own = await store.containments({
      isolated: now - ISOLATION_LASTS_MS - LIFTED_TOLD_MS,
      ended: now - LIST_LAG_MS,
    });
    const actions = listed?.kind === 'read' ? listed.actions : [];
    const ours = [...own.last, ...own.unsettled];
    const first = pictureOf(ours, actions, now);
    const { held, lifted } = pictureOf([...ours, ...(await marked(first))], actions, now);
    return {
      asOf: now,
      held: await named(held),
      lifted: await named(lifted),
      unsettled: stillUnsettled(own.unsettled, actions, now),
    };
  };

  return {
    list,
    by,
    now: async () => {
      const listed = await list();
      const { kind } = listed;
      const defender = kind === 'read' ? { kind, since: listed.since } : { kind, fault: listed.fault };
      return { ...(await by(listed)), defender };
    },
  };
};
