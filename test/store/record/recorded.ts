import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { z } from 'zod';
import type { Change } from '../../../src/domain/change';
import { answered, lookLater } from '../../../src/domain/dispatching';
import { requestEvent, runEvent } from '../../../src/domain/lifecycle';
import { pauseSending, resumeSending } from '../../../src/domain/pausing';
import { expire, withdraw } from '../../../src/domain/reviewing';
import { keepElder, track } from '../../../src/domain/tracking';
import { chainHash, contentDigest } from '../../../src/store/event-hash';
import type { VerifyFacts } from '../../../src/store/record/chain-check';
import type { OpenStore } from '../../../src/store/open-store';
import { openRecord } from '../../../src/store/record/open-record';
import type { StoreVerified } from '../../../src/store/record/verify-store';
import type { EventRow } from '../../../src/store/schema';
import { sqliteTriggers, sqliteTriggersAway } from '../../../src/store/sqlite/sqlite-triggers';
import {
  alice,
  approved,
  bob,
  carol,
  claimed,
  deliveryOf,
  dispatched,
  dossierOf,
  MINUTE,
  machineAction,
  machineNamed,
  posted,
  runOf,
  T,
} from '../fixtures';

/** Commits a change that the domain must have made. */
export const must = async (stored: OpenStore, change: Change | object | null): Promise<void> => {
  if (change === null || !('events' in change)) throw new Error(`no change: ${JSON.stringify(change)}`);
  const committed = await stored.store.commit(change);
  if (committed.kind !== 'done') throw new Error(`not committed: ${committed.kind}`);
};

const machine = (digit: string) => machineNamed(`web-0${digit}.contoso.com`, digit);
const fault = { system: 'Defender', code: 'TooManyRequests', says: 'Slow down', correlationId: 'x' } as const;

/** AAAA: approved, set back by a 429, sent, followed to its end. */
const mainJob = async (stored: OpenStore): Promise<void> => {
  await claimed(stored, 'AAAA', { machine: machine('1') });
  const before = await dossierOf(stored, 'AAAA');
  const slow = { kind: 'unsent', fault: { ...fault, missingPermission: null }, retryAt: null } as const;
  await must(stored, answered(before.request, runOf(before), 'token', slow, T));
  const ready = runOf(await dossierOf(stored, 'AAAA'));
  const claim = { token: 'again', at: T + 2_000, until: T + MINUTE };
  const claiming = { ...ready, revision: ready.revision + 1, status: 'dispatching', attempt: 2, claim } as const;
  await must(stored, { runs: [claiming], events: [runEvent(claiming, T, { kind: 'claimed', attempt: 2 })] });
  await must(stored, lookLater(claiming, T + 3_000));
  const again = await dossierOf(stored, 'AAAA');
  const action = machineAction(again, 'ma-AAAA');
  const accepted = { ...action, comment: '[twokey AAAA/2] x' };
  await must(stored, answered(again.request, runOf(again), 'again', { kind: 'accepted', action: accepted, at: T }, T));
  const sent = runOf(await dossierOf(stored, 'AAAA'));
  const over = track(sent, { ...accepted, status: 'Succeeded' }, 5_000, T + MINUTE);
  if (over.kind !== 'changed') throw new Error('nothing to follow');
  await must(stored, over.change);
};

/** As if Slack had taken every message. */
export const EVERYTHING_TOLD = `update post set state = 'sent', ts = 'ts-' || id, drawn_revision = want_revision`;

/** Ten days after the first entries. */
export const LATER = T + 14_400 * MINUTE;

/**
 * Three requests that are over, a pause that has ended and the policy, and ten days later: a click on the card of CCCC, and
 * a new request GGGG. Whatever was to be told has been told.
 *
 * @param say says something to the database from outside
 */
export const liveOn = async (stored: OpenStore, say: (statement: string) => Promise<void>): Promise<void> => {
  const policy = { kind: 'policy-in-force', hash: 'policy', before: null } as const;
  await must(stored, { events: [requestEvent(null, T, null, policy)] });
  await mainJob(stored);
  // It has been looked back at for long enough.
  const [{ revision = 0 } = {}] = (await dossierOf(stored, 'AAAA')).runs;
  await stored.store.postponeTracking([{ runId: 'AAAA-run', revision, trackAt: null }]);
  await posted(stored, 'BBBB', { machine: machine('2') });
  await must(stored, expire(await dossierOf(stored, 'BBBB'), T + 31 * MINUTE));
  await approved(stored, 'CCCC', { machine: machine('3') });
  await stored.deliveries.record(deliveryOf('withdraw-CCCC'));
  await must(stored, withdraw(await dossierOf(stored, 'CCCC'), alice, T, 'withdraw-CCCC'));
  for (const key of ['pause', 'resume-1', 'resume-2', 'status', 'unfinished'])
    await stored.deliveries.record(deliveryOf(key));
  const step = (person: typeof bob, delivery: string) =>
    ({
      person,
      delivery,
      policyHash: 'policy',
      words: 'stolen',
      channels: ['C1'],
      isAfterPause: true,
      about: 'typed',
      isOnNotice: false,
    }) as const;
  const stillApprovers = new Set([carol.id]);
  await must(stored, pauseSending(await stored.store.sending(), step(carol, 'pause'), T));
  for (const one of [step(carol, 'resume-1'), step(bob, 'resume-2')]) {
    await must(stored, resumeSending(await stored.store.sending(), { ...one, stillApprovers }, T));
  }
  await stored.deliveries.finish('status');
  const click = { kind: 'refused', attempted: 'approve', code: 'decided', says: 'It is over.' } as const;
  await must(stored, { events: [requestEvent('CCCC', LATER, carol, click)] });
  await say(EVERYTHING_TOLD);
  await posted(stored, 'GGGG', { machine: machine('7'), at: LATER });
};

/** A request of every end, a twin, a pause, a refusal: every table of the record has rows. */
export const liveThrough = async (stored: OpenStore): Promise<void> => {
  await mainJob(stored);
  await posted(stored, 'BBBB', { machine: machine('2') });
  await must(stored, expire(await dossierOf(stored, 'BBBB'), T + 31 * MINUTE));
  await approved(stored, 'CCCC', { machine: machine('3') });
  await stored.deliveries.record(deliveryOf('withdraw-CCCC'));
  await must(stored, withdraw(await dossierOf(stored, 'CCCC'), alice, T, 'withdraw-CCCC'));
  await dispatched(stored, 'DDDD', { machine: machine('4') });
  const following = await dossierOf(stored, 'DDDD');
  const elder = { ...machineAction(following, 'ma-elder'), createdAt: T - 1 };
  await must(stored, keepElder(runOf(following), [elder, machineAction(following, 'ma-DDDD')], T));
  await must(stored, {
    events: [runEvent(runOf(following), T, { kind: 'twin-cancelled', twinId: 'ma-DDDD', status: 'Cancelled' })],
  });
  const refused = { kind: 'refused', attempted: 'approve', code: 'own-request', says: 'No.' } as const;
  await must(stored, { events: [requestEvent('DDDD', T, alice, refused)] });
  await stored.deliveries.record(deliveryOf('pause'));
  const about = { words: 'an account was stolen', policyHash: 'policy', channels: ['C0INCIDENT'] };
  const step = { person: carol, delivery: 'pause', ...about };
  await must(stored, pauseSending(await stored.store.sending(), step, T));
  await posted(stored, 'EEEE', { machine: machine('5'), requestor: bob });
};

/** Opens the store's file as its owner can: with no trigger and no rule in the way. */
export const tampering = (path: string, work: (raw: DatabaseSyncInstance) => void): void => {
  const raw = new DatabaseSync(path);
  try {
    raw.exec('pragma foreign_keys = off');
    for (const statement of sqliteTriggersAway) raw.exec(statement);
    work(raw);
    for (const statement of sqliteTriggers) raw.exec(statement);
  } finally {
    raw.close();
  }
};

const text = z.string();
const textOrNull = text.nullable();
const entryRow: z.ZodType<EventRow> = z.object({
  seq: z.number(),
  at: text,
  request_id: textOrNull,
  run_id: textOrNull,
  kind: text,
  actor: textOrNull,
  actor_id: textOrNull,
  body: text,
  policy_hash: textOrNull,
  delivery: textOrNull,
  state: textOrNull,
  prev: text,
  hash: text,
  mac: textOrNull,
});

/** Every entry, as it is stored. */
export const entriesIn = (raw: DatabaseSyncInstance): readonly EventRow[] =>
  raw
    .prepare('select * from event order by seq')
    .all()
    .map((row) => entryRow.parse({ ...row }));

/** Makes every hash fit again, from an entry on, and the head of the chain with it: all that somebody without a key can do. */
export const rebuildFrom = (raw: DatabaseSyncInstance, from: number): void => {
  const entries = entriesIn(raw);
  let prev = entries.find(({ seq }) => seq === from - 1)?.hash ?? '0'.repeat(64);
  for (const entry of entries.filter(({ seq }) => seq >= from)) {
    const hash = chainHash(contentDigest(entry), prev);
    raw.prepare('update event set prev = ?, hash = ? where seq = ?').run(prev, hash, entry.seq);
    prev = hash;
  }
  raw.prepare('update chain_head set seq = ?, hash = ?').run(entries.at(-1)?.seq ?? 0, prev);
};

/** Verifies the store in a file, as another process does. */
export const verified = async (path: string, facts: Partial<VerifyFacts> = {}): Promise<StoreVerified> => {
  const record = await openRecord({ kind: 'sqlite', path });
  return record.verify({ keys: [], saved: [], ...facts }).finally(record.close);
};
