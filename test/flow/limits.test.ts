import { refuse } from '../../src/domain/refusal';
import { createAttempts } from '../../src/flow/attempts';
import { createSubmit } from '../../src/flow/submit';
import { alice, bob, carol, MINUTE, SECOND, T, users } from '../domain/builders';
import { held } from './fake-defender';
import { CHANNEL, type Entry, useWorld, type World } from './world';

const here = useWorld();
const eve = { id: 'UEVE', name: 'UEVE' };

const few = { requests: { most: 3, perMs: 10 * SECOND }, refusedClicks: { most: 3, perMs: 10 * SECOND } };

/** What the log holds of one request, or of none. */
const entries = async (world: World, requestId: string | null = null): Promise<readonly Entry[]> =>
  (await world.entries()).filter((entry) => entry.requestId === requestId);
const kindsOf = (events: readonly Entry[]) => events.map(({ happening }) => happening.kind);

describe('the limit on requests', () => {
  const machine = (n: number) => ({ machines: [`nothing-${n}`] });

  it('counts what was opened and what was refused, and turns away what is more, with the moment and before any look-up', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    await world.asking();
    await world.clock.move(SECOND);
    await world.asking(machine(1));
    await world.asking(machine(2));
    const before = world.defender.reads.length;
    expect(await world.asking(machine(3))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'too-many-requests', at: T + 10 * SECOND },
    });
    expect(world.defender.reads).toHaveLength(before);
  });

  it('writes that somebody is over it once, and nothing more', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    for (let n = 0; n < 10; n += 1) await world.asking(machine(n));
    const events = await entries(world);
    expect(kindsOf(events)).toEqual(['ask-refused', 'ask-refused', 'ask-refused', 'limited']);
    expect(events.at(-1)).toMatchObject({ actor: alice, happening: { what: 'requests', most: 3, perMs: 10 * SECOND } });
  });

  it('is over when the window has moved on, and is put on record again the next time', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    for (let n = 0; n < 5; n += 1) await world.asking(machine(n));
    await world.clock.move(10 * SECOND - 1);
    expect(await world.asking()).toMatchObject({ refusal: { code: 'too-many-requests' } });
    await world.clock.move(1);
    expect(await world.asking()).toMatchObject({ kind: 'opened' });
    for (let n = 0; n < 5; n += 1) await world.asking(machine(n));
    expect(kindsOf(await entries(world)).filter((kind) => kind === 'limited')).toHaveLength(2);
  });

  it('is each person’s own', async () => {
    const { world } = here;
    world.setPolicy({ limits: few, requestors: users(alice.id, bob.id) });
    for (let n = 0; n < 5; n += 1) await world.asking(machine(n));
    expect(await world.asking({ personId: bob.id })).toMatchObject({ kind: 'opened' });
  });

  it('holds in a burst, exactly', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => world.asking(machine(n))));
    const codes = outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind));
    expect(codes.filter((code) => code === 'machine-not-found')).toHaveLength(3);
    expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(17);
    expect(kindsOf(await entries(world)).sort()).toEqual(['ask-refused', 'ask-refused', 'ask-refused', 'limited']);
  });

  it('counts what is still being looked up', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    const slow = held<void>();
    const findMachines = world.defender.findMachines;
    world.defender.findMachines = async (name) => {
      await slow.promise;
      return findMachines(name);
    };
    const first = [1, 2, 3].map((n) => world.asking(machine(n)));
    await world.clock.settle();
    expect(await world.asking(machine(4))).toMatchObject({ refusal: { code: 'too-many-requests' } });
    slow.give();
    await Promise.all(first);
  });

  it('counts once what is stored while the log is being read', async () => {
    const { world } = here;
    world.setPolicy({ limits: { ...few, requests: { most: 2, perMs: MINUTE } } });
    const [decided, read] = [held<void>(), held<void>()];
    const waits = [Promise.resolve(), read.promise];
    const { store } = world;
    const slow: typeof store = {
      ...store,
      attemptsOf: async (...facts) => {
        await waits.shift();
        return store.attemptsOf(...facts);
      },
    };
    const attempts = createAttempts({ ...world, store: slow });
    const one = { what: 'requests', person: alice, delivery: await world.deliver(), policyHash: 'policy' } as const;
    const asked = { verb: 'isolate', machine: 'x', parameter: null, channel: CHANNEL, code: 'x', says: 'No.' };
    const first = attempts.during(one, async () => {
      await decided.promise;
      const entry = { requestId: null, happening: { kind: 'ask-refused', ...asked } } as const;
      return attempts.refuse(one, entry, refuse('no-comment'));
    });
    const second = attempts.during({ ...one, delivery: await world.deliver() }, async (tally) => tally);
    decided.give();
    await first;
    read.give();
    expect(await second).toEqual({ kind: 'within' });
  });

  it('holds across a restart, because it counts the log', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    for (let n = 0; n < 4; n += 1) await world.asking(machine(n));
    const attempts = createAttempts({ ...world, log: world.log });
    const submit = createSubmit({ ...world, attempts, opened: () => {} });
    const ask = {
      delivery: await world.deliver(),
      personId: alice.id,
      channel: CHANNEL,
      thread: null,
      verb: 'isolate',
      machines: ['web-01'],
      chosenMachineId: null,
      parameter: null,
      forMs: null,
      comment: 'because',
    } as const;
    expect(await submit(ask)).toMatchObject({ refusal: { code: 'too-many-requests' } });
    expect(kindsOf(await entries(world)).filter((kind) => kind === 'limited')).toHaveLength(1);
  });

  it('reads the log once for each ask', async () => {
    const { world } = here;
    let reads = 0;
    const attemptsOf = world.store.attemptsOf;
    const store = { ...world.store, commit: world.store.commit, dossier: world.store.dossier };
    const counting = {
      ...store,
      attemptsOf: (...facts: Parameters<typeof attemptsOf>) => {
        reads += 1;
        return attemptsOf(...facts);
      },
    };
    const attempts = createAttempts({ ...world, store: counting as typeof world.store });
    const submit = createSubmit({ ...world, attempts, opened: () => {} });
    for (const name of ['web-01', 'nothing']) {
      reads = 0;
      await submit({
        delivery: await world.deliver(),
        personId: alice.id,
        channel: CHANNEL,
        thread: null,
        verb: 'isolate',
        machines: [name],
        chosenMachineId: null,
        parameter: null,
        forMs: null,
        comment: 'because',
      });
      expect(reads).toBe(1);
    }
  });
});

describe('the limit on refused clicks', () => {
  const refusedBy = async (world: World, requestId: string, times: number) => {
    const codes: string[] = [];
    for (let n = 0; n < times; n += 1) {
      const outcome = await world.review.approve(await world.clickBy(alice, requestId));
      codes.push(outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind);
    }
    return codes;
  };

  it('answers with that alone, and writes it once', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    const requestId = await world.posted();
    expect(await refusedBy(world, requestId, 5)).toEqual([
      ...Array(3).fill('own-request'),
      ...Array(2).fill('too-many-refused-clicks'),
    ]);
    expect(kindsOf(await entries(world, requestId)).filter((kind) => kind === 'refused')).toHaveLength(3);
    expect(await entries(world)).toMatchObject([
      { happening: { kind: 'limited', what: 'refused-clicks', most: 3, perMs: 10 * SECOND } },
    ]);
  });

  it('takes no valid approval away, at any pace', async () => {
    const { world } = here;
    world.setPolicy({ limits: few, requestors: users(alice.id, bob.id) });
    const own = await world.posted({ personId: bob.id, verb: 'restrict' });
    for (let n = 0; n < 6; n += 1) await world.review.approve(await world.clickBy(bob, own));
    const requestId = await world.posted({ verb: 'isolate' });
    expect(await world.review.approve(await world.clickBy(bob, requestId))).toEqual({ kind: 'done' });
  });

  it('holds in a burst, exactly, and for tampered buttons as well', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, async () =>
        world.review.refuseUnread({ delivery: await world.deliver(), personId: eve.id, attempted: 'approved' }),
      ),
    );
    const codes = outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind));
    expect(codes.filter((code) => code === 'card-changed')).toHaveLength(3);
    expect(kindsOf(await entries(world)).sort()).toEqual(['limited', 'refused', 'refused', 'refused']);
  });

  it('is over when the window has moved on', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    const requestId = await world.posted();
    await refusedBy(world, requestId, 4);
    await world.clock.move(10 * SECOND);
    expect(await refusedBy(world, requestId, 1)).toEqual(['own-request']);
  });

  it('says for each click over it when it ends, also after the policy became stricter', async () => {
    const { world } = here;
    const requestId = await world.posted();
    for (let n = 0; n < 5; n += 1) {
      await refusedBy(world, requestId, 1);
      await world.clock.move(SECOND);
    }
    world.setPolicy({ limits: { ...few, refusedClicks: { most: 2, perMs: MINUTE } } });
    // Five are in the window; the fourth has to leave it before one more fits.
    expect(await world.review.approve(await world.clickBy(alice, requestId))).toMatchObject({
      refusal: { code: 'too-many-refused-clicks', at: T + 3 * SECOND + MINUTE },
    });
  });

  it('keeps a click over it decided: the same delivery is not judged again', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    const requestId = await world.posted();
    await refusedBy(world, requestId, 4);
    const click = await world.clickBy(alice, requestId);
    const first = await world.review.approve(click);
    expect(first).toMatchObject({ refusal: { code: 'too-many-refused-clicks' } });
    const recorded = await entries(world);
    expect(await world.review.approve(click)).toEqual(first);
    expect(await entries(world)).toEqual(recorded);
  });

  it('of one person does not touch another', async () => {
    const { world } = here;
    world.setPolicy({ limits: few, approvers: users(bob.id) });
    const requestId = await world.posted();
    await refusedBy(world, requestId, 6);
    expect(await world.review.approve(await world.clickBy(carol, requestId))).toMatchObject({
      refusal: { code: 'not-an-approver' },
    });
  });
});
