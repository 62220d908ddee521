import type { Change, Committed } from '../../../src/domain/change';
import { pauseSending } from '../../../src/domain/pausing';
import { isRefusal } from '../../../src/domain/refusal';
import type { OpenStore } from '../../../src/store/open-store';
import { openRecord } from '../../../src/store/record/open-record';
import {
  approved,
  bob,
  claiming,
  deliveryOf,
  dossierOf,
  machineNamed,
  opened,
  opening,
  posted,
  reviewBy,
  T,
} from '../fixtures';
import type { Harness } from '../harness';

/** How many processes race, and how many writers each of them has. */
const PROCESSES = 4;
const WRITERS = 12;

/** Holds a database to one winner among many racing writers, of all processes that may have it open, and a whole log. */
export const racing = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stores: readonly OpenStore[];
  let first: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    first = await harness.open('p0');
    const others = Array.from({ length: PROCESSES - 1 }, (_, index) =>
      harness.isShared ? harness.open(`p${index + 1}`) : first,
    );
    stores = [first, ...(await Promise.all(others))];
  });
  afterEach(async () => {
    const record = await openRecord(harness.place);
    const { breaks } = await record.verify({ keys: [], saved: [] }).finally(record.close);
    await harness.dispose();
    expect(breaks).toEqual([]);
  });

  /** Every process commits all of these changes at once; gives how often each kind of answer came. */
  const raceAll = async (changes: readonly Change[]): Promise<readonly Committed[]> =>
    Promise.all(stores.flatMap(({ store }) => changes.map((change) => store.commit(change))));
  const countOf = (all: readonly Committed[], kind: Committed['kind']): number =>
    all.filter((one) => one.kind === kind).length;
  const numbered = <T>(make: (number: number) => T): readonly T[] =>
    Array.from({ length: WRITERS }, (_, number) => make(number));
  const machineOf = (number: number) => ({
    ...machineNamed(`srv-${number}.contoso.com`),
    id: number.toString(16).padStart(40, '0'),
  });

  test('of many who claim one run one does', async () => {
    await approved(first, 'AAAA');
    const claim = claiming(await dossierOf(first, 'AAAA'));
    const all = await raceAll(numbered(() => claim));
    expect([countOf(all, 'done'), countOf(all, 'stale')]).toEqual([1, PROCESSES * WRITERS - 1]);
  });

  test('of many who approve one request one does', async () => {
    await posted(first, 'AAAA');
    const clicks = numbered((number) => `click-${number}`);
    for (const key of clicks) await first.deliveries.record(deliveryOf(key));
    const dossier = await dossierOf(first, 'AAAA');
    const all = await raceAll(clicks.map((key) => reviewBy(dossier, bob, key)));
    expect(all.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect((await dossierOf(first, 'AAAA')).reviews).toHaveLength(1);
  });

  test('of many who ask for one action on one machine one opens, and all others are pointed to it', async () => {
    const ids = stores.flatMap((_, process) => numbered((number) => `R${process}N${number}`));
    for (const id of ids) await first.deliveries.record(deliveryOf(`ask-${id}`));
    const all = await Promise.all(
      ids.map((id, index) => (stores[index % PROCESSES] ?? first).store.commit(opening(id))),
    );
    const winner = ids[all.findIndex(({ kind }) => kind === 'done')] ?? 'nobody';
    expect(all.filter((one) => one.kind !== 'done')).toEqual(
      ids.slice(1).map(() => ({ kind: 'already-open', requestId: winner })),
    );
  });

  test('changes to different requests are all taken', async () => {
    const ids = numbered((number) => `R${number}`);
    for (const [number, id] of ids.entries()) await opened(first, id, { machine: machineOf(number) });
    const cards = await Promise.all(ids.map((id) => first.posts.cardOf(id)));
    expect(new Set(cards.map((card) => card?.postId)).size).toBe(WRITERS);
    const more = stores.flatMap((stored, process) =>
      numbered(async (number) => {
        const id = `P${process}N${number}`;
        await stored.deliveries.record(deliveryOf(`ask-${id}`));
        return stored.store.commit(opening(id, { machine: machineOf(1_000 * (process + 1) + number) }));
      }),
    );
    expect(countOf(await Promise.all(more), 'done')).toBe(PROCESSES * WRITERS);
  });

  test('no claim passes a pause', async () => {
    const ids = numbered((number) => `R${number}`);
    for (const [number, id] of ids.entries()) await approved(first, id, { machine: machineOf(number) });
    await first.deliveries.record(deliveryOf('pause'));
    const step = { person: bob, delivery: 'pause', policyHash: 'policy', words: 'stop', channels: ['C1'] };
    const pause = pauseSending(await first.store.sending(), step, T);
    if (isRefusal(pause)) throw new Error(pause.code);
    const claims = await Promise.all(ids.map(async (id) => claiming(await dossierOf(first, id))));
    const [, ...all] = await Promise.all([
      (stores[1] ?? first).store.commit(pause),
      ...claims.map((claim, index) => (stores[index % PROCESSES] ?? first).store.commit(claim)),
    ]);
    expect(all.every(({ kind }) => kind === 'done' || kind === 'paused')).toBe(true);
    const runs = await Promise.all(ids.map(async (id) => (await dossierOf(first, id)).runs[0]?.status));
    expect(runs).toEqual(all.map(({ kind }) => (kind === 'done' ? 'dispatching' : 'ready')));
    const head = await first.store.head();
    const claimedAt = (await Promise.all(ids.map((id) => first.store.eventsOf(id))))
      .flat()
      .flatMap((event) => ('happening' in event && event.happening.kind === 'claimed' ? [event.seq] : []));
    // The log has no other entry since: what is not a claim is the pause.
    const seqs = Array.from({ length: claimedAt.length + 1 }, (_, back) => head.seq - back);
    const [pausedAt = 0] = seqs.filter((seq) => !claimedAt.includes(seq));
    expect(claimedAt.filter((seq) => seq > pausedAt)).toEqual([]);
  });

  test('of many who take one free lease one has it', async () => {
    const fences = await Promise.all(stores.flatMap(({ leases }) => numbered(() => leases.hold('announce', 60_000))));
    const held = fences.filter((fence) => fence !== null);
    expect(held).toEqual(Array((harness.isShared ? 1 : PROCESSES) * WRITERS).fill(1));
  });

  test('of many who record one delivery one has it anew', async () => {
    const keys = ['a', 'b', 'c', 'd'];
    const recorded = await Promise.all(
      stores.flatMap(({ deliveries }, index) =>
        (index % 2 === 0 ? keys : keys.toReversed()).map((key) => deliveries.record(deliveryOf(key))),
      ),
    );
    expect(recorded.filter((one) => one === 'new')).toHaveLength(keys.length);
  });
};
