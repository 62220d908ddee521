import type { Change } from '../domain/change';
import type { Instant } from '../domain/instant';
import type { Log } from '../flow/ports';
import type { CallLog } from '../flow/call-log';
import type { Hints, Leases, Replicas } from '../flow/sharing';
import type { Deliveries } from '../flow/delivery';
import type { Drafts, MachineCache, Posts, Store } from '../flow/storage';
import type { Homes, Subscriptions } from '../flow/home-storage';
import { openCallLog } from './call-log';
import { openDeliveries } from './deliveries';
import { openDrafts } from './drafts';
import { isLastBound } from './event-reads';
import { openHomes } from './homes';
import { openLeases } from './leases';
import { openMachineCache } from './machine-cache';
import { openDatabase } from './open-database';
import type { Place } from './opened';
import { openPosts } from './posts';
import { openReplicas } from './replicas';
import { openRequests } from './requests';
import { openSubscriptions } from './subscriptions';
import { storeFault } from './store-fault';
import { within } from './within';
import { readWorkload, type Workload } from './workload';
import { createWriting } from './writing';

/** How long a probe may take. */
const CHECK_MS = 1900;

/** What the store needs. */
export interface StoreDeps {
  readonly place: Place;
  /** This process, by a name that no other process ever had. */
  readonly owner: string;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly log: Log;
  /** Binds the log's entries to those who hold it. */
  readonly auditKey?: string | null;
  /** Told of every change that is durable, and how many milliseconds that took. Must not throw. */
  readonly committed?: (change: Change, tookMs: number) => void;
}

/** Every port that the database stands behind. */
export interface OpenStore {
  readonly store: Store;
  readonly posts: Posts;
  readonly replicas: Replicas;
  readonly leases: Leases;
  readonly hints: Hints;
  readonly deliveries: Deliveries;
  readonly drafts: Drafts;
  readonly machines: MachineCache;
  readonly homes: Homes;
  readonly subscriptions: Subscriptions;
  readonly calls: CallLog;
  /** The calls for links to packages, which have limits of their own beside those of all calls. */
  readonly packageCalls: CallLog;
  /** Whether no other process can have this store open. */
  readonly isAlone: boolean;
  /** How much there is to do. */
  workload(): Promise<Workload>;
  /** Resolves when a click can be stored durably, by storing something; rejects with a `Fault` within 2 s. */
  check(): Promise<void>;
  /** Finishes what is queued and frees the database. Later calls reject with the fault `closed`. */
  close(): Promise<void>;
}

/** Opens the store. Rejects with a `Fault`; for its codes see `openDatabase`. */
export const openStore = async (deps: StoreDeps): Promise<OpenStore> => {
  const { owner, now, newId, log } = deps;
  const opened = await openDatabase(deps);
  const { database, tongue, otherOwners, hints } = opened;
  const late = () =>
    storeFault('failed', 'The store did not take a write within 2 s, so nothing was stored. Check it and its load.');
  const told = deps.committed === undefined ? {} : { committed: deps.committed };
  const replicas = openReplicas({ database, owner, tongue, otherOwners, log });
  const check = () => within(CHECK_MS, replicas.sayAlive(), late);
  const close = async () => {
    await replicas.leave().catch(() => {});
    await opened.close();
  };
  try {
    const write = createWriting({ database, newId, owner, auditKey: deps.auditKey ?? null, log, ...told });
    if (deps.auditKey == null && (await database.read(isLastBound))) log.warn('audit.key-missing');
    await check();
    return {
      store: openRequests({ database, now, commit: write }),
      posts: openPosts({ database, owner, write, newId }),
      replicas,
      leases: openLeases({ database, owner, tongue }),
      deliveries: openDeliveries({ database, owner, otherOwners, tongue, now, late }),
      drafts: openDrafts(database),
      machines: openMachineCache(database),
      calls: openCallLog({ database, now, tongue, kind: '' }),
      packageCalls: openCallLog({ database, now, tongue, kind: 'package' }),
      homes: openHomes(database),
      subscriptions: openSubscriptions({ database, write, newId }),
      hints,
      isAlone: otherOwners === 'gone',
      workload: () => database.read(readWorkload),
      check,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
