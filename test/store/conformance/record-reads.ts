import type { Happening, LimitedAttempt } from '../../../src/domain/event';
import { requestEvent } from '../../../src/domain/lifecycle';
import type { Person } from '../../../src/domain/person';
import type { OpenStore } from '../../../src/store/open-store';
import { alice, bob, deliveryOf, MINUTE, machineNamed, opened, posted, T } from '../fixtures';
import type { Harness } from '../harness';

const asking: Happening = {
  kind: 'ask-refused',
  verb: 'isolate',
  machine: 'web-09',
  parameter: null,
  channel: 'C0INCIDENT',
  code: 'machine-not-found',
  says: 'no',
};
const click: Happening = { kind: 'refused', attempted: 'approved', code: 'own-request', says: 'no' };
const limited = (what: LimitedAttempt): Happening => ({ kind: 'limited', what, most: 3, perMs: MINUTE });

/** Holds what is read back from the log to its promises: stories, attempts and the policy in force. */
export const recordReads = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const note = async (happening: Happening, actor: Person | null, at = T, delivery?: string) => {
    if (delivery !== undefined) await stored.deliveries.record(deliveryOf(delivery));
    const facts = delivery === undefined ? {} : { delivery };
    expect(await stored.store.commit({ ...facts, events: [requestEvent(null, at, actor, happening)] })).toEqual({
      kind: 'done',
    });
  };

  describe('attempts', () => {
    test('to ask are what was opened and what was refused, oldest first, with their deliveries', async () => {
      await note(asking, alice, T + 5, 'late');
      await opened(stored, 'AAAA');
      await note(asking, alice, T + 2);
      expect(await stored.store.attemptsOf(alice.id, 'requests', T - 1)).toEqual({
        made: [
          { at: T, delivery: 'ask-AAAA' },
          { at: T + 2, delivery: null },
          { at: T + 5, delivery: 'late' },
        ],
        isNoted: false,
      });
    });

    test('to click are only those that were refused', async () => {
      await posted(stored, 'AAAA');
      await note(click, alice, T, 'one');
      expect(await stored.store.attemptsOf(alice.id, 'refused-clicks', T - 1)).toEqual({
        made: [{ at: T, delivery: 'one' }],
        isNoted: false,
      });
    });

    test('are one person’s, and of the time after a moment', async () => {
      await note(click, alice, T);
      await note(click, bob, T + 1);
      expect((await stored.store.attemptsOf(alice.id, 'refused-clicks', T)).made).toEqual([]);
      expect((await stored.store.attemptsOf(alice.id, 'refused-clicks', T - 1)).made).toHaveLength(1);
    });

    test('are noted as over the limit for each kind on its own, and no longer than the time that is asked about', async () => {
      await note(limited('requests'), alice, T);
      expect((await stored.store.attemptsOf(alice.id, 'requests', T - 1)).isNoted).toBe(true);
      expect((await stored.store.attemptsOf(alice.id, 'requests', T)).isNoted).toBe(false);
      expect((await stored.store.attemptsOf(alice.id, 'refused-clicks', T - 1)).isNoted).toBe(false);
      expect((await stored.store.attemptsOf(bob.id, 'requests', T - 1)).isNoted).toBe(false);
    });

    test('survive closing and opening the database', async () => {
      await note(click, alice, T, 'one');
      await stored.close();
      stored = await harness.open('next');
      expect((await stored.store.attemptsOf(alice.id, 'refused-clicks', T - 1)).made).toHaveLength(1);
    });
  });

  describe('the story of a request', () => {
    test('is every event of it, in order, with who did it, and none of another', async () => {
      await posted(stored, 'AAAA');
      await opened(stored, 'BBBB', { machine: machineNamed('web-02', 'b') });
      await note(asking, bob);
      await stored.store.commit({ events: [requestEvent('AAAA', T + 1, bob, click)] });
      expect(await stored.store.eventsOf('AAAA')).toMatchObject([
        { requestId: 'AAAA', actor: alice, at: T, happening: { kind: 'asked', comment: 'why AAAA “ünï” 👍' } },
        { actor: null, happening: { kind: 'card-posted' } },
        { actor: bob, at: T + 1, happening: click },
      ]);
    });

    test('is empty where there is no such request', async () => {
      expect(await stored.store.eventsOf('NONE')).toEqual([]);
    });
  });

  describe('the policy in force', () => {
    test('is none as long as the log names none', async () => {
      expect(await stored.store.lastPolicyHash()).toBeNull();
    });

    test('is the one that the log names last', async () => {
      await note({ kind: 'policy-in-force', hash: 'one', before: null }, null);
      await note({ kind: 'policy-in-force', hash: 'two', before: 'one' }, null);
      await note(asking, alice);
      expect(await stored.store.lastPolicyHash()).toBe('two');
    });
  });

  test('a delivery is known for good, also after its body was erased', async () => {
    await stored.deliveries.record(deliveryOf('ask-AAAA'));
    await stored.deliveries.finish('ask-AAAA');
    await stored.deliveries.eraseBodies(T + 365 * 24 * 60 * MINUTE);
    await stored.close();
    stored = await harness.open('next');
    expect(await stored.deliveries.record(deliveryOf('ask-AAAA', T + 400 * 24 * 60 * MINUTE))).toBe('seen');
  });
};
