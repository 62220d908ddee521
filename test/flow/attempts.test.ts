import { Fault } from '../../src/domain/fault';
import { alice, bob, faultWith, MINUTE, machineWith, present, SECOND, T } from '../domain/builders';
import { CHANNEL, type Entry, useWorld, type World } from './world';

const here = useWorld();
const eve = { id: 'UEVE', name: 'UEVE' };

const few = { requests: { most: 3, perMs: 10 * SECOND }, refusedClicks: { most: 3, perMs: 10 * SECOND } };

/** What the log holds of one request, or of none. */
const entries = async (world: World, requestId: string | null = null): Promise<readonly Entry[]> =>
  (await world.entries()).filter((entry) => entry.requestId === requestId);
const kindsOf = (events: readonly Entry[]) => events.map(({ happening }) => happening.kind);

describe('an ask that is refused is on record', () => {
  it('with who, what, where, why not, the delivery and the policy', async () => {
    const { world } = here;
    const delivery = await world.deliver();
    await world.asking({ delivery, verb: 'scan', machines: ['web-02'], parameter: 'full' });
    expect(await entries(world)).toMatchObject([
      {
        at: T,
        actor: alice,
        runId: null,
        delivery,
        policyHash: 'policy',
        happening: {
          kind: 'ask-refused',
          verb: 'scan',
          machine: 'web-02',
          parameter: 'full',
          channel: CHANNEL,
          code: 'machine-not-found',
          says: 'Defender knows no machine “web-02”.',
        },
      },
    ]);
  });

  it('by id alone where the directory gave no name', async () => {
    const { world } = here;
    await world.asking({ personId: eve.id });
    expect(await entries(world)).toMatchObject([{ actor: eve, happening: { code: 'not-a-member' } }]);
  });

  it('once: the same delivery was decided before, and whoever may not have heard of it is told again', async () => {
    const { world } = here;
    const delivery = await world.deliver();
    const first = await world.asking({ delivery, machines: ['web-02'] });
    expect(first).toMatchObject({ kind: 'refused', refusal: { code: 'machine-not-found' } });
    expect(await world.asking({ delivery, machines: ['web-02'] })).toEqual(first);
    world.defender.machineList = [machineWith({ name: 'web-02' })];
    // What was said then, whatever would be done by now.
    expect(await world.asking({ delivery, machines: ['web-02'] })).toMatchObject({
      refusal: { code: 'refused-before', says: 'This was refused: Defender knows no machine “web-02”.' },
    });
    expect(await entries(world)).toHaveLength(1);
  });

  it('also where the same is open already', async () => {
    const { world } = here;
    await world.asking();
    await world.asking();
    expect(kindsOf(await entries(world))).toEqual(['ask-refused']);
  });

  it('in a size that does not depend on what was typed', async () => {
    const { world } = here;
    await world.asking({ machines: ['😀'.repeat(50_000)] });
    const [entry] = await entries(world);
    expect(JSON.stringify(entry).length).toBeLessThan(6_000);
    expect(JSON.stringify(entry).isWellFormed()).toBe(true);
  });

  it('but a question which machine was meant is none', async () => {
    const { world } = here;
    world.defender.machineList = [...world.defender.machineList, ...world.defender.machineList].map(
      (machine, index) => ({
        ...machine,
        id: String(index).repeat(40),
      }),
    );
    expect(await world.asking()).toMatchObject({ kind: 'choose' });
    expect(await entries(world)).toEqual([]);
  });
});

describe('a directory that does not answer', () => {
  const closed = (world: World) => {
    world.people.fault = new Fault(faultWith({ system: 'Slack', code: 'internal_error', says: 'oops' }));
  };
  const says = 'Who they are could not be established: Slack said “oops” (internal_error).';

  it('is a no to an ask: on record, told as the fault, and the delivery is left to be tried again', async () => {
    const { world } = here;
    closed(world);
    const delivery = await world.deliver();
    await expect(world.asking({ delivery })).rejects.toMatchObject({ facts: { code: 'internal_error' } });
    expect(await entries(world)).toMatchObject([
      { actor: { id: alice.id, name: alice.id }, happening: { kind: 'ask-refused', code: 'identity-unknown', says } },
    ]);
    world.people.fault = null;
    expect(await world.asking({ delivery })).toMatchObject({ kind: 'opened' });
  });

  it.each(['approve', 'deny'] as const)('is a no to a click that would %s, in the same way', async (verb) => {
    const { world } = here;
    const requestId = await world.posted();
    const click = { ...(await world.clickBy(bob, requestId)), words: 'no' };
    closed(world);
    await expect(world.review[verb](click)).rejects.toMatchObject({ facts: { code: 'internal_error' } });
    const attempted = verb === 'approve' ? 'approved' : 'denied';
    expect((await entries(world, requestId)).at(-1)).toMatchObject({
      happening: { kind: 'refused', attempted, code: 'identity-unknown', says },
    });
    world.people.fault = null;
    expect(await world.review[verb](click)).toEqual({ kind: 'done' });
  });

  it('is told as the fault even where the store takes no record of it', async () => {
    const { world } = here;
    closed(world);
    world.faults.set('commit', new Fault(faultWith({ system: 'store', code: 'full' })));
    await expect(world.asking()).rejects.toMatchObject({ facts: { code: 'internal_error' } });
  });

  it('cannot be used to flood the log', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    closed(world);
    for (let n = 0; n < 8; n += 1) await expect(world.asking()).rejects.toBeInstanceOf(Fault);
    expect(kindsOf(await entries(world))).toEqual(['ask-refused', 'ask-refused', 'ask-refused', 'limited']);
  });
});

it('a click that met a closed directory can still be decided, however many did', async () => {
  const { world } = here;
  world.setPolicy({ limits: few });
  const requestId = await world.posted();
  const clicks = await Promise.all(Array.from({ length: 6 }, () => world.clickBy(bob, requestId)));
  world.people.fault = new Fault(faultWith({ system: 'Slack' }));
  for (const click of clicks) await expect(world.review.approve(click)).rejects.toBeInstanceOf(Fault);
  expect(kindsOf(await entries(world))).toEqual(['limited']);
  const left = await world.deliveries.takeOver(T + MINUTE, 99);
  expect(left.map(({ key }) => key)).toEqual(expect.arrayContaining(clicks.map(({ delivery }) => delivery)));
  world.people.fault = null;
  // The fourth is the one that put it on record.
  expect(await world.review.approve(present(clicks[3]))).toEqual({ kind: 'done' });
});

describe('clicks that are refused are on record', () => {
  it('without a request where there is none of that id', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const click = { ...(await world.clickBy(bob, requestId)), requestId: 'NOSUCH' };
    await world.review.approve(click);
    expect(await entries(world)).toMatchObject([
      {
        actor: { id: bob.id },
        delivery: click.delivery,
        happening: { attempted: 'approved', code: 'unknown-request' },
      },
    ]);
  });

  it('by real name where the directory gave one', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await world.review.approve(await world.clickBy(alice, requestId));
    expect((await entries(world, requestId)).at(-1)).toMatchObject({ actor: alice, policyHash: 'policy' });
  });

  it('where a button was tampered with, which names no request', async () => {
    const { world } = here;
    const delivery = await world.deliver();
    const click = { delivery, personId: eve.id, attempted: 'approved' } as const;
    expect(await world.review.refuseUnread(click)).toMatchObject({ refusal: { code: 'card-changed' } });
    expect(await world.review.refuseUnread(click)).toMatchObject({ refusal: { code: 'card-changed' } });
    expect(await entries(world)).toMatchObject([{ actor: eve, delivery, happening: { code: 'card-changed' } }]);
  });

  it('once for a denial whose form never opened, and not at all by asking whether it should', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const click = await world.clickBy(alice, requestId);
    const refusal = present(await world.review.beforeDeny(click));
    expect(kindsOf(await entries(world, requestId))).not.toContain('refused');
    expect(await world.review.refuseDeny(click, refusal)).toEqual({ kind: 'refused', refusal });
    expect(await world.review.refuseDeny(click, refusal)).toEqual({ kind: 'refused', refusal });
    const refused = (await entries(world, requestId)).filter(({ happening }) => happening.kind === 'refused');
    expect(refused).toMatchObject([{ happening: { attempted: 'denied', code: 'own-request' } }]);
  });
});
