import { giveUpSending } from '../../../src/domain/giving-up';
import type { OpenStore } from '../../../src/store/open-store';
import { approved, claimed, dispatched, dossierOf, machineNamed, opened, posted, T } from '../fixtures';
import type { Harness } from '../harness';

/** Holds the count of what is open to what is open. */
export const workload = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  test('an empty database has nothing to do', async () => {
    expect(await stored.workload()).toEqual({
      requests: { pending: 0, running: 0 },
      runs: new Map(),
      posts: { waiting: 0, oldestAt: null },
    });
  });

  test('what is open is counted by its state, and what has ended is not', async () => {
    await posted(stored, 'AAAA', { machine: machineNamed('a', '1') });
    await approved(stored, 'BBBB', { machine: machineNamed('b', '2') });
    await claimed(stored, 'CCCC', { machine: machineNamed('c', '3') });
    await dispatched(stored, 'DDDD', { machine: machineNamed('d', '4') });
    await approved(stored, 'EEEE', { machine: machineNamed('e', '5') });
    const over = giveUpSending(await dossierOf(stored, 'EEEE'), { reason: 'rehearsal', words: null }, T);
    if (over === null) throw new Error('there is nothing to give up');
    await stored.store.commit(over);
    const { requests, runs } = await stored.workload();
    expect(requests).toEqual({ pending: 1, running: 3 });
    expect(runs).toEqual(
      new Map([
        ['waiting', 1],
        ['ready', 1],
        ['dispatching', 1],
        ['dispatched', 1],
      ]),
    );
  });

  test('posts wait until Slack has confirmed them, and the oldest says since when', async () => {
    await opened(stored, 'AAAA', { machine: machineNamed('a', '1'), at: T });
    await opened(stored, 'BBBB', { machine: machineNamed('b', '2'), at: T + 1_000 });
    expect((await stored.workload()).posts).toEqual({ waiting: 2, oldestAt: T });
    const card = await stored.posts.cardOf('AAAA');
    await stored.posts.begin([card?.postId ?? ''], T);
    expect((await stored.workload()).posts).toEqual({ waiting: 2, oldestAt: T });
    await stored.posts.sent([card?.postId ?? ''], '1.0');
    expect((await stored.workload()).posts).toEqual({ waiting: 1, oldestAt: T + 1_000 });
  });
};
