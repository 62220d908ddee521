import type { Kysely } from 'kysely';
import { openCallLog } from '../../src/store/call-log';
import { createDatabase, type DriverErrors } from '../../src/store/database';
import { openDeliveries } from '../../src/store/deliveries';
import { openDrafts } from '../../src/store/drafts';
import { openMachineCache } from '../../src/store/machine-cache';
import { openHomes } from '../../src/store/homes';
import { openLeases } from '../../src/store/leases';
import type { OpenStore } from '../../src/store/open-store';
import { openPosts } from '../../src/store/posts';
import { openReplicas } from '../../src/store/replicas';
import { openRequests } from '../../src/store/requests';
import type { Schema } from '../../src/store/schema';
import { openSubscriptions } from '../../src/store/subscriptions';
import { storeFault } from '../../src/store/store-fault';
import type { Tongue } from '../../src/store/tongue';
import { readWorkload } from '../../src/store/workload';
import { createWriting } from '../../src/store/writing';
import { alice, dispatched, MINUTE, T } from './fixtures';
import { quiet } from './harness';

const broken = () => storeFault('failed', 'not expected here');
const errors: DriverErrors = {
  isBusy: () => false,
  isUniqueViolation: () => false,
  faultOf: () => null,
  closed: broken,
};

/** Does everything that a click or a loop makes the store do, on tables that are up to date, and closes them. */
export const liveADay = async (db: Kysely<Schema>, tongue: Tongue, hint: string | null): Promise<void> => {
  const database = createDatabase({ db, errors, log: quiet, patienceMs: 1_500, hint });
  const now = () => T;
  const owner = 'me';
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const write = createWriting({ database, newId, owner, auditKey: null, log: quiet });
  const store = openRequests({ database, now, commit: write });
  const posts = openPosts({ database, owner, newId, write });
  const deliveries = openDeliveries({ database, owner, otherOwners: 'alive', tongue, now, late: broken });
  const calls = openCallLog({ database, now, tongue, kind: '' });
  const packageCalls = openCallLog({ database, now, tongue, kind: 'package' });
  const drafts = openDrafts(database);
  const replicas = openReplicas({ database, owner, tongue, otherOwners: 'alive', log: quiet });
  const homes = openHomes(database);
  const subscriptions = openSubscriptions({ database, write, newId });
  const leases = openLeases({ database, owner, tongue });

  await replicas.sayAlive();
  await dispatched({ store, posts, deliveries } as OpenStore, 'AAAA');
  const dossier = await store.dossier('AAAA');
  const [run] = dossier?.runs ?? [];
  if (run === undefined) throw new Error('there is no run');
  for (const list of [
    'readyDossiers',
    'claimedDossiers',
    'expiredDossiers',
    'lateDossiers',
    'escalatingDossiers',
    'containmentsDue',
    'remindingDossiers',
  ] as const) {
    await store[list](T, 100);
  }
  for (const kind of [
    'ready',
    'claimed',
    'expired',
    'late',
    'tracked',
    'escalating',
    'reminding',
    'containment',
  ] as const)
    await store.nextDue(kind);
  await store.summaryDossiers(100);
  await store.openDossiers(alice.id, 20);
  await store.unsettledDossiers(20);
  await store.containments({ isolated: T, ended: T });
  await store.containmentsOn(run.machine.id);
  await store.dossiersOn(run.machine.id, 20);
  await store.dossiers(['AAAA']);
  await store.eventsOf('AAAA');
  await store.trackedRuns(T + MINUTE, 100);
  await store.followedOn([run.machine.id]);
  await store.postponeTracking([{ runId: run.id, revision: run.revision, trackAt: T }]);
  await store.openTwins(10);
  await store.knownTwins(['one']);
  await store.sending();
  await store.head();
  await store.lastPolicyHash();
  for (const what of ['requests', 'refused-clicks'] as const) await store.attemptsOf(alice.id, what, T - MINUTE);
  for (const list of ['due', 'notices', 'redraws', 'noticeRedraws'] as const) await posts[list](T, 100);
  await posts.nextDue();
  await posts.nextDue(T);
  const card = (await posts.cardOf('AAAA'))?.postId ?? '';
  await posts.noteOf(card);
  await posts.begin([card], T);
  await posts.sent([card], 'ts');
  await posts.again([card], T);
  await posts.unknown([card], T);
  await posts.dropped([card], 'gone');
  await posts.drawn(card, 1);
  await posts.drawAnew(card);
  await posts.redrawLater(card, T);
  await posts.loseOverdue(T, T);
  await posts.noticesIn('C1');
  await deliveries.finish('ask-AAAA');
  await deliveries.takeOver(T, 100);
  await deliveries.eraseBodies(T);
  await homes.opened(alice.id, 'token', T, 'nothing');
  await homes.find(alice.id);
  await homes.due(T, { headSeq: 1, openedSince: T }, 20);
  await homes.lastOpenedAt();
  await homes.behindSince(T);
  await homes.drawn({
    personId: alice.id,
    openedAt: T,
    digest: 'd',
    viewHash: 'h',
    drawnSeq: 1,
    notBefore: T,
    lookAt: T,
  });
  await homes.later(alice.id, T);
  await homes.lookAgain(T, T);
  await homes.forget(T);
  await subscriptions.has(alice.id);
  await subscriptions.all();
  await subscriptions.calls(20);
  await subscriptions.called({ requestId: 'AAAA', eventSeq: 1 }, [alice.id], { next: 'none', now: T });
  await drafts.find('none');
  await openMachineCache(database).known({ names: ['web-01'], addresses: ['10.1.2.3'] }, 100);
  await drafts.sweep(T);
  await leases.hold('track', MINUTE);
  await calls.begin('call', MINUTE, [{ calls: 1, windowMs: MINUTE }]);
  await calls.answered('call', T);
  await packageCalls.begin('package', MINUTE, [{ calls: 1, windowMs: MINUTE }]);
  await packageCalls.live(MINUTE);
  await database.read(readWorkload);
  await replicas.leave();
  await database.close();
};
